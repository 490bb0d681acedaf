// The model `projected_sgd` against a version in double precision, written apart from it.
#include "kernels/models/projected_sgd.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/core/quotients.hpp"
#include "kernels/launch/sgd_launcher.hpp"
#include "tests/support/sgd_case.hpp"

namespace ceo::models {
namespace {

using ceo::testing::SgdCase;
using Vector = std::vector<double>;

/// Slow and dull: one replica, standard functions, no lanes.
class Reference {
 public:
  Reference(const SgdCase& c, std::uint32_t replica) : c_(c), p_(c.p), replica_(replica) {}

  /// [checkpoint] f(average) - min f and ||gradient||^2.
  std::vector<std::pair<double, double>> run() {
    const auto n = static_cast<std::size_t>(p_.objective.dimension);
    Vector w(c_.start.begin(), c_.start.end());
    Vector sum(n, 0);
    std::vector<std::pair<double, double>> seen;
    for (int t = 1; t <= p_.steps; ++t) {
      const Vector estimate = estimated(gradient(w), t);
      for (std::size_t i = 0; i < n; ++i) w[i] -= p_.step_size * estimate[i];
      project(w);
      for (std::size_t i = 0; i < n; ++i) sum[i] += w[i];
      for (const auto& look : c_.checkpoints) {
        if (look.step != t) continue;
        Vector average;
        for (const double s : sum) average.push_back(s / t);
        double square = 0;
        for (const double g : gradient(w)) square += g * g;
        seen.emplace_back(value(average), square);
      }
    }
    return seen;
  }

 private:
  double margin(int row, const Vector& w) const {
    double z = 0;
    for (std::size_t i = 0; i < w.size(); ++i) z += c_.table[row * w.size() + i] * w[i];
    return z;
  }
  Vector gradient(const Vector& w) const {
    Vector g(w.size(), 0);
    for (std::size_t i = 0; i < w.size(); ++i) {
      if (p_.objective.rows > 0) {
        for (int r = 0; r < p_.objective.rows; ++r) {
          g[i] += c_.table[r * w.size() + i] / (1 + std::exp(-margin(r, w))) / p_.objective.rows;
        }
        g[i] += p_.objective.ridge * w[i];
      } else {
        g[i] = c_.curvature[i] * (w[i] - c_.optimum[i]) + c_.slope[i];
      }
    }
    return g;
  }
  double value(const Vector& w) const {
    double f = 0;
    for (int r = 0; r < p_.objective.rows; ++r) {
      f += std::log(1 + std::exp(margin(r, w))) / p_.objective.rows;
    }
    for (std::size_t i = 0; i < w.size(); ++i) {
      const double d = w[i] - c_.optimum[i];
      f += p_.objective.rows > 0 ? p_.objective.ridge / 2.0 * w[i] * w[i]
                                 : c_.curvature[i] / 2.0 * d * d + c_.slope[i] * d;
    }
    return p_.objective.rows > 0 ? f - p_.objective.least : f;
  }
  double normal(std::uint32_t block, int t, int place) const {
    std::uint32_t word[4] = {replica_, 0, block, static_cast<std::uint32_t>(t)};
    philox(word[0], word[1], word[2], word[3], p_.key[0], p_.key[1]);
    float z[2];
    box_muller<float>(word[place / 2 * 2], word[place / 2 * 2 + 1], z[0], z[1]);
    return z[place % 2];
  }
  Vector estimated(Vector g, int t) const {
    const double scale = c_.scale[static_cast<std::size_t>(t - 1)];
    double square = 0;
    for (const double x : g) square += x * x / static_cast<double>(g.size());
    for (std::size_t i = 0; i < g.size(); ++i) {
      const auto block = static_cast<std::uint32_t>(i);
      if (p_.workers > 0) {
        double noise = 0;
        const std::uint32_t blocks = (static_cast<std::uint32_t>(p_.workers) + 1) / 2;
        for (std::uint32_t k = 0; k < static_cast<std::uint32_t>(p_.workers); ++k) {
          const std::uint32_t b = block * blocks + k / 2;
          const int place = static_cast<int>(k % 2) * 2;
          noise += p_.sd_n * normal(b, t, place) + scale * normal(b, t, place + 1);
        }
        g[i] += noise / p_.workers;
        continue;
      }
      const double z = normal(block / 4, t, static_cast<int>(block % 4));
      if (p_.estimator == ProjectedSgd::kClassical) {
        const double shrink = std::max(0.0, 1 - p_.distortion / square);
        g[i] = shrink * g[i] + std::sqrt(p_.distortion * shrink) * z;
      } else {
        g[i] += scale * c_.noise_sd[i] * z;
      }
    }
    return g;
  }
  void project(Vector& w) const {
    double square = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
      square += (w[i] - c_.start[i]) * (w[i] - c_.start[i]);
      if (p_.domain != ProjectedSgd::kBox) continue;
      w[i] = std::clamp(w[i], double{c_.start[i]} - p_.radius, double{c_.start[i]} + p_.radius);
    }
    if (p_.domain != ProjectedSgd::kBall || std::sqrt(square) <= p_.radius) return;
    for (std::size_t i = 0; i < w.size(); ++i) {
      w[i] = c_.start[i] + (w[i] - c_.start[i]) * p_.radius / std::sqrt(square);
    }
  }

