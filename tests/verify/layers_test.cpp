// A layered point from end to end: Theorem 2 at every layer and over all layers together.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "host/run/plan.hpp"
#include "tests/verify/small_run.hpp"
#include "verify/claims/registry.hpp"
#include "verify/ledger_json.hpp"
#include "verify/pipeline.hpp"

namespace ceo::verify {
namespace {

constexpr const char* kPlan = R"(
[plan]
name = "layers"
seed = 3
budget = 1e-4
resolution = 1e-2
[points.deep]
workers = 1
layers = 3
var_x = [2.0, 2.0, 30.0]
var_n = [0.5, 0.5, 1.0]
distortion = [1.0, 1.0, 1.5]
matrix_every = 0
shape_every = 64
[claims."thm2.unbiased"]
samples = 1_000_000
[claims."thm2.distortion"]
samples = 1_000_000
)";

/// Theorem 2 with the controls of joined quantities only.
std::vector<run::Claim> joined_claims() {
  std::vector<run::Claim> result = {claim_by_id("thm2.unbiased"), claim_by_id("thm2.distortion")};
  for (run::Claim& claim : result) claim.controls.clear();
  return result;
}

const stats::Finding& finding(const run::Record& record, const std::string& quantity,
                              const std::string& point) {
  for (const stats::Finding& row : record.findings) {
    if (row.quantity == quantity && row.point == point) return row;
  }
  throw std::out_of_range(quantity + " at " + point);
}

class Layers : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    claims_ = new std::vector<run::Claim>(joined_claims());
    plan_ = new run::Plan(
        run::make_plan(run::parse_config(kPlan, "layers.toml", *claims_, {}), *claims_));
    record_ = new run::Record(testing::run_small(*plan_, *claims_));
  }
  static void TearDownTestSuite() {
    delete record_;
    delete plan_;
    delete claims_;
  }
  static std::vector<run::Claim>* claims_;
  static run::Plan* plan_;
  static run::Record* record_;
};
std::vector<run::Claim>* Layers::claims_ = nullptr;
run::Plan* Layers::plan_ = nullptr;
run::Record* Layers::record_ = nullptr;

TEST_F(Layers, HoldAndRejectAFaultInOneLayer) {
  ASSERT_EQ(record_->claims.size(), 2U);
  for (const run::ClaimResult& claim : record_->claims) {
    EXPECT_EQ(claim.verdict, "holds") << claim.id << ": " << claim.reason;
    EXPECT_EQ(claim.controls, 1U) << claim.id;
    EXPECT_EQ(claim.controls_rejected, 1U) << claim.id << ": " << claim.reason;
  }
  // In the order of their ids; the joined finding is the last one of each.
  EXPECT_EQ(record_->claims.at(0).id, "thm2.distortion");
  EXPECT_EQ(record_->claims.at(0).findings, 3U + 1U);
  EXPECT_EQ(record_->claims.at(1).findings, 3U * 3U + 1U);
}

TEST_F(Layers, TheTotalIsTheSumOfTheLayers) {
  double value = 0, variance = 0, predicted = 0, systematic = 0;
  std::uint64_t fewest = run::kMaxSamples;
  for (const char* layer : {"deep.l01", "deep.l02", "deep.l03"}) {
    const stats::Finding& part = finding(*record_, "distortion", layer);
    value += part.estimate.value;
    variance += std::pow(part.estimate.standard_error, 2);
    predicted += part.prediction.value;
    systematic += part.prediction.systematic;
    fewest = std::min(fewest, part.estimate.samples);
  }
  const stats::Finding& total = finding(*record_, "total-distortion", "deep");
  EXPECT_DOUBLE_EQ(total.estimate.value, value);
  EXPECT_DOUBLE_EQ(total.estimate.standard_error, std::sqrt(variance));
  EXPECT_EQ(total.estimate.samples, fewest);
  EXPECT_DOUBLE_EQ(total.prediction.value, predicted);
  EXPECT_DOUBLE_EQ(total.prediction.systematic, systematic);
  EXPECT_DOUBLE_EQ(total.prediction.unit, predicted);
  EXPECT_NEAR(total.prediction.value, 3.5, 3.5 * 0x1p-23);  // float32 standard deviations
  // sqrt(2 (1 + 1 + 2.25))/3.5
  EXPECT_NEAR(total.prediction.sd_per_sample, std::sqrt(8.5) / 3.5, 1e-6);
}

