#include "host/run/gaussian_ceo_spec.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "host/base/error.hpp"
#include "host/base/text.hpp"

namespace ceo::run {
namespace {

using Model = models::GaussianCeo;

constexpr double kStrip = 32;          // samples
constexpr int kTargetExponent = 20;    // strip sums are scaled into [2^19, 2^20)
constexpr int kRecordedExponent = 12;  // those of recorded sources, which may be far larger
// 2^-97: a scaled sum counts as overflow from 2^30 on, so the sum itself stays below 2^127.
constexpr int kMinScaleExponent = -97;
constexpr int kMaxScaleExponent = 127;  // the largest power of two of a float32
// 2^120 leaves room for |z| <= 6.7 and for sums over 1024 workers below float32's 2^128.
constexpr int kMaxRowExponent = 120;

std::string worker(std::size_t k) {
  return "worker " + std::to_string(k + 1);
}

/// Rounds to the nearest float32; reports what is not a normal number there.
float to_float32(Problems& problems, double value, const std::string& name,
                 const std::string& where) {
  constexpr double kLargest = std::numeric_limits<float>::max();
  const float rounded = std::abs(value) <= kLargest ? static_cast<float>(value) : 0.0F;
  if (!std::isnormal(rounded)) {
    problems.add(
        name + " = " + shortest(value) + " is outside float32's normal range, 1.2e-38 to 3.4e38",
        where, "Change the unit of the gradient, or make a worker of no weight silent (inf).");
  }
  return rounded;
}

void check_correlation(Problems& problems, double rho, const std::string& name, int workers) {
  if (!(std::abs(rho) <= 1)) {
    problems.add(name + " = " + shortest(rho) + " is not in [-1, 1]", "fault");
  } else if (rho != 0 && workers < 2) {
    problems.add(name + " needs two workers", "fault", "Choose a point with K >= 2.");
  }
}

void check_fault(Problems& problems, const Fault& fault, int workers) {
  if (!(fault.var_v_factor > 0) || std::isinf(fault.var_v_factor)) {
    problems.add("var_v_factor = " + shortest(fault.var_v_factor) + " is not positive and finite",
                 "fault");
  }
  if (fault.noisy_worker < 0 || fault.noisy_worker > workers) {
    problems.add("noisy_worker = " + std::to_string(fault.noisy_worker) + " is no worker", "fault",
                 "Give 1 to " + std::to_string(workers) + ", or 0 for all.");
  }
  if (!std::isfinite(fault.weight_factor) || fault.weight_factor == 0) {
    problems.add("weight_factor = " + shortest(fault.weight_factor) + " is 0 or not finite",
                 "fault");
  }
  if (!std::isfinite(fault.offset)) {
    problems.add("offset = " + shortest(fault.offset) + " is not finite", "fault");
  }
  if (fault.noise_degrees != 0 && !(fault.noise_degrees > 4 && fault.noise_degrees <= 1e6)) {
    problems.add("noise_degrees = " + shortest(fault.noise_degrees) + " is not in (4, 1e6]",
                 "fault");
  }
  check_correlation(problems, fault.correlation_n, "correlation_n", workers);
  check_correlation(problems, fault.correlation_v, "correlation_v", workers);
}

/// {rho, sqrt(1 - rho^2)}, exactly {0, 1} for rho = 0.
std::array<float, 2> mix_of(Problems& problems, double rho, const std::string& name) {
  if (rho == 0) return {0, 1};
  const float share = to_float32(problems, rho, name, "fault");
  const double square = static_cast<double>(share) * share;
  return {share, static_cast<float>(std::sqrt(1 - square))};
}

void bind_noise_law(const Fault& fault, GaussianCeoBinding& binding) {
  if (fault.laplace_noise) {
    binding.noise_law = Model::kLaplaceNoise;
  } else if (fault.noise_degrees > 0) {
    binding.noise_law = Model::kWarpedNoise;
    const std::array<double, 3> warp = student_warp(fault.noise_degrees);
    for (std::size_t i = 0; i < warp.size(); ++i) binding.warp[i] = static_cast<float>(warp[i]);
  }
}

double squared(float value) {
  return static_cast<double>(value) * value;
}

/// The sound channel at the float32 standard deviations, with sd_v[k] = 0 for a silent worker.
theory::Channel channel_of(const GaussianCeoBinding& binding) {
  std::vector<double> var_n;
  std::vector<double> var_v;
  for (std::size_t k = 0; k < binding.sd_n.size(); ++k) {
    var_n.push_back(squared(binding.sd_n[k]));
    var_v.push_back(binding.sd_v[k] > 0 ? squared(binding.sd_v[k])
                                        : std::numeric_limits<double>::infinity());
  }
  return theory::channel_from_noise(squared(binding.sd_x), var_n, var_v);
}

void bind_weights(Problems& problems, const Fault& fault, GaussianCeoBinding& binding) {
  const std::size_t workers = binding.sd_n.size();
  binding.weight_sum = 0;
  for (std::size_t k = 0; k < workers; ++k) {
    float weight = 0;
    if (fault.uniform_weights) {
      weight = static_cast<float>(1.0 / static_cast<double>(workers));
    } else if (binding.channel.weight[k] > 0) {
      weight = to_float32(problems, binding.channel.weight[k], "decoder weight", worker(k));
    }
    if (fault.weight_factor != 1 && weight != 0) {
      weight =
          to_float32(problems, weight * fault.weight_factor, "faulty decoder weight", worker(k));
    }
    binding.weight.push_back(weight);
    binding.weight_sum += weight;
  }
}

/// The kernel's test-channel noise under the fault; the channel keeps the sound one.
void apply_noise_fault(Problems& problems, const Fault& fault, GaussianCeoBinding& binding) {
  if (fault.var_v_factor == 1) return;
  for (std::size_t k = 0; k < binding.sd_v.size(); ++k) {
    const bool spared =
        fault.noisy_worker > 0 && static_cast<std::size_t>(fault.noisy_worker) != k + 1;
    if (binding.sd_v[k] == 0 || spared) continue;
    binding.sd_v[k] = to_float32(problems, std::sqrt(squared(binding.sd_v[k]) * fault.var_v_factor),
                                 "faulty sqrt(var_v)", worker(k));
  }
}

/// Power of sum_k w_k sd_k z_k, where z_2 is mixed from z_1 and itself.
double noise_power(const GaussianCeoBinding& binding, const std::vector<float>& sd,
                   const std::array<float, 2>& mix) {
  const auto loading = [&](std::size_t k) {
    return static_cast<double>(binding.weight[k]) * sd[k];
  };
  double power = 0;
  for (std::size_t k = 0; k < sd.size(); ++k) {
    double share = loading(k);
    if (k == 0 && sd.size() > 1) share += mix[0] * loading(1);
    if (k == 1) share *= mix[1];
    power += share * share;
  }
  return power;
}

/// Predicted size of a strip sum of each output: root mean square, or the mean where that is
/// positive.
std::array<double, Model::kOutputs> strip_sums(const GaussianCeoBinding& binding) {
  const double var_x = binding.channel.var_x;
  const double mean = binding.offset;
  const double mse = predicted_mse(binding);
  const double covariance = (binding.weight_sum - 1) * var_x;  // of e and X
  std::array<double, Model::kOutputs> sums{};
  sums[Model::kError] = std::sqrt(kStrip * (mse - mean * mean) + kStrip * mean * kStrip * mean);
  sums[Model::kError2] = kStrip * mse;
  sums[Model::kError4] = kStrip * 3 * mse * mse;  // E[e^4] <= 3 E[e^2]^2 for a Gaussian e
  // E[(eX)^2] = E[e^2] sX2 + 2 cov(e, X)^2, of which cov^2 is the squared mean.
  sums[Model::kErrorX] = std::sqrt(kStrip * (mse * var_x + covariance * covariance) +
                                   kStrip * covariance * kStrip * covariance);
  sums[Model::kX] = std::sqrt(kStrip * var_x);
  sums[Model::kX2] = kStrip * var_x;
  return sums;
}

/// The e with 2^(e-1) <= value < 2^e.
int exponent_above(double value) {
  int exponent = 0;
  (void)std::frexp(value, &exponent);
  return exponent;
}

/// ceil(log2(value)), exactly.
int ceil_log2(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  return fraction == 0.5 ? exponent - 1 : exponent;
}

void bind_scales(Problems& problems, int target, GaussianCeoBinding& binding) {
  const std::array<double, Model::kOutputs> sums = strip_sums(binding);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const int exponent =
        std::isnormal(sums[i]) ? target - exponent_above(sums[i]) : kMinScaleExponent - 1;
    if (exponent < kMinScaleExponent || exponent > kMaxScaleExponent) {
      problems.add("a strip sum of the output " + std::string(Model::kOutputNames[i]) + " near " +
                       shortest(sums[i]) + " leaves the range of float32",
                   "scales", "Change the unit of the gradient so that D and var_x are near 1.");
    }
    binding.scale_exponent.push_back(exponent);
  }
}

void bind_rows(Problems& problems, GaussianCeoBinding& binding) {
  std::vector<double> variances{squared(binding.sd_x)};
  for (std::size_t k = 0; k < binding.sd_n.size(); ++k) {
    variances.push_back(variances[0] + squared(binding.sd_n[k]));
    variances.push_back(variances.back() + squared(binding.sd_v[k]));
  }
  for (std::size_t row = 0; row < variances.size(); ++row) {
    const int exponent = ceil_log2(std::sqrt(variances[row]));
    if (std::abs(exponent) > kMaxRowExponent) {
      problems.add("standard deviation " + shortest(std::sqrt(variances[row])) +
                       " leaves 2^-120 to 2^120, the range of the kernel's rows",
                   row == 0 ? "source" : worker((row - 1) / 2), "Change the unit of the gradient.");
    }
    binding.row_exponent.push_back(exponent);
    binding.row_scale.push_back(std::ldexp(1.0F, -exponent));
  }
}

/// Appends `name=value` to a canonical text.
void append(std::string& text, const std::string& name, const std::string& value) {
  if (!text.empty()) text += ' ';
  text += name;
  text += '=';
  text += value;
}

}  // namespace

