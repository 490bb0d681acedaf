// What a progress bar says.
#include "verify/progress.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "tests/verify/small_run.hpp"

namespace ceo::verify {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A quarter done in 30 seconds.
ProgressState quarter() {
  ProgressState state;
  state.cell = 2;
  state.cells = 14;
  state.name = "k8-equal";
  state.done = 25;
  state.total = 100;
  state.seconds = 30;
  return state;
}

TEST(Progress, TellsShareTimeLeftAndCell) {
  const ProgressState state = quarter();
  EXPECT_EQ(progress_text(state), "25 %, 1 min 30 s left, cell 3 of 14 (k8-equal)");
}

TEST(Progress, TellsSpeedAndClaims) {
  ProgressState state = quarter();
  state.samples_per_second = 1.7e8;
  state.claims = 9;
  state.claims_sampled = 2;
  state.claims_here = "thm2.rates and 2 more";
  EXPECT_EQ(progress_text(state),
            "25 %, 170 M samples/s, 1 min 30 s left, cell 3 of 14 (k8-equal), claims sampled 2 of "
            "9, now thm2.rates and 2 more");
}

TEST(Progress, IsCutToTheTerminal) {
  EXPECT_EQ(fitted("0123456789", 10), "0123456789");
  EXPECT_EQ(fitted("0123456789", 9), "012345...");
  EXPECT_EQ(fitted("0123456789", 2), "01");
  EXPECT_EQ(fitted("0123456789", 0), "");
}

TEST(Progress, DoesNotGuessTheTimeTooEarly) {
  ProgressState state;
  state.done = 0.01;
  state.seconds = 1;
  EXPECT_THAT(progress_text(state), Not(HasSubstr("left")));
}

TEST(Progress, StaysWithinItsBar) {
  EXPECT_EQ(progress_bar(0, 10), "[--------------------]");
  EXPECT_EQ(progress_bar(5, 10), "[##########----------]");
  EXPECT_EQ(progress_bar(10, 10), "[####################]");
  EXPECT_EQ(progress_bar(11, 10), "[####################]");
  EXPECT_EQ(progress_bar(0, 0), "[--------------------]");
}

TEST(Progress, IsSilentOnRequestAndPlainWithoutATerminal) {
  EXPECT_EQ(progress_style(true), ProgressStyle::silent);
  ::setenv("TERM", "dumb", 1);
  EXPECT_EQ(progress_style(false), ProgressStyle::lines);
}

TEST(Progress, NoColorWins) {
  ::setenv("TERM", "xterm", 1);
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(colour_wanted(2));
  ::unsetenv("NO_COLOR");
}

TEST(Progress, ReporterEndsAtOnceAndDrawsABar) {
  const run::Plan plan = testing::small_plan(testing::cheap_claims());
  run::ExecuteProgress progress;
  progress.cell = plan.cells.size() - 1;
  progress.strips.strips = plan.cells.back().samples / 32;
  ::testing::internal::CaptureStderr();
  {
    const ProgressReporter reporter(plan, progress, ProgressStyle::bar);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  const std::string drawn = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(drawn, HasSubstr("[####################]"));
  EXPECT_THAT(drawn, HasSubstr("100 %"));
  EXPECT_EQ(drawn.back(), '\r');  // the line is cleared
  EXPECT_FALSE(progress.strips.stop);
}

}  // namespace
}  // namespace ceo::verify
