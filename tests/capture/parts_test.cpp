// Streams, tasks and settings of a capture.
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <set>
#include <stdexcept>

#include "capture/settings.hpp"
#include "capture/stream.hpp"
#include "capture/tasks.hpp"
#include "host/base/error.hpp"

namespace ceo::capture {
namespace {

TEST(CaptureStream, EveryNameHasItsOwnWords) {
  std::set<std::uint32_t> words;
  std::size_t drawn = 0;
  const auto take = [&](const Stream& stream, std::uint32_t i, const Where& where) {
    for (const std::uint32_t word : stream.words(i, where)) words.insert(word);
    drawn += 4;
  };
  const Stream one(1, "weights");
  take(one, 0, {});
  take(one, 1, {});
  take(one, 0, {1, 0, 0});
  take(one, 0, {0, 1, 0});
  take(one, 0, {0, 0, 1});
  take(Stream(2, "weights"), 0, {});
  take(Stream(1, "batches"), 0, {});
  // 28 words of 2^32 are all different but with probability 9e-8; the words are fixed.
  EXPECT_EQ(words.size(), drawn);
  EXPECT_EQ(one.words(5, {1, 2, 3}), Stream(1, "weights").words(5, {1, 2, 3}));
}

// Mean and mean square of n normals: standard deviations 1/sqrt(n) and sqrt(2/n). A false alarm of
// 1e-9 each is 6.1 of them.
TEST(CaptureStream, NormalsAreStandard) {
  const Stream stream(3, "normals");
  constexpr int kBlocks = 250000;
  double sum = 0, squares = 0;
  for (std::uint32_t i = 0; i < kBlocks; ++i) {
    for (const float z : stream.normals(i, {})) {
      sum += z;
      squares += double{z} * z;
    }
  }
  constexpr double kCount = 4.0 * kBlocks;
  EXPECT_LT(std::abs(sum / kCount), 6.1 / std::sqrt(kCount));
  EXPECT_LT(std::abs(squares / kCount - 1), 6.1 * std::sqrt(2 / kCount));
}

TEST(CaptureStream, BelowKeepsItsRange) {
  EXPECT_EQ(below(0, 7), 0U);
  EXPECT_EQ(below(0xFFFFFFFFU, 7), 6U);
  EXPECT_EQ(below(0xFFFFFFFFU, 1), 0U);
  EXPECT_EQ(below(0x80000000U, 60000), 30000U);
}

TEST(CaptureTasks, EachRunsOnce) {
  for (const int threads : {1, 2, 7}) {
    std::vector<std::atomic<int>> runs(100);
    run_tasks(runs.size(), threads, [&](std::size_t i) { ++runs[i]; });
    for (const auto& count : runs) EXPECT_EQ(count, 1);
  }
  run_tasks(0, 3, [](std::size_t) { FAIL(); });
}

TEST(CaptureTasks, AFailureReachesTheCaller) {
  const auto task = [](std::size_t i) {
    if (i == 13) throw std::runtime_error("task 13");
  };
  EXPECT_THROW(run_tasks(40, 1, task), std::runtime_error);
  EXPECT_THROW(run_tasks(40, 3, task), std::runtime_error);
}

TEST(CaptureSettings, AllProblemsAtOnce) {
  Settings settings;
  EXPECT_NO_THROW(check_settings(settings, 60000));
  settings.workers = 1;
  settings.momentum = 1;
  settings.deltas = {0, 64};
  settings.initial_examples = 70000;
  try {
    check_settings(settings, 60000);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    for (const char* name :
         {"--workers", "--momentum", "--deltas", "--initial-examples", "Give 1 to 60000."}) {
      EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << name;
    }
  }
}

TEST(CaptureSettings, LibrariesTrainTheModelsThatTheyCan) {
  Settings settings;
  settings.model = "resnet20";
  EXPECT_NO_THROW(check_settings(settings, 60000));
  EXPECT_TRUE(settings.on_torch());
  settings.library = "eigen";
  EXPECT_THROW(check_settings(settings, 60000), Error);
  settings.model = "mlp";
  EXPECT_NO_THROW(check_settings(settings, 60000));
  settings.device = "cuda";  // is LibTorch's
  EXPECT_THROW(check_settings(settings, 60000), Error);
  settings.model = "resnet21";
  EXPECT_THROW(check_settings(settings, 60000), Error);
}

TEST(CaptureSettings, CanonicalTellsSettingsApart) {
  Settings a, b;
  EXPECT_EQ(canonical(a), canonical(b));
  b.learning_rate = 0.02;
  EXPECT_NE(canonical(a), canonical(b));
}

}  // namespace
}  // namespace ceo::capture
