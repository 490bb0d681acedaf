// Host claims on convergence, informations and published tables: verdicts over seeds, controls, the
// power of what is drawn, and the laws behind the drawing.
#include <gmock/gmock.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <string>

#include "host/stats/correlations.hpp"
#include "tests/verify/small_run.hpp"
#include "verify/claims/drawn_correlations.hpp"
#include "verify/claims/registry.hpp"
#include "verify/conclude.hpp"

namespace ceo::verify {
namespace {

using ::testing::HasSubstr;

run::Record run_claim(const std::string& id, const std::string& seed, const std::string& more) {
  const std::string text =
      "[plan]\nname = \"host\"\nseed = " + seed + "\n[claims.\"" + id + "\"]\n" + more;
  const run::Plan plan =
      run::make_plan(run::parse_config(text, "host.toml", claims(), {}), claims());
  return testing::run_small(plan, claims());
}

/// Whether host checks of the claim draw samples from the engine.
bool samples(const std::string& id) {
  const std::vector<run::HostQuantity>& host = claim_by_id(id).host;
  return std::any_of(host.begin(), host.end(), [](const run::HostQuantity& quantity) {
    return quantity.law == stats::Law::own && !quantity.level;
  });
}

class PublishedClaims : public ::testing::TestWithParam<const char*> {};

TEST_P(PublishedClaims, AreAsExpectedForEverySeedAndCount) {
  for (const char* seed : {"1", "2", "77"}) {
    // A claim that samples needs its samples: fewer would leave it unresolved.
    for (const char* more : {"", samples(GetParam()) ? "instances = 300\n" : "instances = 60\n"}) {
      const run::Record record = run_claim(GetParam(), seed, more);
      const run::ClaimResult& claim = record.claims.at(0);
      EXPECT_TRUE(claim.as_expected) << seed << ' ' << more << claim.reason;
      EXPECT_EQ(claim.verdict, claim_by_id(GetParam()).expected);
      EXPECT_EQ(claim.controls_rejected, claim.controls);
      EXPECT_GE(claim.controls, 1U);
      EXPECT_GE(record.series.size(), 1U);
      for (const stats::Finding& finding : record.findings) EXPECT_FALSE(finding.words.empty());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ids, PublishedClaims,
                         ::testing::Values("lem3.information", "lem4.information",
                                           "cor3.iterations", "fig7.signsgd", "tab1.published",
                                           "fig5.published"),
                         [](const auto& item) {
                           std::string name = item.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

TEST(TableOne, WordsTellWhatHoldsInstead) {
  const run::Record record = run_claim("tab1.published", "1", "");
  EXPECT_THAT(record.findings.at(0).words, HasSubstr("chi-square 4.91 with 40 degrees"));
  EXPECT_THAT(record.findings.at(1).words, HasSubstr("8 values occur more than once"));
  EXPECT_THAT(record.findings.at(2).words, HasSubstr("0.0301"));
  EXPECT_THAT(record.findings.at(3).words, HasSubstr("4974 to 12079"));
  EXPECT_EQ(record.findings.at(0).level, 1e-6);
}

TEST(TableOne, ATableOfN8100IsRejectedWithPower) {
  // Two-sided at 1e-6: chi-square below its quantile of 5e-7, under a spread of 1/8099 for 1/999.
  const boost::math::chi_squared_distribution<double> law(40);
  const double critical = boost::math::quantile(law, 5e-7);
  EXPECT_GT(boost::math::cdf(law, critical * 8099 / 999), 0.999);
}

TEST(FigureFive, OnlyThreeAndFourWorkersArePlausible) {
  const run::Record record = run_claim("fig5.published", "1", "");
  for (const stats::Finding& finding : record.findings) {
    EXPECT_EQ(finding.verdict, finding.printed ? stats::Verdict::disagree : stats::Verdict::agree);
    EXPECT_EQ(finding.level, 1e-3);
  }
  EXPECT_THAT(record.findings.at(2).words, HasSubstr("0.000554"));
}

/// Mean and mean square of the p-values of one coefficient in many drawn matrices: 1/2 and 1/3.
void expect_uniform(const std::vector<double>& p) {
  double mean = 0;
  double square = 0;
  for (const double value : p) {
    mean += value / static_cast<double>(p.size());
    square += value * value / static_cast<double>(p.size());
  }
  // 5 standard errors: variances 1/12 and 4/45.
  const auto count = static_cast<double>(p.size());
  EXPECT_NEAR(mean, 0.5, 5 * std::sqrt(1 / (12 * count)));
  EXPECT_NEAR(square, 1.0 / 3, 5 * std::sqrt(4 / (45 * count)));
}

TEST(DrawnCorrelations, FollowTheExactLaw) {
  const run::HostContext context(3, "test", "matrix", 1);
  std::vector<std::vector<double>> p(6);
  std::vector<double> from_table;
  double product = 0;  // of two coefficients that share a variable: independent, mean 0
  constexpr int kMatrices = 4000;
  for (int i = 0; i < kMatrices; ++i) {
    run::HostDraws draws = context.draws(static_cast<std::uint64_t>(i));
    const std::vector<double> r = drawn_matrix(draws, 4, 12);
    ASSERT_EQ(r.size(), 6U);
    for (std::size_t j = 0; j < 6; ++j) p[j].push_back(stats::correlation_p(r[j], 10));
    product += r[0] * r[1];
    from_table.push_back(stats::correlation_p(drawn_table(draws, 1, 12, 12)[0], 10));
  }
  for (const auto& values : p) expect_uniform(values);
  expect_uniform(from_table);
  EXPECT_NEAR(product / kMatrices, 0, 5.0 / 11 / std::sqrt(kMatrices));  // E r^2 = 1/11
}

TEST(DrawnCorrelations, TablesAreRoundedAsPrinted) {
  const run::HostContext context(3, "test", "table", 1);
  run::HostDraws draws = context.draws(0);
  for (const double r : drawn_table(draws, 100, 1000, 4)) {
    EXPECT_NEAR(r * 1e4, std::round(r * 1e4), 1e-9);
  }
}

}  // namespace
}  // namespace ceo::verify
