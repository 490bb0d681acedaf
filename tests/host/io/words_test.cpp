#include "host/io/words.hpp"

#include <gtest/gtest.h>

namespace ceo::io {
namespace {

TEST(Words, ReadBackAsTheSameValue) {
  using stats::Law;
  using stats::Verdict;
  for (const Verdict verdict :
       {Verdict::agree, Verdict::disagree, Verdict::unresolved, Verdict::error, Verdict::not_run}) {
    EXPECT_EQ(verdict_of(word_of(verdict)), verdict) << word_of(verdict);
  }
  for (const Law law : {Law::normal, Law::t255, Law::own, Law::exact})
    EXPECT_EQ(law_of(word_of(law)), law);
}

// The words of the file format, as docs/run-file.md lists them.
TEST(Words, AreThoseOfTheFormat) {
  EXPECT_EQ(word_of(stats::Verdict::agree), "agree");
  EXPECT_EQ(word_of(stats::Verdict::disagree), "disagree");
  EXPECT_EQ(word_of(stats::Verdict::unresolved), "unresolved");
  EXPECT_EQ(word_of(stats::Verdict::error), "error");
  EXPECT_EQ(word_of(stats::Verdict::not_run), "not run");
  EXPECT_EQ(word_of(stats::Law::normal), "normal");
  EXPECT_EQ(word_of(stats::Law::t255), "t255");
}

TEST(Words, UnknownOnesHaveNoValue) {
  EXPECT_FALSE(verdict_of("Agree"));
  EXPECT_FALSE(verdict_of(""));
  EXPECT_FALSE(law_of("t256"));
}

}  // namespace
}  // namespace ceo::io
