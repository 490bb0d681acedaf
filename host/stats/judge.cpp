#include "host/stats/judge.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "host/stats/moments.hpp"

namespace ceo::stats {
namespace {

constexpr double kConfirmationFactor = 100;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool positive_finite(double value) {
  return value > 0 && std::isfinite(value);
}

/// Why the error of an estimate says nothing; empty if it does.
std::string fault_of_error(const Estimate& estimate) {
  if (estimate.law == Law::exact) {
    if (estimate.standard_error == 0) return "";
    return "an exact value has the standard error " + shortest(estimate.standard_error);
  }
  if (estimate.law == Law::own && !(estimate.p >= 0 && estimate.p <= 1)) {
    return "the p-value of the test is " + shortest(estimate.p);
  }
  if (estimate.standard_error == 0) {
    return "the standard error is 0: the samples do not vary, so there is nothing to judge by";
  }
  if (!positive_finite(estimate.standard_error)) {
    return "the standard error is " + shortest(estimate.standard_error);
  }
  return "";
}

/// Why the finding cannot be judged at all; empty if it can.
std::string fault_of(const Finding& finding, const Health& health) {
  const Estimate& estimate = finding.estimate;
  const Prediction& prediction = finding.prediction;
  if (health.non_finite > 0) {
    return std::to_string(health.non_finite) + " samples of the cell are not finite";
  }
  if (health.overflow > 0) {
    return std::to_string(health.overflow) +
           " strip sums of the cell left the range of their fixed-point scale";
  }
  if (estimate.samples == 0) return "the estimate has no samples";
  if (!std::isfinite(estimate.value)) return "the estimate is " + shortest(estimate.value);
  std::string error = fault_of_error(estimate);
  if (!error.empty()) return error;
  if (!std::isfinite(prediction.value)) return "the prediction is " + shortest(prediction.value);
  if (!(prediction.systematic >= 0) || std::isinf(prediction.systematic)) {
    return "the systematic error is " + shortest(prediction.systematic);
  }
  if (!positive_finite(prediction.unit)) {
    return "the unit of the resolution is " + shortest(prediction.unit);
  }
  if (estimate.law != Law::exact && !(finding.level > 0 && finding.level < 1)) {
    return "the level " + shortest(finding.level) + " is not between 0 and 1";
  }
  if (!(finding.resolution > 0)) {
    return "the resolution " + shortest(finding.resolution) + " is not positive";
  }
  return "";
}

/// Why the error bar is too wide for an answer; empty if it is not.
std::string lack_of(const Finding& finding) {
  const double systematic = finding.prediction.systematic / finding.prediction.unit;
  const double reached = finding.estimate.standard_error / finding.prediction.unit;
  if (systematic > finding.resolution) {
    return fmt::format(
        "the known error of the machinery, {:.3g}, is above the resolution {:.3g}; more samples do "
        "not help",
        systematic, finding.resolution);
  }
  if (reached > finding.resolution) {
    const double ratio = reached / finding.resolution;
    const double needed = std::ceil(static_cast<double>(finding.estimate.samples) * ratio * ratio);
    return fmt::format(
        "the standard error {:.3g} is above the resolution {:.3g}; about {} samples would resolve "
        "it",
        reached, finding.resolution, human_count(needed));
  }
  return "";
}

double excess_over_error(const Estimate& estimate, const Prediction& prediction) {
  const double difference = estimate.value - prediction.value;
  const double excess = std::max(0.0, std::abs(difference) - prediction.systematic);
  return std::copysign(excess / estimate.standard_error, difference);
}

/// 1 within the bound on the error, 0 beyond it. The numbers are finite.
double exact_p(const Estimate& estimate, const Prediction& prediction) {
  return std::abs(estimate.value - prediction.value) > prediction.systematic ? 0 : 1;
}

/// The normal deviate with this two-sided p-value, with the sign of the estimate's departure.
double equivalent_z(double p, const Estimate& estimate, const Prediction& prediction) {
  constexpr double kLeast = 1e-300;  // keeps z finite
  if (!(p < 1)) return 0;
  return std::copysign(critical_z(std::max(p, kLeast)), estimate.value - prediction.value);
}

std::string why_it_disagrees(const Finding& finding) {
  if (finding.estimate.law == Law::exact) {
    return fmt::format("the value is {:.3g} from the prediction, where rounding explains {:.3g}",
                       std::abs(finding.estimate.value - finding.prediction.value),
                       finding.prediction.systematic);
  }
  return fmt::format(
      "the estimate is {:.3g} standard errors from the prediction: p = {:.3g} is not above the "
      "level {:.3g}",
      std::abs(finding.z), finding.p, finding.level);
}

/// Fills z and p.
void measure(Finding& finding) {
  const Estimate& estimate = finding.estimate;
  if (estimate.law == Law::own || estimate.law == Law::exact) {
    finding.p = estimate.law == Law::own ? estimate.p : exact_p(estimate, finding.prediction);
    finding.z = equivalent_z(finding.p, estimate, finding.prediction);
  } else {
    finding.z = excess_over_error(estimate, finding.prediction);
    finding.p = two_sided_p(finding.z, estimate.law);
  }
}

/// z with P(Z <= z) = probability for a standard normal Z.
double normal_quantile(double probability) {
  return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * probability);
}

}  // namespace