std::string GaussianCeoSpec::canonical() const {
  std::string text = Model::kName;
  append(text, "var_x", shortest(var_x));
  append(text, "var_n", shortest_list(var_n));
  append(text, "var_v", shortest_list(var_v));
  if (layer > 0) append(text, "layer", std::to_string(layer));
  if (!trace.empty()) append(text, "trace", trace);
  return text;
}

std::string GaussianCeoSpec::canonical_fault() const {
  std::string text;
  const Fault sound;
  const auto number = [&](const char* name, double value, double usual) {
    if (value != usual) append(text, name, shortest(value));
  };
  number("weight_factor", fault.weight_factor, sound.weight_factor);
  if (fault.uniform_weights) append(text, "uniform_weights", "true");
  number("offset", fault.offset, sound.offset);
  number("var_v_factor", fault.var_v_factor, sound.var_v_factor);
  number("noisy_worker", fault.noisy_worker, sound.noisy_worker);
  number("correlation_n", fault.correlation_n, sound.correlation_n);
  number("correlation_v", fault.correlation_v, sound.correlation_v);
  number("noise_degrees", fault.noise_degrees, sound.noise_degrees);
  if (fault.laplace_noise) append(text, "laplace_noise", "true");
  return text;
}

models::GaussianCeo::Params GaussianCeoBinding::params(std::array<std::uint32_t, 2> key) const {
  Model::Params p{};
  std::copy(key.begin(), key.end(), p.key);
  p.workers = static_cast<int>(sd_n.size());
  p.sd_x = sd_x;
  p.offset = offset;
  std::copy(mix_n.begin(), mix_n.end(), p.mix_n);
  std::copy(mix_v.begin(), mix_v.end(), p.mix_v);
  p.noise_law = noise_law;
  std::copy(warp.begin(), warp.end(), p.warp);
  for (std::size_t i = 0; i < scale_exponent.size(); ++i) {
    p.scale[i] = std::ldexp(1.0F, scale_exponent[i]);
  }
  p.sd_n = sd_n.data();
  p.sd_v = sd_v.data();
  p.weight = weight.data();
  p.row_scale = row_scale.data();
  if (recorded != nullptr) {
    ensure(sd_n.size() <= recorded->size.workers, "a recorded source has too few workers");
    p.recorded = {recorded->values.data(), recorded->size.samples};
  }
  return p;
}

