// The launcher refuses impossible requests and stops early when it is asked to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "kernels/launch/cpu_launcher.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace {

using ceo::launch::CpuOptions;
using ceo::launch::MatrixRequest;
using ceo::launch::Pack;
using ceo::launch::Progress;
using ceo::launch::run_cpu;
using ceo::launch::StripRange;
using ceo::launch::Totals;
using ceo::models::GaussianCeo;
using ceo::testing::GaussianCeoCell;
using ceo::testing::make_cell;

/// The message with which a request is refused; empty if it is not.
std::string refusal(const GaussianCeo::Params& params, const MatrixRequest& request,
                    const StripRange& range, const CpuOptions& options) {
  try {
    (void)run_cpu(params, request, range, options);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(RunCpu, RefusesImpossibleRequests) {
  using ::testing::HasSubstr;
  const GaussianCeoCell cell = make_cell(2);
  const GaussianCeo::Params sound = cell.params();
  EXPECT_EQ(refusal(sound, {}, {0, 3}, {}), "");
  for (const int workers : {0, -1, 1025}) {
    GaussianCeo::Params params = sound;
    params.workers = workers;
    EXPECT_THAT(refusal(params, {}, {0, 3}, {}), HasSubstr("workers must be 1 to 1024"));
  }
  EXPECT_THAT(refusal(sound, {true, false, 0}, {0, 3}, {}), HasSubstr("matrix stride 0"));
  EXPECT_THAT(refusal(sound, {}, {0, 3}, {-1, {}}), HasSubstr("negative number of threads"));
  const std::uint64_t too_far = (std::uint64_t{1} << 58) + 1;
  EXPECT_THAT(refusal(sound, {}, {0, too_far}, {}), HasSubstr("beyond the sample counter"));
  EXPECT_THAT(refusal(sound, {}, {too_far, 1}, {}), HasSubstr("beyond the sample counter"));
}

TEST(RunCpu, RefusesAPackThatTheMachineLacks) {
  const std::vector<Pack> here = ceo::launch::available_packs();
  const GaussianCeoCell cell = make_cell(2);
  int lacking = 0;
  for (const Pack pack : {Pack::avx2, Pack::avx512}) {
    if (std::find(here.begin(), here.end(), pack) != here.end()) continue;
    ++lacking;
    EXPECT_EQ(refusal(cell.params(), {}, {0, 3}, {1, pack}),
              "this machine cannot run the pack " + ceo::launch::to_string(pack));
  }
  if (lacking == 0) GTEST_SKIP() << "this machine runs every pack";
}

TEST(RunCpu, NamesOfPacksGoBothWays) {
  for (const Pack pack : ceo::launch::available_packs()) {
    EXPECT_EQ(ceo::launch::pack_of(ceo::launch::to_string(pack)), pack);
  }
  EXPECT_EQ(ceo::launch::pack_of("avx3"), std::nullopt);
  const std::vector<Pack> here = ceo::launch::available_packs();
  EXPECT_EQ(std::count(here.begin(), here.end(), ceo::launch::best_pack()), 1);
}

TEST(RunCpu, AnEmptyRangeHasEmptyTotals) {
  const MatrixRequest request{true, true, 1};
  const GaussianCeoCell cell = make_cell(3);
  EXPECT_EQ(run_cpu(cell.params(), request, {77, 0}, {}),
            Totals(GaussianCeo::kOutputs, 7, request));
}

TEST(RunCpu, ReportsEveryStripAsProgress) {
  Progress progress;
  const GaussianCeoCell cell = make_cell(1);
  const Totals totals = run_cpu(cell.params(), {}, {3, 9999}, {2, {}}, &progress);
  EXPECT_EQ(totals.strips, 9999U);
  EXPECT_EQ(progress.strips, 9999U);
}

TEST(RunCpu, DoesNothingWhenStoppedBefore) {
  Progress progress;
  progress.stop = true;
  const GaussianCeoCell cell = make_cell(2);
  EXPECT_EQ(run_cpu(cell.params(), {}, {0, 20000}, {2, {}}, &progress),
            Totals(GaussianCeo::kOutputs, 5, {}));
  EXPECT_EQ(progress.strips, 0U);
}

/// Runs more strips than anybody waits for and stops after the first ones are done.
Totals stopped_run(const GaussianCeoCell& cell, const MatrixRequest& request, int threads,
                   Progress& progress) {
  std::thread watcher([&progress] {
    while (progress.strips == 0) std::this_thread::yield();
    progress.stop = true;
  });
  Totals totals =
      run_cpu(cell.params(), request, {5, std::uint64_t{1} << 40}, {threads, {}}, &progress);
  watcher.join();
  return totals;
}

TEST(RunCpu, StopsEarlyWithTotalsOfWhatItCounted) {
  // An offset that is not a number makes every sample count itself.
  GaussianCeoCell cell = make_cell(2);
  cell.offset = std::numeric_limits<float>::quiet_NaN();
  const MatrixRequest request{true, false, 1};
  for (const int threads : {1, 2}) {
    Progress progress;
    const Totals totals = stopped_run(cell, request, threads, progress);
    EXPECT_GT(totals.strips, 0U);
    EXPECT_LT(totals.strips, std::uint64_t{1} << 30);
    EXPECT_EQ(totals.strips, progress.strips);
    EXPECT_EQ(totals.non_finite, 32 * totals.strips);
    EXPECT_EQ(totals.matrix_strips, totals.strips);
  }
}

TEST(RunCpu, AStoppedThreadHasTheTotalsOfItsFirstStrips) {
  const GaussianCeoCell cell = make_cell(3);
  Progress progress;
  const Totals totals = stopped_run(cell, {true, true, 2}, 1, progress);
  ASSERT_GT(totals.strips, 0U);
  EXPECT_EQ(totals, run_cpu(cell.params(), {true, true, 2}, {5, totals.strips}, {2, {}}));
}

}  // namespace
