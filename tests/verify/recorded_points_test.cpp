// Points whose sources are a trace: planned, sampled, cut, replayed, and left out where the trace
// is not there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numeric>

#include "host/io/trace_file.hpp"
#include "host/run/find_trace.hpp"
#include "host/run/merge.hpp"
#include "host/run/pool.hpp"
#include "host/run/replay.hpp"
#include "host/stats/moments.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/verify/small_run.hpp"
#include "verify/claims/registry.hpp"
#include "verify/conclude.hpp"
#include "verify/pipeline.hpp"
#include "verify/traces.hpp"

namespace ceo::verify {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string shipped() {
  const char* source = std::getenv("CEO_SOURCE");
  return std::string(source == nullptr ? "." : source) + "/datasets/traces/mlp-mnist.h5";
}

std::string plan_text(const std::string& trace, const std::string& more = "") {
  return "[plan]\nname = \"recorded\"\nseed = 3\nresolution = 0.1\n[points.net]\ntrace = '" +
         trace + "'\nworkers = 2\nvar_x = 1\nvar_n = 1\nvar_v = 1\n" + more +
         "[points.drawn]\nvar_x = 1\nvar_n = [1, 1]\nvar_v = 1\n"
         "[claims.\"thm2.recorded\"]\n[claims.\"thm2.classical\"]\nsamples = 10_000\n";
}

run::Config config_of(const std::string& trace, const std::string& more = "") {
  run::Overrides overrides;
  overrides.no_controls = false;
  run::Config config =
      run::parse_config(plan_text(trace, more), "recorded.toml", claims(), overrides);
  pin_traces(config);
  return config;
}

run::Plan plan_of(const std::string& trace) {
  return run::make_plan(config_of(trace), claims());
}

const run::ClaimResult& row_of(const run::Record& record, const std::string& id) {
  return *std::find_if(record.claims.begin(), record.claims.end(),
                       [&](const run::ClaimResult& row) { return row.id == id; });
}

const run::Cell& cell_of(const run::Plan& plan, const std::string& id) {
  return *std::find_if(plan.cells.begin(), plan.cells.end(),
                       [&](const run::Cell& cell) { return cell.id == id; });
}

TEST(RecordedPoints, ArePlannedWithAllThatTheTraceOffers) {
  const run::Config config = config_of(shipped());
  const auto& point = *std::find_if(config.points.begin(), config.points.end(),
                                    [](const auto& p) { return p.name == "net"; });
  // 3 iterations of 25450 parameters, in whole quanta of 8192.
  EXPECT_EQ(point.trace_samples, 3 * 25450 / 8192 * 8192);
  EXPECT_EQ(point.trace_sha256, *run::file_sha256(shipped()));
  const run::Plan plan = run::make_plan(config, claims());
  EXPECT_EQ(cell_of(plan, "net").samples, point.trace_samples);
  EXPECT_THAT(cell_of(plan, "net").spec.canonical(), HasSubstr(" trace=" + point.trace_sha256));
  EXPECT_THAT(config.canonical(), HasSubstr("points.net.trace_samples = 73728"));
  EXPECT_EQ(run::parse_config(config.canonical(), "again", claims(), {}).points, config.points);
}

TEST(RecordedPoints, AreNoPointsOfOtherClaimsUnlessNamed) {
  const run::Config config = config_of(shipped());
  for (const run::ClaimConfig& claim : config.claims) {
    const bool recorded = claim.id == "thm2.recorded";
    EXPECT_THAT(claim.points, ::testing::ElementsAre(recorded ? "net" : "drawn"));
  }
}

TEST(RecordedPoints, GiveTheMomentsOfTheTrace) {
  const run::Plan plan = plan_of(shipped());
  const run::Record record = testing::run_small(plan, claims());
  const run::RecordedSource source = run::recorded_source(io::read_trace(shipped()));
  double square = 0, cross = 0;
  for (std::uint64_t n = 0; n < source.size.samples; ++n) {
    const double x = source.values[n];
    square += x * x;
    for (std::size_t k = 1; k <= 2; ++k) cross += x * source.values[k * source.size.samples + n];
  }
  const auto cell = std::find_if(record.cells.begin(), record.cells.end(),
                                 [](const auto& c) { return c.id == "net"; });
  const stats::Moments moments =
      stats::moments_of(cell->totals, cell->scale_exponent, cell->row_exponent);
  const auto count = static_cast<double>(source.size.samples);
  EXPECT_EQ(moments.overflow, 0U);
  EXPECT_EQ(moments.samples, source.size.samples);
  // The slope of Xhat on X is 1 + the regression of the mean noise on X; V adds chance alone.
  const auto finding = std::find_if(record.findings.begin(), record.findings.end(),
                                    [](const auto& f) { return f.quantity == "slope"; });
  EXPECT_NEAR(finding->estimate.value, 1 + cross / 2 / square,
              5 * std::sqrt(0.5 / (count * square / count)));
  EXPECT_EQ(row_of(record, "thm2.recorded").verdict, "reported");
  EXPECT_EQ(row_of(record, "thm2.recorded").controls, 2U);
  EXPECT_EQ(row_of(record, "thm2.recorded").controls_rejected, 2U);
}

TEST(RecordedPoints, EverySeedRejectsThePlantedFaults) {
  for (const std::uint64_t seed : {1U, 2U, 77U}) {
    run::Config config = config_of(shipped());
    config.seed = seed;
    const run::Record record = testing::run_small(run::make_plan(config, claims()), claims());
    EXPECT_TRUE(row_of(record, "thm2.recorded").as_expected)
        << row_of(record, "thm2.recorded").reason;
  }
}

TEST(RecordedPoints, ThreadsAndShardsChangeNoBit) {
  const run::Plan plan = plan_of(shipped());
  const run::Record whole = testing::run_small(plan, claims());
  const run::Cell& cell = cell_of(plan, "net!shared-noise");
  run::ExecuteOptions options;
  options.source_of = source_loader(plan.config);
  options.cpu.threads = 1;
  run::CellRecord cut = run::empty_cell(cell);
  for (const launch::StripRange range :
       {launch::StripRange{1024, 1280}, launch::StripRange{0, 1024}}) {
    ASSERT_TRUE(run::sample_strips(cut, cell, range, options, nullptr));
  }
  const auto same = std::find_if(whole.cells.begin(), whole.cells.end(),
                                 [&](const auto& c) { return c.id == cell.id; });
  EXPECT_EQ(cut.totals, same->totals);
}

TEST(RecordedPoints, ReplayTakesXAndNFromTheTrace) {
  const run::Plan plan = plan_of(shipped());
  const run::Cell& cell = cell_of(plan, "net");
  const auto source = source_loader(plan.config)(cell.spec.trace);
  const run::Replay replay = run::replay(cell, 5000, source);
  EXPECT_TRUE(replay.recorded);
  EXPECT_EQ(replay.z_x, source->values[5000]);
  EXPECT_EQ(replay.workers.at(1).z_n, source->values[2 * source->size.samples + 5000]);
  EXPECT_EQ(replay.workers.at(1).z_v, replay.blocks.at(0).normals[3]);
  const auto extremes = run::extreme_samples(cell, cell.samples, 1, 2, source);
  EXPECT_EQ(run::replay(cell, extremes.at(0).sample, source).error, extremes.at(0).error);
}

TEST(RecordedPoints, OfOneTraceAreNotPooledOverNights) {
  run::Config config = config_of(shipped());
  run::Pool pool;
  for (const std::uint64_t seed : {1U, 2U}) {
    config.seed = seed;
    const run::Record record = testing::run_small(run::make_plan(config, claims()), claims());
    EXPECT_EQ(pool.add(record, "night"), std::nullopt);
  }
  for (const run::CellRecord& cell : pool.sum().cells) {
    if (cell.point == "net") {
      EXPECT_EQ(cell.totals.strips * 32, 73728U) << cell.id;
    } else {
      EXPECT_EQ(cell.totals.strips * 32, cell.samples) << cell.id;
      EXPECT_EQ(cell.samples % 2, 0U);
    }
  }
}

TEST(RecordedPoints, WithoutTheirTraceAreNotRunAndTheRestIs) {
  const run::Plan plan = plan_of("no-such-trace");
  for (const run::Cell& cell : plan.cells) EXPECT_EQ(cell.point, "drawn");
  const run::Record record = testing::run_small(plan, claims());
  EXPECT_EQ(row_of(record, "thm2.recorded").verdict, "not run");
  EXPECT_THAT(row_of(record, "thm2.recorded").reason, HasSubstr("could not be read"));
  EXPECT_TRUE(row_of(record, "thm2.classical").as_expected);
  EXPECT_EQ(exit_code(record), ExitCode::unresolved);
  EXPECT_THAT(missing_traces(plan.config),
              HasSubstr("the point net is not run: no-such-trace: the trace is not there"));
}

TEST(RecordedPoints, ATraceThatChangesAfterPlanningStopsTheRun) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "mine.h5";
  std::filesystem::copy_file(shipped(), path);
  const run::Plan plan = plan_of(path);
  std::filesystem::resize_file(path, 1000);
  try {
    static_cast<void>(testing::run_small(plan, claims()));
    FAIL() << "it ran";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::file);
    EXPECT_THAT(error.what(), HasSubstr("other bytes than when the run was planned"));
  }
}

