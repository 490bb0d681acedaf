#include "host/io/words.hpp"

namespace ceo::io {

std::string word_of(stats::Verdict verdict) {
  return stats::to_string(verdict);
}

std::string word_of(stats::Law law) {
  return stats::to_string(law);
}

std::optional<stats::Verdict> verdict_of(std::string_view word) {
  using stats::Verdict;
  for (const Verdict verdict :
       {Verdict::agree, Verdict::disagree, Verdict::unresolved, Verdict::error, Verdict::not_run}) {
    if (word_of(verdict) == word) return verdict;
  }
  return std::nullopt;
}

std::optional<stats::Law> law_of(std::string_view word) {
  for (const stats::Law law : {stats::Law::normal, stats::Law::t255, stats::Law::own}) {
    if (word_of(law) == word) return law;
  }
  return std::nullopt;
}

}  // namespace ceo::io