GaussianCeoBinding bind(const GaussianCeoSpec& spec) {
  Problems problems;
  if (spec.var_n.size() > kMaxWorkers) {
    problems.add("K = " + std::to_string(spec.var_n.size()) + " workers", "var_n",
                 "Give 1 to " + std::to_string(kMaxWorkers) + " workers.");
  }
  check_fault(problems, spec.fault, spec.workers());
  problems.raise(ExitCode::usage);
  // Checks the sound parameters before anything is rounded.
  const theory::Channel exact = theory::channel_from_noise(spec.var_x, spec.var_n, spec.var_v);

  GaussianCeoBinding binding;
  binding.sd_x = to_float32(problems, std::sqrt(exact.var_x), "sqrt(var_x)", "source");
  for (std::size_t k = 0; k < exact.var_n.size(); ++k) {
    binding.sd_n.push_back(
        to_float32(problems, std::sqrt(exact.var_n[k]), "sqrt(var_n)", worker(k)));
    const bool silent = std::isinf(exact.var_v[k]);
    binding.sd_v.push_back(
        silent ? 0.0F : to_float32(problems, std::sqrt(exact.var_v[k]), "sqrt(var_v)", worker(k)));
  }
  binding.mix_n = mix_of(problems, spec.fault.correlation_n, "correlation_n");
  binding.mix_v = mix_of(problems, spec.fault.correlation_v, "correlation_v");
  bind_noise_law(spec.fault, binding);
  if (spec.fault.offset != 0) {
    binding.offset = to_float32(problems, spec.fault.offset, "offset", "fault");
  }
  problems.raise(ExitCode::usage);

  binding.channel = channel_of(binding);
  bind_weights(problems, spec.fault, binding);
  apply_noise_fault(problems, spec.fault, binding);
  problems.raise(ExitCode::usage);
  bind_scales(problems, spec.trace.empty() ? kTargetExponent : kRecordedExponent, binding);
  bind_rows(problems, binding);
  problems.raise(ExitCode::usage);
  return binding;
}

