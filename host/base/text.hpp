// Small text helpers shared by messages, canonical forms and tables.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ceo {

/// Shortest decimal that reads back as the same double; "inf", "-inf", "nan".
/// This is the number format of every canonical text, so it fixes hashes.
[[nodiscard]] std::string shortest(double value);
/// shortest() of each value, joined by commas without spaces.
[[nodiscard]] std::string shortest_list(std::span<const double> values);
/// 1234567 -> "1.23 M"; for messages only.
[[nodiscard]] std::string human_count(double count);
/// 75.2 -> "1 min 15 s"; for messages only.
[[nodiscard]] std::string human_seconds(double seconds);
/// The candidate with the smallest edit distance to `word` if it is close enough to be a slip
/// (distance at most 3 and less than the word's length), else "".
[[nodiscard]] std::string nearest(std::string_view word,
                                  const std::vector<std::string>& candidates);
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

}  // namespace ceo
