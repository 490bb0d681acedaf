// Cut anywhere, same bits: shards, stops, resumed files and merges in any order have the
// content_sha256 of the unbroken run.
#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <cstdlib>

#include "host/io/run_file.hpp"
#include "host/run/merge.hpp"
#include "host/run/sampler.hpp"
#include "tests/support/temporary_folder.hpp"
#include "verify/claims/registry.hpp"
#include "verify/conclude.hpp"
#include "verify/recorded_plan.hpp"
#include "verify/session.hpp"

namespace ceo::verify {
namespace {

// The same cases in every run; RC_PARAMS of the environment draws others.
const int kSeeded = ::setenv("RC_PARAMS", "seed=2020 max_success=20", 0);

/// Cells with and without matrices, shapes and sorted samples, of different length; the every-g-th
/// rules do not divide the cuts.
const run::Plan& plan() {
  static const run::Plan kPlan = run::make_plan(
      run::parse_config("[plan]\nname = \"cuts\"\nseed = 3\ncontrols = false\n"
                        "[points.one]\nvar_x = 1\nvar_n = [1]\nvar_v = [1]\nshape_every = 3\n"
                        "[points.two]\nvar_x = 1\nvar_n = [1, 2]\nvar_v = [1, 1]\n"
                        "matrix_every = 5\nshape_every = 1\n"
                        "[claims.\"asm1.gaussian\"]\nsamples = 60_000\npoints = [\"one\"]\n"
                        "[claims.\"asm2.independent\"]\nsamples = 40_000\npoints = [\"two\"]\n"
                        "[claims.\"thm2.distortion\"]\nsamples = 90_000\npoints = [\"two\"]\n",
                        "cuts.toml", claims(), {}),
      claims());
  return kPlan;
}

run::ExecuteOptions one_thread() {
  run::ExecuteOptions options;
  options.cpu.threads = 1;
  return options;
}

/// Samples `wanted`, and stops after `slices` quanta; 0: never.
void sample(run::Record& record, const std::vector<run::Ranges>& wanted, int slices = 0) {
  run::ExecuteProgress progress;
  run::Pauses pauses;
  pauses.interval = 1e-9;
  pauses.cost = 0;
  double time = 0;
  pauses.now = [&time] { return time += 1; };  // every slice seems slow, so each is a quantum
  pauses.checkpoint = [&](const run::Record&) {
    if (slices > 0 && --slices == 0) progress.strips.stop = true;
  };
  static_cast<void>(run::sample_missing(record, plan(), wanted, one_thread(), progress, pauses));
}

const std::string& unbroken_hash() {
  static const std::string kHash = [] {
    run::Record record = begin_record(plan());
    for (std::size_t i = 0; i < record.cells.size(); ++i) {
      record.cells[i] = run::execute_cell(plan().cells[i], one_thread(), nullptr);
    }
    return run::content_sha256(record);
  }();
  return kHash;
}

/// Through a file and back, as every part of a run goes.
run::Record stored(run::Record record) {
  const test::TemporaryFolder folder;
  close_record(record, plan(), claims());
  io::write_run(record, folder / "part.h5", false);
  return io::read_run(folder / "part.h5");
}

/// Ranges of every cell dealt out to `count` owners, quantum by quantum.
std::vector<std::vector<run::Ranges>> dealt(std::size_t count) {
  std::vector<std::vector<run::Ranges>> owners(count,
                                               std::vector<run::Ranges>(plan().cells.size()));
  for (std::size_t i = 0; i < plan().cells.size(); ++i) {
    const std::uint64_t strips = plan().cells[i].samples / 32;
    for (std::uint64_t first = 0; first < strips; first += 256) {
      run::Ranges& ranges = owners[*rc::gen::inRange<std::size_t>(0, count)][i];
      ranges = run::united(ranges, {{first, 256}});
    }
  }
  return owners;
}

/// Merges all parts: of two neighbours drawn, until one is left.
run::Record merged(std::vector<run::Record> parts) {
  while (parts.size() > 1) {
    const auto a = *rc::gen::inRange<std::size_t>(0, parts.size());
    run::Record left = parts[a];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(a));
    const auto b = *rc::gen::inRange<std::size_t>(0, parts.size());
    run::Merger merger;
    merger.add(left, "left");
    merger.add(parts[b], "right");
    parts[b] = stored(merger.merged());
  }
  return parts.front();
}

TEST(Cuts, ShardsMergedInAnyOrderAreTheRun) {
  EXPECT_TRUE(rc::check([] {
    const auto count = *rc::gen::inRange<std::uint64_t>(1, 14);
    std::vector<run::Record> parts;
    for (std::uint64_t i = 0; i < count; ++i) {
      run::Record record = begin_record(plan());
      sample(record, run::shares_of(plan(), {i, count}));
      parts.push_back(stored(std::move(record)));
    }
    const run::Record whole = merged(std::move(parts));
    RC_ASSERT(whole.complete);
    RC_ASSERT(run::content_sha256(whole) == unbroken_hash());
  }));
}

TEST(Cuts, AnyDealOfQuantaIsTheRun) {
  EXPECT_TRUE(rc::check([] {
    std::vector<run::Record> parts;
    for (const auto& wanted : dealt(*rc::gen::inRange<std::size_t>(1, 6))) {
      run::Record record = begin_record(plan());
      sample(record, wanted);
      parts.push_back(stored(std::move(record)));
    }
    RC_ASSERT(run::content_sha256(merged(std::move(parts))) == unbroken_hash());
  }));
}

TEST(Cuts, StopsAndResumptionsAreTheRun) {
  EXPECT_TRUE(rc::check([] {
    run::Record record = begin_record(plan());
    const std::vector<run::Ranges> all = run::shares_of(plan(), {});
    const auto stops = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 9));
    for (const int slices : stops) {
      sample(record, all, slices);
      record = stored(std::move(record));
      if (record.complete) break;
    }
    sample(record, all);
    RC_ASSERT(run::is_whole(record));
    RC_ASSERT(run::content_sha256(record) == unbroken_hash());
  }));
}

