// Estimates, predictions and the judge: the only place with thresholds.
#pragma once

#include <cstdint>
#include <string>

namespace ceo::stats {

/// Law of (value - truth) / standard_error. `own`: the test has a law of its own and gives its p.
/// `exact`: nothing is random; the value is known to rounding, which `systematic` bounds.
enum class Law { normal, t255, own, exact };

/// "normal", "t255", "own" or "exact": the word in files and hashes.
[[nodiscard]] std::string to_string(Law law);

/// A measured number with its error.
struct Estimate {
  double value = 0;
  double standard_error = 0;  ///< in the unit of value; 0 with Law::exact
  std::uint64_t samples = 0;  ///< of a host check: instances looked at
  Law law = Law::normal;
  double p = 1;  ///< with Law::own: probability of a value at least this far from the prediction
};

/// What the theory says, at the float32 parameters that the kernel used.
struct Prediction {
  double value = 0;
  double systematic = 0;  ///< known bound on the error of the machinery, in the unit of value, >= 0
  double unit = 1;        ///< resolution is standard_error / unit (D, sd(e), ...), > 0
  double sd_per_sample = 1;  ///< predicted standard_error * sqrt(samples) / unit, for planning
};

enum class Verdict { agree, disagree, unresolved, error, not_run };
[[nodiscard]] std::string to_string(Verdict verdict);

/// One judged quantity at one point.
struct Finding {
  std::string claim, point, quantity, statement, unit_name;
  Estimate estimate;
  Prediction prediction;
  double level = 0;       ///< share of the false-alarm budget, two-sided; unused with Law::exact
  double resolution = 0;  ///< largest standard_error / unit that counts as an answer
  double z = 0;           ///< (|value - prediction| - systematic)+ / standard_error, with its sign
  double p = 0;           ///< two-sided p-value of z under the estimate's law
  Verdict verdict = Verdict::not_run;
  std::string reason;    ///< why it is not `agree`; empty for agree
  std::string words{};   ///< of a host check: what was found, in a sentence
  bool printed = false;  ///< the form printed in the source, beside a corrected one
};

/// Counts of broken samples of the cell behind an estimate.
struct Health {
  std::uint64_t non_finite = 0;
  std::uint64_t overflow = 0;
};

/// Two-sided p-value of |z| under the law (normal for `own`); 1 at 0; NaN for NaN.
[[nodiscard]] double two_sided_p(double z, Law law);
/// The |z| whose two-sided normal p-value is `level`, 0 < level < 1.
[[nodiscard]] double critical_z(double level);
/// Samples for which a two-sided test at `level` rejects a shift of `effect` (in units of the
/// standard deviation per sample; sign ignored) with probability `power`:
/// ((z_level + z_power)/effect)^2, rounded up. Throws Error(usage) if that is 2^63 or more (effect
/// 0).
[[nodiscard]] std::uint64_t samples_for_power(double effect, double level, double power);

/// Samples for which a chi-square test with `degrees` degrees of freedom at `level` rejects with
/// probability `power`, where the noncentrality is n effect^2; rounded up. Throws Error(usage) if
/// that is 2^63 or more.
[[nodiscard]] std::uint64_t samples_for_chi_square_power(double effect, int degrees, double level,
                                                         double power);

/// A number for a test with a law of its own: `value` measures the departure, 0 where there is
/// none. z is then the normal deviate of the same p, and the systematic error does not enter. With
/// Law::exact p is 1 within the systematic error and 0 beyond it, whatever the level. Fills z, p,
/// verdict and reason of a finding whose other fields are set.
/// - `error` (z and p are NaN): non-finite samples or overflow in the cell, no samples, a number
/// that
///   is not finite, a standard error that is not positive (0 says that nothing varied), a unit,
///   level or resolution out of range. A NaN never passes.
/// - `disagree`: p <= level (exact: p = 0), however wide the error bar: a significant departure is
/// an answer.
/// - `unresolved`: otherwise, if standard_error/unit or systematic/unit is above the resolution;
/// the
///   reason says how many samples would do.
/// - `agree`: all else.
[[nodiscard]] Finding judge(Finding finding, const Health& health);
/// p in (level, 100 level]: worth a second run with fresh counters.
[[nodiscard]] bool needs_confirmation(const Finding& finding);

}  // namespace ceo::stats
