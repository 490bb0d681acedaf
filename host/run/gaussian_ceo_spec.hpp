// The cell model `gaussian_ceo` as plans describe it, and its float32 binding for the kernel.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/run/recorded_source.hpp"
#include "host/theory/channel.hpp"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::run {

/// A planted fault. The default is the sound model. The decoder always uses the sound channel.
struct Fault {
  std::string name;              ///< empty for the sound model
  double weight_factor = 1;      ///< decoder weights times this
  bool uniform_weights = false;  ///< decoder weights 1/K
  double offset = 0;             ///< added to Xhat, in units of the gradient
  double var_v_factor = 1;       ///< every test-channel variance times this in the kernel
  int noisy_worker = 0;          ///< 1..K: var_v_factor acts on this worker alone; 0: on all
  double correlation_n = 0;      ///< between N_1 and N_2, in [-1, 1]
  double correlation_v = 0;      ///< between V_1 and V_2; 1 means that two workers share their V
  /// Degrees of freedom, 4 < v <= 1e6, of N_k like Student's t of variance var_n: its expansion to
  /// order v^-2 in the normal (Cornish and Fisher; Abramowitz and Stegun 26.7.5). 0: normal.
  double noise_degrees = 0;
  bool laplace_noise = false;  ///< N_k of Laplace's law and variance var_n
  bool operator==(const Fault&) const = default;
};

/// Parameters of a cell. Variances in the squared unit of the gradient.
struct GaussianCeoSpec {
  double var_x = 0;
  std::vector<double> var_n;  ///< [K]
  std::vector<double> var_v;  ///< [K], infinity for a silent worker
  Fault fault;
  int layer = 0;  ///< of a layered point, from 1; 0: not one
  /// SHA-256 of the trace whose X and N_k take the place of normals; empty: they are drawn.
  std::string trace{};

  [[nodiscard]] int workers() const { return static_cast<int>(var_n.size()); }
  /// Text that names model, sound parameters and layer; it enters the stream key, so a faulty
  /// variant shares the randomness of the sound one, and equal layers are independent.
  [[nodiscard]] std::string canonical() const;
  /// Text that names the fault; empty for the sound model.
  [[nodiscard]] std::string canonical_fault() const;
};

/// The float32 values that the kernel uses, the scales, and the theory at those values.
struct GaussianCeoBinding {
  float sd_x = 0, offset = 0;
  std::array<float, 2> mix_n{0, 1}, mix_v{0, 1};  ///< {rho, sqrt(1 - rho^2)}
  models::GaussianCeo::NoiseLaw noise_law = models::GaussianCeo::kNormalNoise;
  std::array<float, 3> warp{1, 0, 0};     ///< coefficients of kWarpedNoise
  std::vector<float> sd_n, sd_v, weight;  ///< [K]; a silent worker has sd_v = weight = 0
  std::vector<float> row_scale;           ///< [2K+1] powers of two
  std::vector<int> scale_exponent;        ///< [outputs]
  std::vector<int> row_exponent;          ///< [2K+1]
  theory::Channel channel;  ///< sound channel at the squared float32 standard deviations
  double weight_sum = 1;    ///< sum of the float32 decoder weights
  /// The values of spec.trace, set by whoever samples; null: X and N_k are drawn.
  std::shared_ptr<const RecordedSource> recorded{};

  /// View for the kernel; valid while this binding lives unmoved. ensure()s that recorded rows are
  /// enough for K.
  [[nodiscard]] models::GaussianCeo::Params params(std::array<std::uint32_t, 2> key) const;
};

/// Most workers that a cell may have.
inline constexpr int kMaxWorkers = 1024;

/// Throws Error(usage), with every problem, if the parameters are not a channel (see
/// theory::channel_from_noise), if K is above kMaxWorkers, or if a value leaves the range that
/// float32 and the scales can carry: zero, subnormal or infinite standard deviations and weights,
/// or strip sums (of e^4 above all) beyond float32. The fault acts last: weights are w_k rounded to
/// float32 (or 1/K over all K workers, also silent ones, for `uniform_weights`), then times
/// weight_factor, rounded again; a silent worker has U_k = Y_k in the kernel, so only uniform
/// weights would let it speak. scale_exponent[i]: the predicted size of a strip sum (32 samples) of
/// output i, faults included, times 2^scale_exponent[i] lies in [2^19, 2^20), or in [2^11, 2^12)
/// with recorded sources, whose tails may be heavy. row_exponent[i] = ceil(log2(sd of row i)).
[[nodiscard]] GaussianCeoBinding bind(const GaussianCeoSpec& spec);

/// E[(Xhat - X)^2] by the kernel's linear algebra at its float32 parameters, in the squared unit of
/// the gradient: sum_k w_k^2 (sN2_k + sV2_k) + (sum_k w_k - 1)^2 sX2 for the sound model, with the
/// offset and the correlations of a fault. It differs from channel.distortion only by the rounding
/// of the weights to float32.
[[nodiscard]] double predicted_mse(const GaussianCeoBinding& binding);

/// Upper end of the mean square that the float32 roundings of a sample add to e, in the squared
/// unit of the gradient: one rounding each for Y_k, U_k, every partial sum of the decoder and e,
/// taken as independent and uniform within half a unit in the last place, (2^-24 |value|)^2/3 each.
[[nodiscard]] double rounding_mse(const GaussianCeoBinding& binding);

/// z (w_0 + w_1 z^2 + w_2 z^4) of variance 1 that follows Student's t with v degrees of freedom.
[[nodiscard]] std::array<double, 3> student_warp(double degrees);

}  // namespace ceo::run
