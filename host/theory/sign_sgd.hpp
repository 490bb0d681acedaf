// SignSGD against the limits: one bit per worker and coordinate (theory.md section 9; ZTW Fig. 7).
#pragma once

#include <numbers>

namespace ceo::theory {

/// Mean square error of the two-level quantiser of Y in units of sY2, counted as additive noise.
/// Direct: (1 - 2/pi), levels +-sqrt(2 sY2/pi). Forward: pi/2 - 1, the same quantiser as a forward
/// channel, levels +-sqrt(pi sY2/2).
inline constexpr double kSignErrorDirect = 1 - 2 * std::numbers::inv_pi;
inline constexpr double kSignErrorForward = std::numbers::pi / 2 - 1;

/// X ~ N(0, sX2), Y_k = X + N_k, N_k ~ N(0, sN2), K equal workers.
struct SignWorkers {
  double var_x = 0;  ///< sX2 > 0
  double var_n = 0;  ///< sN2 > 0
  int workers = 1;   ///< K >= 1
};

/// Rind/K = (1/2) log2(1 + 1/kappa) in bits per worker and symbol: independent ideal coding at the
/// distortion that kappa assumes, whatever snr and K (0.9538 direct, 0.7302 forward). kappa > 0.
[[nodiscard]] double sign_independent_rate(double kappa);
/// D = (sN2 + kappa sY2)/K in gradient^2: errors taken as independent over workers.
[[nodiscard]] double sign_assumed_mse(const SignWorkers& workers, double kappa);
/// Rsum(D)/K at that D (ZTW eq 22), in bits per worker and symbol.
[[nodiscard]] double sign_sum_rate(const SignWorkers& workers, double kappa);

/// Levels of the forward channel, c = sqrt(pi sY2/2), in the unit of the gradient.
[[nodiscard]] double sign_forward_size(const SignWorkers& workers);
/// True mean square error of Xhat = (c/K) sum_k sign(Y_k) in gradient^2 [corrected]:
/// sX2 - 2 c sqrt(2/pi) sX2/sY + c^2/K + (1 - 1/K)(2/pi) c^2 arcsin(sX2/sY2).
/// @param size c > 0, in the unit of the gradient.
[[nodiscard]] double sign_average_mse(const SignWorkers& workers, double size);
/// E[c sign(Y_k) | X = x] = c erf(x/sqrt(2 sN2)): not linear in x, so SignSGD is not unbiased.
[[nodiscard]] double sign_conditional_mean(double x, double var_n, double size);

inline constexpr int kMostSignWorkers = 1024;
inline constexpr double kMostSignSnr = 1e4;

/// H(B_1..B_K) in bits per symbol, B_k = sign(Y_k): what lossless Slepian-Wolf coding of the signs
/// needs from all workers together. Depends on snr = sX2/sN2 and K alone: given X the number of
/// positive signs is binomial, so H = H(count) + E log2 binom(K, count); quadrature over X,
/// absolute error below 1e-10 K bit. @param snr in (0, kMostSignSnr]. @param workers 1 to
/// kMostSignWorkers. Error(usage) otherwise.
[[nodiscard]] double sign_joint_entropy(double snr, int workers);

}  // namespace ceo::theory
