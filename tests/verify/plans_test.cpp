// Every plan that ships can be read and planned with the registered claims.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>

#include "host/base/error.hpp"
#include "host/run/layers.hpp"
#include "host/run/plan.hpp"
#include "verify/claims/registry.hpp"
#include "verify/traces.hpp"

namespace ceo::verify {
namespace {

run::Config read_pinned(const std::string& path, const run::Overrides& overrides = {}) {
  run::Config config = run::read_config(path, {}, claims(), overrides);
  pin_traces(config);
  return config;
}

std::vector<std::string> shipped_plans() {
  const char* source = std::getenv("CEO_SOURCE");
  if (source == nullptr) throw std::runtime_error("CEO_SOURCE names the repository");
  std::vector<std::string> paths;
  const std::filesystem::path folder = std::filesystem::path(source) / "datasets/plans";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".toml") paths.push_back(entry.path().string());
  }
  return paths;
}

run::Needs needs_of(const run::Claim& claim, const run::Control& control) {
  for (const run::Quantity& quantity : claim.quantities) {
    if (quantity.id == control.quantity) return quantity.needs;
  }
  throw std::logic_error("no quantity " + control.quantity);
}

TEST(ShippedPlans, AreReadAndPlanned) {
  std::set<std::string> names;
  for (const std::string& path : shipped_plans()) {
    SCOPED_TRACE(path);
    const run::Config config = read_pinned(path);
    const run::Plan plan = run::make_plan(config, claims());
    EXPECT_EQ(config.name, std::filesystem::path(path).stem().string());
    const bool foreign = config.name == "second-opinion";
    const bool whole = !foreign && config.name != "many-workers" && config.name != "deep" &&
                       config.name != "paper";  // of chosen claims
    // `calibrate` compares p-values over many seeds, which neither host
    // checks nor recorded sources have.
    const bool sampled = config.name == "calibrate";
    if (whole) {
      const auto wanted = std::count_if(claims().begin(), claims().end(), [&](const auto& claim) {
        return !sampled || (claim.samples_cells() && !claim.recorded);
      });
      EXPECT_EQ(std::ssize(config.claims), wanted) << "the plan covers every claim";
    }
    EXPECT_FALSE(plan.findings.empty() && plan.host_findings.empty());
    for (const run::PlannedFinding& finding : plan.findings) {
      EXPECT_LE(finding.expected_resolution, finding.resolution)
          << finding.claim << " " << finding.quantity << " at " << finding.point;
    }
    std::size_t controls = 0, host_checks = 0, host_controls = 0;
    for (const run::Claim& claim : claims()) {
      for (const run::ClaimConfig& row : config.claims) {
        if (row.id != claim.id) continue;
        host_checks += claim.host.size();
        host_controls += claim.host_controls.size();
        controls += static_cast<std::size_t>(std::count_if(
            claim.controls.begin(), claim.controls.end(), [&](const run::Control& control) {
              return !foreign || needs_of(claim, control) != run::Needs::shape;
            }));
        const bool layered = !run::layered_points(config.points, row.points).empty();
        if (layered) controls += claim.joined_controls.size();
      }
    }
    EXPECT_EQ(plan.controls.size(), controls) << "every control is planned";
    EXPECT_EQ(plan.host_findings.size(), host_checks);
    EXPECT_EQ(plan.host_controls.size(), host_controls);
    names.insert(config.name);
  }
  EXPECT_TRUE(names.contains("quick"));
  EXPECT_TRUE(names.contains("nightly"));
  EXPECT_TRUE(names.contains("second-opinion"));
  EXPECT_TRUE(names.contains("many-workers"));
  EXPECT_TRUE(names.contains("deep"));
  EXPECT_TRUE(names.contains("paper"));
}

