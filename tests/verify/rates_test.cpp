// The claims about rates: their laws in theory against determinants, the effects of their controls
// against the covariance of the faulty kernel at its float32 parameters, and whole small runs.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "host/base/error.hpp"
#include "host/run/plan.hpp"
#include "host/theory/layer_split.hpp"
#include "host/theory/sum_rate.hpp"
#include "verify/claims/registry.hpp"
#include "verify/claims/worker_informations.hpp"
#include "verify/pipeline.hpp"

namespace ceo::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

run::GaussianCeoSpec spec(double var_x, std::vector<double> var_n, std::vector<double> var_v) {
  run::GaussianCeoSpec result;
  result.var_x = var_x;
  result.var_n = std::move(var_n);
  result.var_v = std::move(var_v);
  return result;
}

std::vector<run::GaussianCeoSpec> places() {
  return {spec(1, {0.5}, {0.5}),
          spec(4, {1, 1, 1, 1}, {1, 1, 1, 1}),
          spec(2, {0.5, 1, 4}, {1, 0.5, 3}),
          spec(1, {1, 2}, {1e-3, 2e-3}),
          spec(1, {1, 2, 1}, {1, 1, kInfinity}),
          spec(1, {1, 2, 1}, {kInfinity, 1, 1}),
          spec(1, std::vector<double>(12, 1), std::vector<double>(12, 1))};
}

/// Covariance of X, Y, U as the kernel makes them from its float32 parameters: A A^T for the rows'
/// loadings A on the independent normals.
std::vector<double> kernel_covariance(const run::GaussianCeoBinding& binding) {
  const std::size_t workers = binding.sd_n.size();
  const std::size_t rows = 2 * workers + 1;
  std::vector<std::vector<double>> loading(rows, std::vector<double>(rows, 0.0));
  for (auto& row : loading) row[0] = static_cast<double>(binding.sd_x);
  for (std::size_t k = 0; k < workers; ++k) {
    const auto put = [&](std::size_t row, std::size_t offset, float sd,
                         const std::array<float, 2>& mix) {
      if (k == 1 && mix[0] != 0) {
        loading[row][1 + offset] = static_cast<double>(sd) * static_cast<double>(mix[0]);
        loading[row][3 + offset] = static_cast<double>(sd) * static_cast<double>(mix[1]);
      } else {
        loading[row][1 + 2 * k + offset] = static_cast<double>(sd);
      }
    };
    put(1 + 2 * k, 0, binding.sd_n[k], binding.mix_n);
    put(2 + 2 * k, 0, binding.sd_n[k], binding.mix_n);
    put(2 + 2 * k, 1, binding.sd_v[k], binding.mix_v);
  }
  std::vector<double> triangle;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t z = 0; z < rows; ++z) sum += loading[i][z] * loading[j][z];
      triangle.push_back(sum);
    }
  }
  return triangle;
}

run::GaussianCeoBinding bind_with(run::GaussianCeoSpec at, const run::Fault& fault) {
  at.fault = fault;
  return run::bind(at);
}

const run::Control& control_of(const std::string& claim, const std::string& id) {
  for (const run::Control& control : claim_by_id(claim).controls) {
    if (control.id == id) return control;
  }
  throw std::logic_error("no control " + id);
}

TEST(WorkerInformations, TheoryIsThatOfTheKernelsCovariance) {
  for (const run::GaussianCeoSpec& at : places()) {
    const run::GaussianCeoBinding binding = run::bind(at);
    const theory::Channel& channel = binding.channel;
    const std::vector<double> covariance = kernel_covariance(binding);
    const auto expect = [&](const stats::Information& theory, const stats::InformationRows& rows) {
      const stats::Information found = stats::information(covariance, rows);
      EXPECT_NEAR(found.value, theory.value, 1e-11);
      EXPECT_NEAR(found.squares, theory.squares, 1e-11);
      EXPECT_NEAR(found.quartics, theory.quartics, 1e-11);
    };
    for (const std::size_t k : speaking(channel)) expect(rate_in_theory(channel, k), rate_rows(k));
    for (const Workers& subset : judged_subsets(channel)) {
      expect(subset_in_theory(channel, subset), subset_rows(channel, subset));
    }
  }
}

