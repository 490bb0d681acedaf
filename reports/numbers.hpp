// Numbers as a reader wants them: rounded to what is known.
#pragma once

#include <string>

namespace ceo::reports {

/// Value with its standard error, both to the second digit of the error: "0.99998 ± 0.00011",
/// "(−0.4 ± 1.2)e-05". Without a positive finite error: the value to six digits alone.
[[nodiscard]] std::string with_error(double value, double standard_error);
/// A value to one digit more than `standard_error` has in with_error(); six digits without one.
[[nodiscard]] std::string to_error(double value, double standard_error);
/// Significant digits, without trailing zeros: "5.6", "1.7e-08", "−2.31"; "–" for NaN.
[[nodiscard]] std::string digits(double value, int significant);
/// "1 finding", "20 findings".
[[nodiscard]] std::string counted(unsigned long long count, const std::string& noun);
/// 152862720 -> "152 862 720", with narrow blanks that do not break.
[[nodiscard]] std::string grouped(unsigned long long count);

}  // namespace ceo::reports
