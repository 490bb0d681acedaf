// Enumerations as the words that a run file holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/run/host_check.hpp"
#include "host/run/series.hpp"
#include "host/stats/judge.hpp"

namespace ceo::io {

[[nodiscard]] std::string word_of(stats::Verdict verdict);
[[nodiscard]] std::string word_of(stats::Law law);
[[nodiscard]] std::string word_of(run::Required required);
/// Nothing if no value has this word.
[[nodiscard]] std::optional<stats::Verdict> verdict_of(std::string_view word);
[[nodiscard]] std::optional<stats::Law> law_of(std::string_view word);
[[nodiscard]] std::optional<run::Required> required_of(std::string_view word);
[[nodiscard]] std::optional<run::AxisScale> scale_of(std::string_view word);
[[nodiscard]] std::optional<run::CurveStyle> style_of(std::string_view word);

}  // namespace ceo::io