TEST(WorkerInformations, CovariancesOfFaultsAreTheKernels) {
  for (const run::GaussianCeoSpec& at : places()) {
    const run::GaussianCeoBinding sound = run::bind(at);
    for (const char* claim : {"thm2.rates", "cor2.sumrate", "rem4.gain"}) {
      for (const run::Control& control : claim_by_id(claim).controls) {
        if (!control.effect(sound.channel)) continue;
        const run::Fault fault = control.fault(sound.channel);
        const std::vector<double> theory = covariance_of(sound.channel, fault);
        const std::vector<double> kernel = kernel_covariance(bind_with(at, fault));
        ASSERT_EQ(theory.size(), kernel.size());
        for (std::size_t i = 0; i < theory.size(); ++i) {
          EXPECT_NEAR(theory[i] / kernel[i], 1, 4 * 0x1p-24) << control.id << " " << i;
        }
      }
    }
  }
}

/// Shift of one information under a fault, in standard deviations of a sample.
double shift(const std::vector<double>& faulty, const std::vector<double>& sound,
             const stats::InformationRows& rows) {
  const stats::Information after = stats::information(faulty, rows);
  return (after.value - stats::information(sound, rows).value) / std::sqrt(after.squares);
}

TEST(RateControls, HaveTheEffectsOfTheFaultyKernel) {
  int checked = 0;
  for (const run::GaussianCeoSpec& at : places()) {
    const run::GaussianCeoBinding sound = run::bind(at);
    const theory::Channel& channel = sound.channel;
    const std::vector<double> before = kernel_covariance(sound);
    const auto after = [&](const run::Control& control) {
      return kernel_covariance(bind_with(at, control.fault(channel)));
    };
    // One rate: by Fisher's atanh of the correlation itself.
    for (const char* id : {"rate-1-percent", "dropped-worker"}) {
      const run::Control& control = control_of("thm2.rates", id);
      const std::vector<double> faulty = after(control);
      double largest = 0;
      for (const std::size_t k : speaking(channel)) {
        const auto atanh_of = [&](const std::vector<double>& covariance) {
          return std::atanh(std::sqrt(stats::information(covariance, rate_rows(k)).squares));
        };
        largest = std::max(largest, std::abs(atanh_of(faulty) - atanh_of(before)));
      }
      EXPECT_NEAR(largest / std::abs(*control.effect(channel)), 1, 1e-4) << id;
      ++checked;
    }
    const stats::InformationRows whole = subset_rows(channel, speaking(channel));
    const run::Control& dropped = control_of("thm2.rates", "dropped-worker-sum");
    EXPECT_NEAR(shift(after(dropped), before, whole) / *dropped.effect(channel), 1, 1e-5);
    const run::Control& fewer = control_of("cor2.sumrate", "one-fewer");
    if (const auto effect = fewer.effect(channel)) {
      EXPECT_NEAR(shift(after(fewer), before, whole) / *effect, 1, 1e-5);
      ++checked;
    }
    const run::Control& correlated = control_of("thm2.rates", "correlation-n-0.01");
    if (const auto effect = correlated.effect(channel)) {
      double largest = 0;
      for (const Workers& subset : judged_subsets(channel)) {
        largest = std::max(
            largest, std::abs(shift(after(correlated), before, subset_rows(channel, subset))));
      }
      EXPECT_NEAR(largest / std::abs(*effect), 1, 1e-4);
      ++checked;
    }
    const run::Control& shared = control_of("rem4.gain", "shared-v-0.1");
    if (const auto effect = shared.effect(channel)) {
      const stats::Gain faulty = stats::information_gain(after(shared), whole.b, whole.a, 1e15);
      const stats::Gain right = stats::information_gain(before, whole.b, whole.a, 1e15);
      EXPECT_NEAR((faulty.gain - right.gain) / std::sqrt(faulty.gain_variance) / *effect, 1, 1e-4);
      ++checked;
    }
  }
  EXPECT_GE(checked, 14 + 3 + 4 + 4);
}

