#include "verify/commands/parse.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "host/base/error.hpp"

namespace ceo::verify {
namespace {

/// The number that the whole of `text` spells, infinities and out-of-range values included.
std::optional<double> whole_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return std::nullopt;
  if (error != std::errc()) return std::nullopt;
  return value;
}

[[noreturn]] void refuse(const std::string& text, const std::string& option,
                         const std::string& remedy) {
  throw Error(ExitCode::usage, "'" + text + "' cannot be used", option, remedy);
}

}  // namespace

std::uint64_t parse_count(const std::string& text, const std::string& option) {
  const std::string remedy = "Give a whole number from 1 to 2^63 - 1, such as 250000 or 1e9.";
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc() && end == text.data() + text.size()) {
    if (count < 1 || count >= static_cast<std::uint64_t>(kLimit)) refuse(text, option, remedy);
    return count;
  }
  const std::optional<double> value = whole_number(text);
  if (!value || !(*value >= 1) || !(*value < kLimit) || *value != std::floor(*value)) {
    refuse(text, option, remedy);
  }
  return static_cast<std::uint64_t>(*value);
}

double parse_duration(const std::string& text, const std::string& option) {
  std::string_view number = text;
  double unit = 1;
  if (!number.empty()) {
    const char last = number.back();
    if (last == 's' || last == 'm' || last == 'h') {
      unit = last == 's' ? 1 : (last == 'm' ? 60 : 3600);
      number.remove_suffix(1);
    }
  }
  const std::optional<double> value = whole_number(number);
  if (!value || !std::isfinite(*value) || !(*value > 0)) {
    refuse(text, option, "Give a time such as 90, 90s, 10m or 1.5h.");
  }
  return *value * unit;
}

std::vector<double> parse_list(const std::string& text, const std::string& option) {
  std::vector<double> values;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    const std::optional<double> value =
        whole_number(std::string_view(text).substr(begin, comma - begin));
    if (!value || std::isnan(*value)) {
      refuse(text, option, "Give numbers separated by commas without blanks, such as 1,1,2.5.");
    }
    values.push_back(*value);
    begin = comma + 1;
  }
  return values;
}

void refuse_empty_words(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].empty()) continue;
    throw Error(ExitCode::usage, "word " + std::to_string(i + 1) + " is empty", "command line",
                "Leave it out; a variable of the shell may have no value.");
  }
}

}  // namespace ceo::verify
