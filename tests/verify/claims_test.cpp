// The claims' predictions, and the effect of every planted fault, against the kernel's linear
// algebra at its float32 parameters: a second way to the same numbers.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <map>

#include "host/base/error.hpp"
#include "verify/claims/gaussian_decoder.hpp"
#include "verify/claims/registry.hpp"

namespace ceo::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Weights and noises are rounded to float32; a planted change of 0.001 is then right to this,
// relative. Two roundings enter (weight and standard deviation), each counted twice in a square.
constexpr double kRounding = 4 * 0x1p-24 / 1e-3;

run::GaussianCeoSpec spec(double var_x, std::vector<double> var_n, std::vector<double> var_v) {
  run::GaussianCeoSpec result;
  result.var_x = var_x;
  result.var_n = std::move(var_n);
  result.var_v = std::move(var_v);
  return result;
}

struct Place {
  const char* name;
  run::GaussianCeoSpec spec;
};

std::vector<Place> places() {
  return {{"one worker", spec(1, {0.5}, {0.5})},
          {"large source", spec(50, {0.5}, {0.25})},
          {"equal", spec(1, {1, 1, 1, 1}, {1, 1, 1, 1})},
          {"unequal", spec(2, {0.5, 1, 4}, {1, 0.5, 3})},
          {"near Dmin", spec(1, {1, 2}, {1e-3, 2e-3})},
          {"a silent worker", spec(1, {1, 2, 1}, {1, 1, kInfinity})},
          {"first silent", spec(1, {1, 2, 1}, {kInfinity, 1, 1})}};
}

const run::Control& control_of(const std::string& claim, const std::string& id) {
  for (const run::Control& control : claim_by_id(claim).controls) {
    if (control.id == id) return control;
  }
  throw std::logic_error("no control " + id);
}

/// Shift of the quantity in standard deviations per sample, from the faulty kernel's own algebra.
double measured_effect(const std::string& quantity, const run::GaussianCeoBinding& faulty,
                       const run::GaussianCeoBinding& sound) {
  const double mse = run::predicted_mse(faulty);
  const double bias = faulty.weight_sum - 1;
  const double residual = mse - bias * bias * faulty.channel.var_x -
                          static_cast<double>(faulty.offset) * static_cast<double>(faulty.offset);
  if (quantity == "slope") {
    return std::abs(bias) * std::sqrt(faulty.channel.var_x) / std::sqrt(residual);
  }
  if (quantity == "shrunk-distortion") {
    const double gain = sound.channel.var_x / (sound.channel.var_x + sound.channel.distortion);
    const double own = gain * faulty.weight_sum - 1;
    const double shrunk = gain * gain * residual + own * own * faulty.channel.var_x;
    const double theory = 1 / (1 / sound.channel.distortion + 1 / sound.channel.var_x);
    return (shrunk - theory) / (std::sqrt(2.0) * shrunk);
  }
  if (quantity == "intercept")
    return std::abs(static_cast<double>(faulty.offset)) / std::sqrt(residual);
  return (mse - sound.channel.distortion) / (std::sqrt(2.0) * mse);
}

run::GaussianCeoBinding bind_with(run::GaussianCeoSpec spec, const run::Fault& fault) {
  spec.fault = fault;
  return run::bind(spec);
}

bool reads_scalars(const run::Claim& claim, const run::Control& control) {
  return std::any_of(claim.quantities.begin(), claim.quantities.end(), [&](const auto& quantity) {
    return quantity.id == control.quantity && quantity.needs == run::Needs::scalars;
  });
}

TEST(Claims, EffectsAreThoseOfTheFaultyKernel) {
  int checked = 0;
  for (const run::Claim& claim : claims()) {
    for (const run::Control& control : claim.controls) {
      if (!reads_scalars(claim, control)) continue;  // shape_claims_test.cpp, rates_test.cpp
      for (const Place& place : places()) {
        const run::GaussianCeoBinding sound = run::bind(place.spec);
        const std::optional<double> effect = control.effect(sound.channel);
        if (!effect) continue;
        const auto faulty = bind_with(place.spec, control.fault(sound.channel));
        const double measured = measured_effect(control.quantity, faulty, sound);
        EXPECT_GT(*effect, 0) << control.id << " at " << place.name;
        EXPECT_NEAR(measured / *effect, 1, kRounding) << control.id << " at " << place.name;
        ++checked;
      }
    }
  }
  EXPECT_GE(checked, 7 * 3);  // seven controls, each with an effect at three places or more
}

TEST(Claims, EveryControlHasAnEffectSomewhereAndNamesItsQuantity) {
  for (const run::Claim& claim : claims()) {
    EXPECT_FALSE(claim.controls.empty() && claim.joined_controls.empty() &&
                 claim.host_controls.empty())
        << claim.id;
    for (const run::Control& control : claim.controls) {
      const bool known = std::any_of(claim.quantities.begin(), claim.quantities.end(),
                                     [&](const auto& q) { return q.id == control.quantity; });
      EXPECT_TRUE(known) << control.id;
      int applicable = 0;
      for (const Place& place : places()) {
        applicable += control.effect(run::bind(place.spec).channel).has_value() ? 1 : 0;
      }
      EXPECT_GT(applicable, 0) << control.id;
    }
  }
}