TEST(Subsets, AreAllUpToTenSpeakersAndDrawnAbove) {
  const auto of = [](int workers) {
    const std::vector<double> one(static_cast<std::size_t>(workers), 1);
    return judged_subsets(run::bind(spec(1, one, one)).channel);
  };
  EXPECT_EQ(of(1).size(), 1U);
  EXPECT_EQ(of(10).size(), 1023U);
  for (const int workers : {11, 64}) {
    const std::vector<Workers> drawn = of(workers);
    EXPECT_EQ(drawn.size(), kDrawnSubsets);
    EXPECT_EQ(std::set<Workers>(drawn.begin(), drawn.end()).size(), kDrawnSubsets);
    EXPECT_EQ(drawn, of(workers));
    std::set<std::size_t> sizes, seen;
    for (const Workers& subset : drawn) {
      sizes.insert(subset.size());
      seen.insert(subset.begin(), subset.end());
      EXPECT_TRUE(std::is_sorted(subset.begin(), subset.end()));
    }
    EXPECT_EQ(sizes.size(), static_cast<std::size_t>(workers)) << "every size";
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(workers)) << "every worker";
  }
}

TEST(RateClaims, ApplyWhereTheySpeakOfTheChannel) {
  const auto applies = [](const char* claim, std::size_t quantity, const auto& at) {
    return claim_by_id(claim).quantities.at(quantity).applies(run::bind(at).channel);
  };
  const auto equal = spec(1, {1, 1}, {1, 1});
  EXPECT_TRUE(applies("cor2.sumrate", 0, equal));
  EXPECT_FALSE(applies("cor2.sumrate", 0, spec(1, {1, 2}, {1, 1})));
  EXPECT_FALSE(applies("cor2.sumrate", 0, spec(1, {1, 1}, {1, 2})));
  EXPECT_FALSE(applies("cor2.sumrate", 0, spec(1, {1, 1}, {1, kInfinity})));
  EXPECT_TRUE(applies("rem4.gain", 1, equal));
  EXPECT_FALSE(applies("rem4.gain", 1, spec(1, {1, 1}, {1, kInfinity})));
  EXPECT_TRUE(applies("rem4.gain", 0, spec(1, {1, 1}, {1, kInfinity})));
  const std::vector<double> many(65, 1);
  EXPECT_FALSE(applies("thm2.rates", 0, spec(1, many, many)));
}

TEST(Layers, TheEqualSplitIsWorseThanTheBest) {
  const std::vector<theory::Layer> bare = {{0.5, {0.5, 0.5}}, {2, {1, 2}}, {10, {2, 2}}};
  const theory::LayerSplit best = theory::optimal_split(bare, 6);
  const run::JoinedQuantity& quantity = claim_by_id("cor1.layers").joined.at(0);
  EXPECT_TRUE(quantity.applies(best.channel));
  const auto planted = claim_by_id("cor1.layers").joined_controls.at(0).plant(best.channel);
  ASSERT_TRUE(planted.has_value());
  double rate = 0, variance = 0, distortion = 0;
  for (const run::PlantedLayer& row : planted->layers) {
    const theory::Channel& layer = best.channel[row.layer];
    run::GaussianCeoSpec at = spec(layer.var_x, layer.var_n, layer.var_v);
    at.fault = row.fault;
    const run::GaussianCeoBinding faulty = run::bind(at);
    const stats::Information after =
        stats::information(kernel_covariance(faulty), subset_rows(layer, speaking(layer)));
    double precision = 0;
    for (std::size_t k = 0; k < layer.var_n.size(); ++k) {
      if (faulty.sd_v[k] == 0) continue;
      precision += 1 / (layer.var_n[k] + std::pow(static_cast<double>(faulty.sd_v[k]), 2));
    }
    EXPECT_NEAR(1 / precision, 2, 1e-6) << "a third of the distortion";
    distortion += 1 / precision;
    rate += after.value;
    variance += after.squares;
  }
  EXPECT_NEAR(distortion, 6, 1e-5);
  EXPECT_GT(rate, best.sum_rate + 0.01);
  EXPECT_NEAR((rate - best.sum_rate) / std::sqrt(variance) / planted->effect, 1, 1e-4);
}

