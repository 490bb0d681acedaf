// Option values that need more than a plain number: counts, durations, lists.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ceo::verify {

/// "250000" or "1e9", at least 1 and below 2^63. `option` names the option in the message.
/// Throws Error(usage).
[[nodiscard]] std::uint64_t parse_count(const std::string& text, const std::string& option);
/// "90", "90s", "10m", "1.5h": seconds, positive and finite. Throws Error(usage).
[[nodiscard]] double parse_duration(const std::string& text, const std::string& option);
/// "1,2.5,inf": at least one number, no NaN. Throws Error(usage).
[[nodiscard]] std::vector<double> parse_list(const std::string& text, const std::string& option);

/// Throws Error(usage) if a word is empty: CLI11 2.3 runs in circles on some such lines, and no
/// option takes an empty value.
void refuse_empty_words(const std::vector<std::string>& words);

}  // namespace ceo::verify