  const SgdCase& c_;
  const ProjectedSgd::Params& p_;
  std::uint32_t replica_;
};

// Steps of 0.11 on curvatures up to 2 contract, so float32 errors of 6e-8 a step do not grow.
TEST(ProjectedSgd, AgreesWithDoublePrecision) {
  for (const SgdCase& c : ceo::testing::sgd_cases()) {
    for (const std::uint32_t replica : {0U, 77U, 0xFFFFFFFFU}) {
      const launch::SgdTotals totals = launch::run_sgd_cpu(c.params(), c.scales, {replica, 1}, {});
      const auto expected = Reference(c, replica).run();
      ASSERT_EQ(expected.size(), c.checkpoints.size());
      for (std::size_t at = 0; at < expected.size(); ++at) {
        const double value =
            static_cast<double>(totals.at(at, launch::SgdFields::kValue)) / c.scales.value;
        const double square =
            static_cast<double>(totals.at(at, launch::SgdFields::kGradient)) / c.scales.gradient;
        EXPECT_NEAR(value, expected[at].first, 4e-6 * (1 + std::abs(expected[at].first))) << c.name;
        EXPECT_NEAR(square, expected[at].second, 1e-5 * (1 + expected[at].second)) << c.name;
      }
    }
  }
}

// Remark 2: at D above the mean square of the gradient nothing is sent, and nothing moves.
TEST(ProjectedSgd, TheClassicalSchemeStallsAboveTheMeanSquare) {
  SgdCase c = ceo::testing::sgd_cases()[7];
  c.set_classical(1e6F);
  c.set_steps(50, {1, 50});
  const launch::SgdTotals totals = launch::run_sgd_cpu(c.params(), c.scales, {0, 64}, {});
  EXPECT_EQ(totals.at(0, launch::SgdFields::kGradient), totals.at(1, launch::SgdFields::kGradient));
}

// A float32 sum of 1e5 iterates would be 1.4e-4 of it away; 64 roundings are at most 3.9e-6.
TEST(ProjectedSgd, LongAveragesKeepTheirDigits) {
  SgdCase c("long", 1, 0, ProjectedSgd::kEverywhere);
  c.curvature = {0};
  c.slope = {1};
  c.optimum = {0};
  c.start = {0.1F};
  c.noise_sd = {0};
  c.p.step_size = 0x1p-30F;  // below the last place of w: it stays where it is
  c.set_steps(100000, {100000});
  const launch::SgdTotals totals = launch::run_sgd_cpu(c.params(), c.scales, {0, 1}, {});
  EXPECT_NEAR(static_cast<double>(totals.at(0, launch::SgdFields::kValue)) / c.scales.value, 0.1F,
              0.1 * 64 * 0x1p-24);
}

TEST(Quotients, AreAccurateFromEndToEnd) {
  for (int e = -59; e <= 120; ++e) {
    for (int i = 0; i < 64; ++i) {
      const float x = std::ldexp(1.0F + static_cast<float>(i) / 64.0F, e);
      EXPECT_NEAR(reciprocal(x) * double{x}, 1, 2.5e-7) << x;
      EXPECT_NEAR(reciprocal_root(x) * std::sqrt(double{x}), 1, 2.5e-7) << x;
      EXPECT_NEAR(root(x) / std::sqrt(double{x}), 1, 3.1e-7) << x;
    }
  }
  EXPECT_EQ(root(0.0F), 0.0F);
  EXPECT_EQ(where_above_one(1.0F, 0.5F), 1.0F);
  EXPECT_EQ(where_above_one(0.0F, 7.0F), 1.0F);
  EXPECT_EQ(where_above_one(std::nextafterf(1.0F, 2.0F), 0.5F), 0.5F);
}

}  // namespace
}  // namespace ceo::models