void expect_refused(const std::string& trace, const std::string& more, const std::string& what) {
  try {
    static_cast<void>(config_of(trace, more));
    ADD_FAILURE() << "accepted: " << more;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), HasSubstr(what));
  }
}

TEST(RecordedPoints, BadKeysAreRefused) {
  expect_refused(shipped(), "rng = \"xorwow\"\n", "does not go with recorded gradients");
  expect_refused(shipped(), "layer = 1\n", "layer");
  expect_refused(shipped(), "trace_sha256 = \"abc\"\n", "no SHA-256");
  expect_refused("", "", "the name is empty");
  expect_refused(shipped(), "trace_samples = 0\n", "trace_samples");
  std::string text = plan_text(shipped());
  text.replace(text.find("workers = 2"), 11, "workers = 3");
  run::Config config = run::parse_config(text, "recorded.toml", claims(), {});
  EXPECT_THROW(pin_traces(config), Error);
  EXPECT_THROW(static_cast<void>(run::parse_config(
                   "[plan]\nname = \"a\"\n[points.p]\ntrace_samples = 8192\nvar_x = 1\n"
                   "var_n = [1]\nvar_v = 1\n[claims.\"thm2.classical\"]\n",
                   "a.toml", claims(), {})),
               Error);
  EXPECT_THROW(static_cast<void>(run::parse_config(
                   "[plan]\nname = \"a\"\n[points.p]\nvar_x = 1\nvar_n = [1]\nvar_v = 1\n"
                   "[claims.\"thm2.recorded\"]\n",
                   "a.toml", claims(), {})),
               Error);
}