constexpr const char* kPlan = R"(
[plan]
name = "rates"
title = "Rates"
seed = 3
budget = 1e-4
resolution = 1e-2
[points.one]
var_x = 1.0
var_n = [1.0]
rates = 0.5
[points.pair]
workers = 2
var_x = 4.0
var_n = 1.0
matrix_every = 0
physical_every = 2
distortion = 0.8
[points.mixed]
var_x = 1.0
var_n = [0.5, 1.0, 2.0, 1.0]
var_v = [1.0, 0.5, 0.02, inf]
[points.twelve]
workers = 12
var_x = 1.0
var_n = 2.0
rates = 0.2
[points.deep]
workers = 2
layers = 2
var_x = [1.0, 10.0]
var_n = [0.5, 2.0]
distortion = [0.940189, 2.059811]  # the best split of 3
[claims."thm2.rates"]
samples = 400_000
points = ["one", "pair", "mixed", "twelve"]
[claims."thm2.classical"]
samples = 400_000
points = ["one", "mixed"]
[claims."cor2.sumrate"]
samples = 400_000
[claims."rem4.gain"]
samples = 400_000
points = ["pair", "mixed"]
[claims."cor1.layers"]
samples = 400_000
points = ["deep"]
)";

run::Plan plan_of(const std::string& text) {
  return run::make_plan(run::parse_config(text, "test", claims(), {}), claims());
}

TEST(RateClaims, HoldAndRejectTheirControls) {
  const run::Plan plan = plan_of(kPlan);
  RunOptions options;
  run::ExecuteProgress progress;
  const run::Record record = run_plan(plan, claims(), options, progress);
  for (const run::ClaimResult& claim : record.claims) {
    EXPECT_TRUE(claim.as_expected) << claim.id << ": " << claim.reason;
    EXPECT_EQ(claim.controls_rejected, claim.controls) << claim.id << ": " << claim.reason;
    EXPECT_GE(claim.controls, 1) << claim.id;
  }
}

TEST(RateClaims, CellsKeepTheMatrixTheyRead) {
  const run::Plan plan = plan_of(kPlan);
  for (const run::Cell& cell : plan.cells) {
    EXPECT_EQ(cell.matrices.physical, cell.id != "one!unshrunk" && cell.id != "mixed!unshrunk")
        << cell.id;
    if (cell.point == "pair") {
      EXPECT_FALSE(cell.matrices.normals) << cell.id;
      EXPECT_EQ(cell.matrices.every, 2U) << cell.id;
    }
  }
  EXPECT_NE(plan.config.canonical().find("points.pair.physical_every = 2"), std::string::npos);
  EXPECT_EQ(plan.config.canonical().find("points.one.physical_every"), std::string::npos);
}

TEST(RateClaims, BothMatricesShareTheirSheaves) {
  std::string text = kPlan;
  text.replace(text.find("matrix_every = 0"), 16, "matrix_every = 3");
  EXPECT_THROW(static_cast<void>(plan_of(text)), Error);
  text = kPlan;
  text.erase(text.find("physical_every = 2"), 18);
  EXPECT_THROW(static_cast<void>(plan_of(text)), Error);
}

}  // namespace
}  // namespace ceo::verify
