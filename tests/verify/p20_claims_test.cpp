// The claims on problem P: what each check finds, and what its faults make of it.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "verify/claims/registry.hpp"

namespace ceo::verify {
namespace {

bool agrees(const run::HostOutcome& outcome) {
  return std::abs(outcome.estimate.value - outcome.prediction.value) <=
         outcome.prediction.systematic;
}

run::HostContext context_of(const run::Claim& claim, const std::string& quantity) {
  return {7, claim.id, quantity, claim.instances};
}

TEST(P20Claims, OnlyThePrintedFormAndTheFaultsDisagree) {
  for (const char* id : {"p20.convex", "p20.wireless"}) {
    const run::Claim& claim = claim_by_id(id);
    for (const run::HostQuantity& quantity : claim.host) {
      const run::HostOutcome outcome = quantity.check(context_of(claim, quantity.id));
      EXPECT_EQ(agrees(outcome), !quantity.printed) << quantity.id << ": " << outcome.words;
      // The rounding must not decide: it is far below what the faults do.
      EXPECT_LE(outcome.prediction.systematic, 1e-6 * outcome.prediction.unit) << quantity.id;
    }
    for (const run::HostControl& control : claim.host_controls) {
      const run::HostOutcome outcome = control.check(context_of(claim, control.quantity));
      EXPECT_FALSE(agrees(outcome)) << control.id << ": " << outcome.words;
    }
  }
}

TEST(P20Claims, WordsGiveTheWorkedNumbers) {
  const run::Claim& claim = claim_by_id("p20.convex");
  const auto words = [&](const auto& parts, const std::string& id) {
    for (const auto& part : parts) {
      if (part.id == id) return part.check(context_of(claim, id)).words;
    }
    return std::string("absent");
  };
  EXPECT_NE(words(claim.host, "convex-printed").find("0.0202"), std::string::npos);
  EXPECT_NE(words(claim.host, "cheap-worker").find("0.0951"), std::string::npos);
  EXPECT_NE(words(claim.host, "noisy-worker").find("1.0397"), std::string::npos);
  EXPECT_NE(words(claim.host_controls, "no-positive-part").find("0.0494"), std::string::npos);
  EXPECT_NE(words(claim.host_controls, "no-sign").find("0.7002"), std::string::npos);
}

TEST(P20Claims, TheFigureHasTheSymmetricPoints) {
  const run::Claim& claim = claim_by_id("p20.convex");
  const std::vector<run::Series> series = claim.host_series(context_of(claim, ""));
  ASSERT_EQ(series.size(), 1U);
  run::require_drawable(series[0]);
  ASSERT_EQ(series[0].curves.size(), 3U);
  const double expected[] = {1.803, 1.013, 0.730};
  for (std::size_t i = 0; i < 3; ++i) {
    const run::Curve& curve = series[0].curves[i];
    const std::size_t middle = curve.x.size() / 2;  // equal prices
    EXPECT_NEAR((curve.x[middle] + curve.y[middle]) / 2, expected[i], 5e-4);
  }
}

}  // namespace
}  // namespace ceo::verify