std::array<double, 3> student_warp(double degrees) {
  const double first = 1 / (4 * degrees);
  const double second = 1 / (96 * degrees * degrees);
  std::array<double, 3> w{1 + first + 3 * second, first + 16 * second, 5 * second};
  // E z^2, z^4, ... z^10 are 1, 3, 15, 105, 945.
  const double variance = w[0] * w[0] + 3 * 2 * w[0] * w[1] + 15 * (w[1] * w[1] + 2 * w[0] * w[2]) +
                          105 * 2 * w[1] * w[2] + 945 * w[2] * w[2];
  for (double& value : w) value /= std::sqrt(variance);
  return w;
}

double predicted_mse(const GaussianCeoBinding& binding) {
  const double excess = binding.weight_sum - 1;
  const double mean = binding.offset;
  return noise_power(binding, binding.sd_n, binding.mix_n) +
         noise_power(binding, binding.sd_v, binding.mix_v) +
         excess * excess * binding.channel.var_x + mean * mean;
}

double rounding_mse(const GaussianCeoBinding& binding) {
  constexpr double kPerSquare = 0x1p-48 / 3;
  const double var_x = binding.channel.var_x;
  double roundings = predicted_mse(binding);  // of e
  double weights = 0;                         // sums over the workers so far
  double noise = 0;
  for (std::size_t k = 0; k < binding.weight.size(); ++k) {
    const double weight = binding.weight[k];
    if (weight == 0) continue;  // adds an exact 0
    const double var_y = var_x + squared(binding.sd_n[k]);
    const double var_u = var_y + squared(binding.sd_v[k]);
    weights += weight;
    noise += weight * weight * (var_u - var_x);
    const double partial = weights * weights * var_x + noise + squared(binding.offset);
    roundings += weight * weight * (var_y + var_u) + partial;
  }
  return kPerSquare * roundings;
}

}  // namespace ceo::run