/// A trace of one layer of 8192 parameters and one iteration, two workers.
run::Trace one_layer() {
  run::Trace trace = io::read_trace(shipped());
  trace.layers = {"only"};
  trace.parameters = {8192};
  run::TrainingTrace training;
  training.iteration = {7};
  training.worker = {4, 9};
  training.var_x = {4};
  training.var_n = {1, 0.25F};
  run::DenseTrace dense;
  dense.iteration = {7};
  dense.worker = {9, 4};  // in another order than the training group
  dense.parameter.resize(8192);
  std::iota(dense.parameter.begin(), dense.parameter.end(), std::uint64_t{0});
  dense.x.assign(8192, 3);
  dense.y.assign(std::size_t{2} * 8192, 5);
  trace.training = training;
  trace.dense = dense;
  return trace;
}

TEST(RecordedSource, ScalesByTheVariancesThatTheTraceStates) {
  const run::RecordedSource source = run::recorded_source(one_layer());
  EXPECT_EQ(source.size.workers, 2U);
  ASSERT_THAT(source.values, SizeIs(3 * 8192));
  EXPECT_EQ(source.values[100], 1.5F);             // 3 / 2
  EXPECT_EQ(source.values[8192 + 100], 4.0F);      // worker 9: 2 / 0.5
  EXPECT_EQ(source.values[2 * 8192 + 100], 2.0F);  // worker 4: 2 / 1
}

TEST(RecordedSource, RefusesWhatIsNoSource) {
  const auto refuse = [](const char* what, const auto& change) {
    run::Trace trace = one_layer();
    change(trace);
    try {
      static_cast<void>(run::recorded_source(trace));
      ADD_FAILURE() << what;
    } catch (const run::NotRecorded& error) {
      EXPECT_THAT(error.what(), HasSubstr(what));
    }
  };
  refuse("no group dense", [](run::Trace& t) { t.dense.reset(); });
  refuse("no group training", [](run::Trace& t) { t.training.reset(); });
  refuse("a variance", [](run::Trace& t) { t.training->var_n[0] = 0; });
  refuse("lacks an iteration", [](run::Trace& t) { t.training->iteration[0] = 8; });
  refuse("lacks a worker", [](run::Trace& t) { t.training->worker[0] = 8; });
  refuse("parameter 17 at iteration 7", [](run::Trace& t) { t.dense->x[17] = 81; });
  refuse("not within 40", [](run::Trace& t) { t.dense->y[17] = NAN; });
  refuse("8191 symbols", [](run::Trace& t) { t.dense->parameter.resize(8191); });
}

}  // namespace
}  // namespace ceo::verify
