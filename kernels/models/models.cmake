# The sampling models: NAME is the header kernels/models/NAME.hpp, CEO_MODEL_CLASS_NAME its class.
set(CEO_MODELS gaussian_ceo)
set(CEO_MODEL_CLASS_gaussian_ceo GaussianCeo)