TEST(ShippedPlans, TheoremTwoIsJudgedAtOneFourAndThirtyTwoUnequalLayers) {
  const char* source = std::getenv("CEO_SOURCE");
  ASSERT_NE(source, nullptr);
  const run::Plan plan =
      run::make_plan(read_pinned(std::string(source) + "/datasets/plans/quick.toml"), claims());
  std::map<std::string, std::set<std::size_t>> layers;
  for (const run::PlannedFinding& finding : plan.findings) {
    layers[finding.claim].insert(std::max<std::size_t>(1, finding.layers.size()));
    std::set<std::string> unequal;
    for (const std::size_t cell : finding.layers) {
      run::GaussianCeoSpec spec = plan.cells.at(cell).spec;
      spec.layer = 0;
      unequal.insert(spec.canonical());
    }
    EXPECT_EQ(unequal.size(), finding.layers.size()) << finding.point;
  }
  const std::set<std::size_t> wanted = {1, 4, 32};
  EXPECT_EQ(layers["thm2.unbiased"], wanted);
  EXPECT_EQ(layers["thm2.distortion"], wanted);
}

TEST(ShippedPlans, TheDeepPlanIsThreeCellsOfFewWorkersForShards) {
  const char* source = std::getenv("CEO_SOURCE");
  ASSERT_NE(source, nullptr);
  const run::Plan plan =
      run::make_plan(read_pinned(std::string(source) + "/datasets/plans/deep.toml"), claims());
  double samples = 0;
  std::size_t sound = 0;
  for (const run::Cell& cell : plan.cells) {
    samples += static_cast<double>(cell.samples);
    EXPECT_LE(cell.spec.workers(), 8) << cell.id;
    EXPECT_EQ(cell.rng, launch::Generator::philox) << "others have no shards";
    if (!cell.spec.fault.name.empty()) continue;
    ++sound;
    EXPECT_GE(cell.samples, 2'000'000'000'000U) << cell.id;
  }
  EXPECT_EQ(sound, 3U);
  // Expected, not measured: 3.5e10 samples a second at K = 8. Two shards leave a margin of five.
  EXPECT_LT(samples / 2 / 3.5e10, 9 * 60 / 5.0);
}

TEST(ShippedPlans, TooFewSamplesForTheLawOfAThousandWorkersAreRefused) {
  const char* source = std::getenv("CEO_SOURCE");
  ASSERT_NE(source, nullptr);
  run::Overrides overrides;
  overrides.samples = 131'072;  // of which the matrix sees every other sheaf; 105 063 are needed
  const run::Config config =
      read_pinned(std::string(source) + "/datasets/plans/many-workers.toml", overrides);
  try {
    static_cast<void>(run::make_plan(config, claims()));
    FAIL() << "a plan with too few samples was accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(),
                ::testing::HasSubstr(R"(the law of "correlation-matrix" at the point "k1024" )"
                                     "takes 105063 samples or more, and 65536 reach it"));
  }
}

TEST(ShippedPlans, TheSecondOpinionIsOfThreeGeneratorsThatAllRejectFaults) {
  const char* source = std::getenv("CEO_SOURCE");
  ASSERT_NE(source, nullptr);
  const run::Plan plan = run::make_plan(
      read_pinned(std::string(source) + "/datasets/plans/second-opinion.toml"), claims());
  std::map<std::string, std::set<launch::Generator>> of_claim;
  std::set<launch::Generator> of_controls;
  for (const run::PlannedFinding& finding : plan.findings) {
    of_claim[finding.claim].insert(plan.cells[finding.cell].rng);
  }
  for (const run::PlannedControl& control : plan.controls) {
    of_controls.insert(plan.cells[control.cell].rng);
  }
  using launch::Generator;
  const std::set<Generator> three = {Generator::xorwow, Generator::mrg32k3a, Generator::mtgp32};
  for (const char* claim : {"thm2.unbiased", "thm2.distortion"}) {
    EXPECT_EQ(of_claim[claim], three) << claim;
  }
  EXPECT_EQ(of_controls, three);
}

}  // namespace
}  // namespace ceo::verify
