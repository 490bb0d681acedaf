// Enumerations as the words that a run file holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/stats/judge.hpp"

namespace ceo::io {

[[nodiscard]] std::string word_of(stats::Verdict verdict);
[[nodiscard]] std::string word_of(stats::Law law);
/// Nothing if no value has this word.
[[nodiscard]] std::optional<stats::Verdict> verdict_of(std::string_view word);
[[nodiscard]] std::optional<stats::Law> law_of(std::string_view word);

}  // namespace ceo::io