std::string to_string(Law law) {
  switch (law) {
    case Law::normal:
      return "normal";
    case Law::t255:
      return "t255";
    case Law::own:
      return "own";
    case Law::exact:
      return "exact";
  }
  ensure(false, "unknown law");
  return "";
}

std::string to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::agree:
      return "agree";
    case Verdict::disagree:
      return "disagree";
    case Verdict::unresolved:
      return "unresolved";
    case Verdict::error:
      return "error";
    case Verdict::not_run:
      return "not run";
  }
  ensure(false, "unknown verdict");
  return "";
}

double two_sided_p(double z, Law law) {
  const double size = std::abs(z);
  if (std::isnan(size)) return kNan;
  if (std::isinf(size)) return 0;
  if (law != Law::t255) return std::erfc(size / std::numbers::sqrt2);
  const boost::math::students_t_distribution<double> t(kBatches - 1);
  // The upper tail itself, not 1 - cdf: it keeps its digits down to 1e-300. At 0 rounding may
  // pass 1.
  return std::min(1.0, 2 * boost::math::cdf(boost::math::complement(t, size)));
}

double critical_z(double level) {
  ensure(level > 0 && level < 1, "critical_z: the level is not between 0 and 1");
  return std::numbers::sqrt2 * boost::math::erfc_inv(level);
}

std::uint64_t samples_for_power(double effect, double level, double power) {
  ensure(power > 0 && power < 1, "samples_for_power: the power is not between 0 and 1");
  const double size = std::abs(effect);
  const double root = (critical_z(level) + normal_quantile(power)) / size;
  const double needed = std::ceil(root * root);
  // 2^63 is a power of two, so the comparison is exact; 0 and NaN effects end here as well.
  if (!(needed < 9223372036854775808.0) || !(size > 0)) {
    throw Error(ExitCode::usage,
                "an effect of " + shortest(effect) +
                    " standard deviations per sample needs more samples than can be counted",
                "", "Make the planted fault larger or choose another point.");
  }
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(needed));
}

std::uint64_t samples_for_chi_square_power(double effect, int degrees, double level, double power) {
  ensure(degrees >= 1 && level > 0 && level < 1 && power > 0 && power < 1,
         "samples_for_chi_square_power: an argument is out of range");
  const boost::math::chi_squared_distribution<double> null(degrees);
  const double critical = boost::math::quantile(boost::math::complement(null, level));
  const double needed =
      boost::math::non_central_chi_squared_distribution<double>::find_non_centrality(
          degrees, critical, 1 - power) /
      (effect * effect);
  if (!(needed < 9223372036854775808.0)) {
    throw Error(ExitCode::usage,
                "an effect of " + shortest(effect) + " needs more samples than can be counted", "",
                "Make the planted fault larger or choose another point.");
  }
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(needed)));
}

Finding judge(Finding finding, const Health& health) {
  finding.reason = fault_of(finding, health);
  if (!finding.reason.empty()) {
    finding.z = finding.p = kNan;
    finding.verdict = Verdict::error;
    return finding;
  }
  measure(finding);
  const double level = finding.estimate.law == Law::exact ? 0 : finding.level;
  if (finding.p <= level) {
    // A significant departure is an answer, however wide the error bar.
    finding.verdict = Verdict::disagree;
    finding.reason = why_it_disagrees(finding);
    return finding;
  }
  finding.reason = lack_of(finding);
  finding.verdict = finding.reason.empty() ? Verdict::agree : Verdict::unresolved;
  return finding;
}

bool needs_confirmation(const Finding& finding) {
  return finding.verdict != Verdict::error && finding.verdict != Verdict::not_run &&
         finding.estimate.law != Law::exact && finding.p > finding.level &&
         finding.p <= kConfirmationFactor * finding.level;
}

}  // namespace ceo::stats
