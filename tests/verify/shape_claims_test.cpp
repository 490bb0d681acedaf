// The claims that read histograms, matrices and sorted samples: whole small runs of each control,
// and their effects a second way.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "host/base/error.hpp"
#include "host/run/execute.hpp"
#include "host/run/plan.hpp"
#include "host/stats/kolmogorov_smirnov.hpp"
#include "host/stats/shape_estimates.hpp"
#include "kernels/core/shape.hpp"
#include "verify/claims/registry.hpp"
#include "verify/claims/shape_faults.hpp"
#include "verify/pipeline.hpp"

namespace ceo::verify {
namespace {

constexpr const char* kPlan = R"(
[plan]
name = "shapes"
title = "Shapes"
seed = 11
budget = 1e-4
resolution = 1e-2
[points.one]
var_x = 20.0
var_n = [0.5]
var_v = [0.5]
shape_every = 1
[points.pair]
var_x = 1.0
var_n = [0.5, 2.0]
var_v = [0.5, 1.0]
shape_every = 2
matrix_every = 2
[claims."thm2.unbiased"]
samples = 1_000_000
[claims."asm1.gaussian"]
samples = 4_300_000
[claims."asm2.independent"]
points = ["pair"]
samples = 2_000_000
)";

run::Record record_of(const run::Plan& plan) {
  RunOptions options;
  run::ExecuteProgress progress;
  return run_plan(plan, claims(), options, progress);
}

TEST(ShapeClaims, HoldAndRejectTheirControls) {
  const run::Plan plan = run::make_plan(run::parse_config(kPlan, "test", claims(), {}), claims());
  const run::Record record = record_of(plan);
  for (const run::ClaimResult& claim : record.claims) {
    EXPECT_EQ(claim.verdict, "holds") << claim.id << ": " << claim.reason;
    EXPECT_EQ(claim.controls_rejected, claim.controls) << claim.id << ": " << claim.reason;
  }
  // The departures on which the controls of sorted samples count are what is then measured. Of 4e6
  // samples D_n is off by 5e-4 of 0.06 or less (Dvoretzky, Kiefer, Wolfowitz and Massart at 1e-9:
  // 1.6e-3), so its square by 6 %.
  for (const run::ControlResult& control : record.controls) {
    const double value = control.finding.estimate.value;
    if (control.control == "laplace-kolmogorov-smirnov") {
      EXPECT_NEAR(value / laplace_ks_departure(), 1, 0.06);
    } else if (control.control == "laplace-anderson-darling") {
      EXPECT_NEAR(value / laplace_anderson_darling_departure(), 1, 0.06);
    } else if (control.control == "laplace-kurtosis") {
      // Moments of Laplace's law up to the eighth: the kurtosis has a standard deviation of
      // sqrt(2160/n), 0.023, at 7 of which its square is off by 11 %.
      EXPECT_NEAR(value / (9.0 / 24), 1, 0.11);
    }
  }
  for (const run::PlannedControl& control : plan.controls) {
    const run::Cell& cell = plan.cells[control.cell];
    EXPECT_GE(cell.samples, control.needed) << control.control;
  }
}

TEST(ShapeClaims, CellsKeepWhatTheirQuantitiesRead) {
  const run::Plan plan = run::make_plan(run::parse_config(kPlan, "test", claims(), {}), claims());
  const auto cell = [&](const std::string& id) {
    return *std::find_if(plan.cells.begin(), plan.cells.end(),
                         [&](const run::Cell& row) { return row.id == id; });
  };
  EXPECT_EQ(cell("pair").shape_every, 2U);
  EXPECT_TRUE(cell("pair").sorted);
  EXPECT_TRUE(cell("pair").matrices.normals);
  EXPECT_EQ(cell("pair!correlation-1e-3").matrices.every, 2U);
  EXPECT_EQ(cell("pair!correlation-1e-3").shape_every, 0U);
  EXPECT_EQ(cell("one!student-30").shape_every, 1U);
  EXPECT_FALSE(cell("one!student-30").sorted);
  EXPECT_EQ(run::effective_samples(cell("pair"), run::Needs::sorted),
            std::min(cell("pair").samples, run::kSortedSamples));
}

TEST(ShapeClaims, ForeignGeneratorsSkipWhatMustBeReplayed) {
  run::Overrides overrides;
  overrides.rng = {"xorwow"};
  std::string text(kPlan);
  const run::Plan plan =
      run::make_plan(run::parse_config(text, "test", claims(), overrides), claims());
  for (const run::Cell& cell : plan.cells) EXPECT_EQ(cell.shape_every, 0U) << cell.id;
  EXPECT_TRUE(std::any_of(plan.findings.begin(), plan.findings.end(), [](const auto& finding) {
    return finding.quantity == "largest-correlation";
  }));
  EXPECT_TRUE(std::none_of(plan.findings.begin(), plan.findings.end(), [](const auto& finding) {
    return finding.quantity == "bin-means" || finding.claim == "asm1.gaussian";
  }));
}

TEST(ShapeClaims, AMatrixThatIsSwitchedOffIsAProblem) {
  run::Overrides overrides;
  overrides.set = {"points.pair.matrix_every=0"};
  EXPECT_THROW(
      (void)run::make_plan(run::parse_config(kPlan, "test", claims(), overrides), claims()), Error);
}

TEST(ShapeFaults, StudentLikeNoiseHasTheMomentsOfStudentsLaw) {
  const auto w = run::student_warp(kStudentDegrees);
  // Moments of z (w0 + w1 z^2 + w2 z^4) by the trapezoidal rule, which is exact to rounding here.
  double second = 0;
  double fourth = 0;
  for (int i = -1200; i <= 1200; ++i) {
    const double z = i / 100.0;
    const double weight = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi) / 100;
    const double t = z * (w[0] + z * z * (w[1] + z * z * w[2]));
    second += weight * t * t;
    fourth += weight * t * t * t * t;
  }
  EXPECT_NEAR(second, 1, 1e-12);
  // Excess kurtosis 6/(v - 4); the expansion leaves out terms of order v^-3.
  EXPECT_NEAR(fourth - 3, 6 / (kStudentDegrees - 4), 60 / std::pow(kStudentDegrees, 3) * 6);
}

