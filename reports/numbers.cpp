#include "reports/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ceo::reports {
namespace {

constexpr const char* kMinus = "\u2212";
constexpr int kPlainDigits = 6;
// Powers of ten between which numbers are written without an exponent.
constexpr int kSmallest = -4, kLargest = 7;

std::string typeset(std::string number) {
  if (number.rfind('-', 0) == 0) number.replace(0, 1, kMinus);
  return number;
}

int power_of_ten(double value) {
  return static_cast<int>(std::floor(std::log10(std::abs(value))));
}

bool known(double standard_error) {
  return std::isfinite(standard_error) && standard_error > 0;
}

/// Decimals that show two digits of the error, its rounding to 0.10 included.
int decimals_of(double standard_error) {
  const int first = power_of_ten(standard_error);
  const bool carries = standard_error >= 9.95 * std::pow(10.0, first);
  return 1 - first - (carries ? 1 : 0);
}

}  // namespace

std::string digits(double value, int significant) {
  if (std::isnan(value)) return "\u2013";
  return typeset(fmt::format("{:.{}g}", value, significant));
}

std::string to_error(double value, double standard_error) {
  if (!known(standard_error) || !std::isfinite(value)) return digits(value, kPlainDigits);
  const double size = std::max(std::abs(value), standard_error);
  if (power_of_ten(size) < kSmallest || power_of_ten(size) >= kLargest) {
    const int digits_wanted = power_of_ten(size) + decimals_of(standard_error) + 2;
    return value == 0 ? "0" : digits(value, std::max(1, digits_wanted));
  }
  const int decimals = std::max(0, decimals_of(standard_error) + 1);
  if (value == std::round(value)) return typeset(fmt::format("{:.0f}", value));
  return typeset(fmt::format("{:.{}f}", value, decimals));
}

std::string with_error(double value, double standard_error) {
  if (!known(standard_error) || !std::isfinite(value)) return digits(value, kPlainDigits);
  const int size = power_of_ten(std::max(std::abs(value), standard_error));
  if (size >= kSmallest && size < kLargest) {
    const int decimals = std::max(0, decimals_of(standard_error));
    return typeset(
        fmt::format("{:.{}f} \u00b1 {:.{}f}", value, decimals, standard_error, decimals));
  }
  const double scale = std::pow(10.0, size);
  const int decimals = std::max(0, decimals_of(standard_error) + size);
  return "(" + typeset(fmt::format("{:.{}f} \u00b1 {:.{}f})e{:+03d}", value / scale, decimals,
                                   standard_error / scale, decimals, size));
}

std::string counted(unsigned long long count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string grouped(unsigned long long count) {
  std::string text = fmt::format("{}", count);
  for (auto place = static_cast<std::ptrdiff_t>(text.size()) - 3; place > 0; place -= 3) {
    text.insert(static_cast<std::size_t>(place), "\u202f");
  }
  return text;
}

}  // namespace ceo::reports