TEST_F(Layers, AllSlopesAndInterceptsMakeOneChiSquare) {
  double chi_square = 0;
  for (const char* layer : {"deep.l01", "deep.l02", "deep.l03"}) {
    for (const char* quantity : {"slope", "intercept"}) {
      const stats::Finding& part = finding(*record_, quantity, layer);
      const double truth = quantity == std::string("slope") ? 1 : 0;
      chi_square += std::pow((part.estimate.value - truth) / part.estimate.standard_error, 2);
    }
  }
  const stats::Finding& all = finding(*record_, "all-layers", "deep");
  // Six degrees of freedom: the upper tail is exp(-h) (1 + h + h^2/2), h = chi-square/2.
  const double h = chi_square / 2;
  EXPECT_NEAR(all.p, std::exp(-h) * (1 + h + h * h / 2), 1e-12);
  EXPECT_NEAR(all.estimate.value * static_cast<double>(all.estimate.samples), chi_square - 6, 1e-9);
}

TEST_F(Layers, EqualLayersDrawOtherNumbers) {
  EXPECT_NE(finding(*record_, "distortion", "deep.l01").estimate.value,
            finding(*record_, "distortion", "deep.l02").estimate.value);
}

TEST_F(Layers, ABrokenLayerIsAnErrorOfTheWhole) {
  run::Record record = *record_;
  ASSERT_EQ(record.cells.at(1).id, "deep.l02");
  record.cells.at(1).totals.overflow = 1;
  judge_record(record, *plan_, *claims_);
  using stats::Verdict;
  EXPECT_EQ(finding(record, "total-distortion", "deep").verdict, Verdict::error);
  EXPECT_EQ(finding(record, "all-layers", "deep").verdict, Verdict::error);
  EXPECT_EQ(finding(record, "distortion", "deep.l01").verdict, Verdict::agree);
  record.cells.erase(record.cells.begin() + 1);
  judge_record(record, *plan_, *claims_);
  EXPECT_EQ(finding(record, "total-distortion", "deep").verdict, Verdict::not_run);
  EXPECT_EQ(finding(record, "distortion", "deep.l01").verdict, Verdict::agree);
}

TEST_F(Layers, AWrongTotalIsRefuted) {
  std::vector<run::Claim> wrong = *claims_;
  // The largest D of a layer in place of the sum.
  wrong.at(1).joined.at(0).predict =
      [sound = wrong.at(1).joined.at(0).predict](std::span<const run::GaussianCeoBinding> layers) {
        return sound(layers.last(1));
      };
  run::Record record = *record_;
  judge_record(record, *plan_, wrong);
  EXPECT_EQ(record.claims.at(0).verdict, "refuted");
  EXPECT_THAT(record.claims.at(0).reason, ::testing::HasSubstr("total-distortion at deep"));
}

TEST_F(Layers, TheLedgerKnowsTheirGenerator) {
  const auto json = ledger_json(*record_, "layers.h5");
  for (const auto& row : json.at("findings")) EXPECT_EQ(row.at("generator"), "philox") << row;
}

// Second way to the effect: the faulty kernel's own algebra.
TEST(LayerControls, MoveTheTotalByOnePartInAThousand) {
  const std::vector<run::GaussianCeoSpec> specs = {
      {1, {0.5, 1}, {0.5, 1}, {}, 1}, {3, {1, 4}, {2, 1}, {}, 2}, {2, {0.25, 0.5}, {1, 1}, {}, 3}};
  std::vector<theory::Channel> channels;
  for (const run::GaussianCeoSpec& spec : specs) channels.push_back(run::bind(spec).channel);
  const auto planted = claim_by_id("thm2.distortion").joined_controls.at(0).plant(channels);
  ASSERT_TRUE(planted.has_value());
  ASSERT_EQ(planted->layers.size(), 1U);
  const run::PlantedLayer& faulty_layer = planted->layers.front();
  EXPECT_EQ(faulty_layer.layer, 1U);  // the largest D
  double sound = 0, faulty = 0, variance = 0;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    run::GaussianCeoSpec spec = specs[i];
    if (i == faulty_layer.layer) spec.fault = faulty_layer.fault;
    const double mse = run::predicted_mse(run::bind(spec));
    sound += channels[i].distortion;
    faulty += mse;
    variance += 2 * mse * mse;
  }
  // Two roundings to float32, each counted twice in a square, of a change of 0.001.
  constexpr double kRounding = 4 * 0x1p-24 / 1e-3;
  EXPECT_NEAR((faulty - sound) / (1e-3 * sound), 1, kRounding);
  EXPECT_NEAR((faulty - sound) / std::sqrt(variance) / planted->effect, 1, kRounding);
}

}  // namespace
}  // namespace ceo::verify
