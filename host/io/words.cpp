#include "host/io/words.hpp"

#include <initializer_list>

namespace ceo::io {

std::string word_of(stats::Verdict verdict) {
  return stats::to_string(verdict);
}

std::string word_of(stats::Law law) {
  return stats::to_string(law);
}

std::string word_of(run::Required required) {
  return run::to_string(required);
}

namespace {

/// The one of `values` that has this word.
template <class Value, class Word>
std::optional<Value> with_word(std::initializer_list<Value> values, std::string_view word,
                               const Word& word_of_value) {
  for (const Value value : values) {
    if (word_of_value(value) == word) return value;
  }
  return std::nullopt;
}

}  // namespace

std::optional<stats::Verdict> verdict_of(std::string_view word) {
  using stats::Verdict;
  return with_word(
      {Verdict::agree, Verdict::disagree, Verdict::unresolved, Verdict::error, Verdict::not_run},
      word, [](Verdict value) { return stats::to_string(value); });
}

std::optional<stats::Law> law_of(std::string_view word) {
  using stats::Law;
  return with_word({Law::normal, Law::t255, Law::own, Law::exact}, word,
                   [](Law value) { return stats::to_string(value); });
}

std::optional<run::Required> required_of(std::string_view word) {
  using run::Required;
  return with_word({Required::rejected, Required::accepted}, word,
                   [](Required value) { return run::to_string(value); });
}

std::optional<run::AxisScale> scale_of(std::string_view word) {
  using run::AxisScale;
  return with_word({AxisScale::linear, AxisScale::log}, word,
                   [](AxisScale value) { return run::to_string(value); });
}

std::optional<run::CurveStyle> style_of(std::string_view word) {
  using run::CurveStyle;
  return with_word({CurveStyle::line, CurveStyle::points, CurveStyle::bars}, word,
                   [](CurveStyle value) { return run::to_string(value); });
}

}  // namespace ceo::io