TEST(Claims, UniformWeightsNeedUnequalSpeakingWorkers) {
  const run::Control& control = control_of("thm2.distortion", "uniform-weights");
  const auto effect = [&](const run::GaussianCeoSpec& s) {
    return control.effect(run::bind(s).channel);
  };
  EXPECT_FALSE(effect(spec(1, {0.5}, {0.5})));
  EXPECT_FALSE(effect(spec(1, {1, 1, 1}, {2, 2, 2})));
  EXPECT_FALSE(effect(spec(1, {1, 2, 1}, {1, 1, kInfinity})));
  EXPECT_TRUE(effect(spec(1, {1, 2}, {1, 1})));
}

TEST(Claims, SharedNoiseNeedsTwoSpeakingWorkers) {
  const run::Control& control = control_of("thm2.distortion", "shared-v");
  const auto effect = [&](const run::GaussianCeoSpec& s) {
    return control.effect(run::bind(s).channel);
  };
  EXPECT_FALSE(effect(spec(1, {0.5}, {0.5})));
  EXPECT_FALSE(effect(spec(1, {1, 2, 1}, {kInfinity, 1, 1})));
  EXPECT_FALSE(effect(spec(1, {1, 2, 1}, {1, kInfinity, 1})));
  EXPECT_TRUE(effect(spec(1, {1, 2, 1}, {1, 1, kInfinity})));
}

TEST(Claims, PredictionsAreTheTheoryAtFloat32Parameters) {
  for (const Place& place : places()) {
    const run::GaussianCeoBinding binding = run::bind(place.spec);
    const double distortion = binding.channel.distortion;
    for (const run::Claim& claim : claims()) {
      for (const run::Quantity& quantity : claim.quantities) {
        if (quantity.needs == run::Needs::physical) continue;  // rates_test.cpp
        const stats::Prediction prediction = quantity.predict(binding);
        EXPECT_GT(prediction.unit, 0);
        EXPECT_GT(prediction.sd_per_sample, 0);
        if (quantity.needs != run::Needs::scalars) {  // tests with a law of their own
          EXPECT_EQ(prediction.value, 0) << quantity.id;
          continue;
        }
        const double shrunk = 1 / (1 / distortion + 1 / binding.channel.var_x);
        const std::map<std::string, double> expected = {{"slope", 1},
                                                        {"intercept", 0},
                                                        {"distortion", distortion},
                                                        {"shrunk-distortion", shrunk}};
        EXPECT_DOUBLE_EQ(prediction.value, expected.at(quantity.id))
            << quantity.id << " at " << place.name;
        // Rounding of K weights and the allowances: small against any resolution in use.
        EXPECT_LT(prediction.systematic / prediction.unit, 1e-6)
            << quantity.id << " " << place.name;
        EXPECT_GT(prediction.systematic, 0) << quantity.id << " " << place.name;
      }
    }
  }
}

TEST(Claims, DistortionCarriesTheRoundingOfTheWeights) {
  // Three equal workers: float32 thirds sum to 1 + 3e-8, so the kernel's own mean square error is
  // off.
  const run::GaussianCeoBinding binding = run::bind(spec(1e4, {1, 1, 1}, {1, 1, 1}));
  const double off = std::abs(run::predicted_mse(binding) - binding.channel.distortion);
  ASSERT_GT(off, 0);
  const auto& quantity = claim_by_id("thm2.distortion").quantities.at(0);
  EXPECT_GE(quantity.predict(binding).systematic, off);
  const auto& slope = claim_by_id("thm2.unbiased").quantities.at(0);
  ASSERT_NE(binding.weight_sum, 1);
  EXPECT_GE(slope.predict(binding).systematic, std::abs(binding.weight_sum - 1));
}

TEST(Claims, RecordsAreComplete) {
  for (const run::Claim& claim : claims()) {
    EXPECT_FALSE(claim.title.empty());
    EXPECT_FALSE(claim.statement.empty());
    EXPECT_FALSE(claim.source.empty());
    EXPECT_FALSE(claim.assumptions.empty());
    EXPECT_THAT(claim.kind, ::testing::AnyOf("identity", "equality", "bound", "assumption",
                                             "published", "optimum"));
    EXPECT_THAT(claim.expected, ::testing::AnyOf("holds", "refuted as printed", "reported"));
    for (const run::Quantity& quantity : claim.quantities) {
      EXPECT_FALSE(quantity.statement.empty());
      EXPECT_FALSE(quantity.unit_name.empty());
      EXPECT_FALSE(quantity.resolution_name.empty());
    }
    for (const run::Control& control : claim.controls) EXPECT_FALSE(control.description.empty());
    for (const run::HostQuantity& quantity : claim.host) {
      EXPECT_FALSE(quantity.statement.empty());
      EXPECT_FALSE(quantity.unit_name.empty());
      EXPECT_FALSE(quantity.resolution_name.empty());
    }
    for (const run::HostControl& control : claim.host_controls) {
      EXPECT_FALSE(control.description.empty());
    }
  }
}

TEST(Claims, AnUnknownIdNamesTheNearest) {
  try {
    static_cast<void>(claim_by_id("thm2.unbiasd"));
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("thm2.unbiased"));
  }
}

}  // namespace
}  // namespace ceo::verify