TEST(Cuts, AStoppedShardMergedWithOthersGoesOn) {
  EXPECT_TRUE(rc::check([] {
    const auto count = *rc::gen::inRange<std::uint64_t>(2, 6);
    std::vector<run::Record> parts;
    for (std::uint64_t i = 0; i < count; ++i) {
      run::Record record = begin_record(plan());
      sample(record, run::shares_of(plan(), {i, count}), *rc::gen::inRange(0, 7));
      parts.push_back(stored(std::move(record)));
    }
    run::Record whole = merged(std::move(parts));
    sample(whole, run::shares_of(plan(), {}));
    RC_ASSERT(run::is_whole(whole));
    RC_ASSERT(run::content_sha256(whole) == unbroken_hash());
  }));
}

TEST(Cuts, NothingIsJudgedBeforeTheLastSample) {
  run::Record record = begin_record(plan());
  sample(record, run::shares_of(plan(), {}), 3);
  const run::Record part = stored(record);
  EXPECT_FALSE(part.complete);
  for (const stats::Finding& finding : part.findings) {
    EXPECT_EQ(finding.verdict, stats::Verdict::not_run);
  }
  EXPECT_EQ(exit_code(part), ExitCode::unresolved);
  sample(record, run::shares_of(plan(), {}));
  const run::Record whole = stored(record);
  EXPECT_TRUE(whole.complete);
  EXPECT_FALSE(whole.findings.empty());
  for (const stats::Finding& finding : whole.findings) {
    EXPECT_NE(finding.verdict, stats::Verdict::not_run) << finding.quantity;
  }
}

TEST(Cuts, AFileAloneGivesItsPlan) {
  const run::Record record = begin_record(plan());
  const run::Plan again = recorded_plan(record, "run.h5");
  EXPECT_EQ(again.canonical(), plan().canonical());
  EXPECT_EQ(again.config.canonical(), plan().config.canonical());
  EXPECT_NO_THROW(require_planned_alike(again, record, "run.h5"));
  run::Record other = record;
  other.plan_canonical += "finding of another release\n";
  EXPECT_THROW(require_planned_alike(again, other, "run.h5"), Error);
}

}  // namespace
}  // namespace ceo::verify
