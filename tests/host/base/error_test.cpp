#include "host/base/error.hpp"

#include <gmock/gmock.h>

namespace ceo {
namespace {

using testing::HasSubstr;
using testing::StrEq;

TEST(Error, SaysWhereWhatAndRemedy) {
  const Error error(ExitCode::file, "the file is damaged", "a.h5", "Fetch it again.");
  EXPECT_THAT(error.what(), StrEq("a.h5: the file is damaged. Fetch it again."));
  EXPECT_EQ(error.code(), ExitCode::file);
}

TEST(Error, LeavesOutWhatIsEmpty) {
  EXPECT_THAT(Error(ExitCode::usage, "no plan").what(), StrEq("no plan."));
  EXPECT_THAT(Error(ExitCode::usage, "no plan", "run").what(), StrEq("run: no plan."));
  EXPECT_THAT(Error(ExitCode::usage, "no plan", "", "Name one.").what(),
              StrEq("no plan. Name one."));
}

TEST(Error, DoesNotDoubleTheStop) {
  EXPECT_THAT(Error(ExitCode::usage, "Is this a plan?", "", "Name one.").what(),
              StrEq("Is this a plan? Name one."));
  EXPECT_THAT(Error(ExitCode::usage, "done.").what(), StrEq("done."));
}

TEST(Problems, RaiseNothingWithoutAProblem) {
  const Problems problems;
  EXPECT_TRUE(problems.empty());
  EXPECT_NO_THROW(problems.raise(ExitCode::usage));
}

TEST(Problems, RaiseAllAtOnceALineEach) {
  Problems problems;
  problems.add("unknown key 'sed'", "plan.toml:3:1", "Did you mean 'seed'?");
  problems.add("K is 0", "plan.toml:9:5");
  ASSERT_EQ(problems.messages().size(), 2U);
  try {
    problems.raise(ExitCode::usage);
    FAIL() << "no error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), StrEq("plan.toml:3:1: unknown key 'sed'. Did you mean 'seed'?\n"
                                    "plan.toml:9:5: K is 0."));
  }
}

TEST(Ensure, ThrowsAnInternalErrorOnlyWhenBroken) {
  EXPECT_NO_THROW(ensure(true, "sums fit"));
  try {
    ensure(false, "sums do not fit");
    FAIL() << "no error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::internal);
    EXPECT_THAT(error.what(), HasSubstr("sums do not fit"));
    EXPECT_THAT(error.what(), HasSubstr("report it"));
  }
}

}  // namespace
}  // namespace ceo