TEST(ShapeFaults, DistributionFunctionsMatchTheirLaws) {
  const auto w = run::student_warp(kStudentDegrees);
  for (const double x : {-5.0, -1.0, -0.25, 0.0, 0.5, 2.0, 4.0}) {
    const double z = x * (w[0] + x * x * (w[1] + x * x * w[2]));
    EXPECT_NEAR(student_cdf(z), stats::normal_cdf(x), 1e-13);
    EXPECT_NEAR(laplace_cdf(x) + laplace_cdf(-x), 1, 1e-15);
  }
  EXPECT_NEAR(laplace_cdf(-1), 0.5 * std::exp(-std::numbers::sqrt2), 1e-15);
  EXPECT_GT(chi_square_effect(laplace_cdf), chi_square_effect(student_cdf));
  EXPECT_LT(chi_square_effect(stats::normal_cdf), 1e-20);
}

TEST(ShapeFaults, BetweenTheBinsLiesTheShareThatTheControlCountsOn) {
  // E[X | bin] = (density at the lower edge - density at the upper edge)/probability.
  const auto density = [](double z) {
    return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  };
  double share = 0;
  for (int j = 0; j < kSourceBins / 2; ++j) {
    const double low = j == 0 ? 0 : static_cast<double>(source_edge(j));
    const double upper = j + 1 == kSourceBins / 2 ? 0 : density(source_edge(j + 1));
    const double mean = (density(low) - upper) * kSourceBins;
    share += 2 * mean * mean / kSourceBins;
  }
  EXPECT_GE(share, 0.99);
  EXPECT_LT(share, 0.9909);
}

TEST(ShapeEstimates, BinsHaveTheProbabilitiesOfTheNormalLaw) {
  const std::vector<double> p = stats::normal_bin_probabilities();
  ASSERT_EQ(p.size(), static_cast<std::size_t>(kShapeBins));
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    sum += p[i];
    EXPECT_EQ(p[i], p[p.size() - 1 - i]);
  }
  EXPECT_NEAR(sum, 1, 1e-14);
  EXPECT_NEAR(p[97], std::erf(1 / (16 * std::numbers::sqrt2)) / 2, 1e-16);
}

TEST(ShapeEstimates, TooFewSamplesResolveNothing) {
  std::vector<std::int64_t> counts(kShapeBins);
  counts[97] = 5000;
  const stats::Estimate estimate = stats::normal_chi_square(counts);
  EXPECT_EQ(estimate.p, 1);
  EXPECT_EQ(estimate.standard_error, 1);
}

TEST(ShapeEstimates, BinMeansSeeAPlantedCurve) {
  // E[e | X] = 0.05 in the outermost bins only: slope and intercept hardly move.
  std::vector<std::int64_t> sums(std::size_t{kSourceBinSums} * kSourceBins);
  constexpr std::int64_t kCount = 1 << 20;
  for (std::size_t bin = 0; bin < kSourceBins; ++bin) {
    sums[bin] = kCount;
    sums[2 * kSourceBins + bin] = kCount * 4096;
  }
  EXPECT_EQ(stats::source_bin_means(sums).p, 1);
  sums[kSourceBins] = sums[2 * kSourceBins - 1] = kCount * 65536 / 20;
  EXPECT_LT(stats::source_bin_means(sums).p, 1e-100);
}

}  // namespace
}  // namespace ceo::verify
