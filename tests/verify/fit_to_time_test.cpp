// Sample counts from a wall time.
#include "verify/fit_to_time.hpp"

#include <gmock/gmock.h>

#include "host/base/error.hpp"
#include "tests/verify/small_run.hpp"

namespace ceo::verify {
namespace {

run::ExecuteOptions two_threads() {
  run::ExecuteOptions options;
  options.cpu.threads = 2;
  return options;
}

run::Config small_config(const std::vector<run::Claim>& claims) {
  return run::parse_config(testing::small_plan_text(), "small.toml", claims, {});
}

TEST(FitToTime, ScalesAllClaimsByOneFactor) {
  const auto claims = testing::cheap_claims();
  run::Config config = small_config(claims);
  config.claims.at(1).samples *= 2;
  const run::Config longer = fit_to_time(config, claims, 30, two_threads());
  const double first = static_cast<double>(longer.claims.at(0).samples) /
                       static_cast<double>(config.claims.at(0).samples);
  const double second = static_cast<double>(longer.claims.at(1).samples) /
                        static_cast<double>(config.claims.at(1).samples);
  EXPECT_NEAR(first / second, 1, 1e-4);  // counts are whole numbers of some 1e5 and more
  EXPECT_GT(first, 1);
}

TEST(FitToTime, MoreTimeGivesMoreSamples) {
  const auto claims = testing::cheap_claims();
  const run::Config config = small_config(claims);
  const auto samples = [&](double seconds) {
    return static_cast<double>(
        run::make_plan(fit_to_time(config, claims, seconds, two_threads()), claims)
            .total_samples());
  };
  // A hundred times the time: the speed of a busy machine may change tenfold between the calls.
  EXPECT_GT(samples(1000), 10 * samples(10));
}

TEST(FitToTime, ChangesNothingButSampleCounts) {
  const auto claims = testing::cheap_claims();
  const run::Config config = small_config(claims);
  run::Config fitted = fit_to_time(config, claims, 20, two_threads());
  for (std::size_t i = 0; i < config.claims.size(); ++i) {
    fitted.claims[i].samples = config.claims[i].samples;
  }
  EXPECT_EQ(fitted.canonical(), config.canonical());
}

TEST(FitToTime, RefusesATimeThatTheControlsExceed) {
  const auto claims = testing::cheap_claims();
  try {
    static_cast<void>(fit_to_time(small_config(claims), claims, 1e-9, two_threads()));
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("--no-controls"));
  }
}

}  // namespace
}  // namespace ceo::verify
