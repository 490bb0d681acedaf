// Scales and roundings of a binding, against samples drawn by a plain float32 loop of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "host/run/gaussian_ceo_spec.hpp"

namespace ceo::run {
namespace {

using Model = models::GaussianCeo;
using Doubles = std::vector<double>;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr int kStrips = 4000;
// A Gaussian variable passes seven of its standard deviations with probability 3e-12.
constexpr double kSigmas = 7;

struct Drawn {
  double error, x;           ///< by the float32 arithmetic of the kernel
  double exact_error;        ///< the same sum in long double
  std::vector<double> rows;  ///< X, Y_k, U_k
};

class Sampler {
 public:
  explicit Sampler(const GaussianCeoBinding& binding) : b_(binding) {}

  Drawn draw() {
    const std::size_t workers = b_.sd_n.size();
    std::vector<float> z(2 * workers + 1);
    for (float& value : z) value = static_cast<float>(normal_(generator_));
    if (workers > 1) {
      z[3] = b_.mix_n[0] * z[1] + b_.mix_n[1] * z[3];
      z[4] = b_.mix_v[0] * z[2] + b_.mix_v[1] * z[4];
    }
    const float x = b_.sd_x * z[0];
    Drawn drawn{0, x, 0, {x}};
    float decoded = b_.offset;
    long double exact = b_.offset;
    for (std::size_t k = 0; k < workers; ++k) {
      const float y = std::fma(b_.sd_n[k], z[1 + 2 * k], x);
      const float u = std::fma(b_.sd_v[k], z[2 + 2 * k], y);
      decoded = std::fma(b_.weight[k], u, decoded);
      drawn.rows.push_back(y);
      drawn.rows.push_back(u);
      const long double exact_u = static_cast<long double>(x) +
                                  static_cast<long double>(b_.sd_n[k]) * z[1 + 2 * k] +
                                  static_cast<long double>(b_.sd_v[k]) * z[2 + 2 * k];
      exact += b_.weight[k] * exact_u;
    }
    drawn.error = decoded - x;
    drawn.exact_error = static_cast<double>(exact - x);
    return drawn;
  }

 private:
  const GaussianCeoBinding& b_;
  std::mt19937_64 generator_{99};
  std::normal_distribution<double> normal_;
};

/// Mean of a series and the standard error of that mean.
struct Mean {
  double sum = 0, squares = 0;
  int count = 0;
  void add(double value) {
    sum += value;
    squares += value * value;
    ++count;
  }
  [[nodiscard]] double value() const { return sum / count; }
  [[nodiscard]] double error() const {
    return std::sqrt((squares / count - value() * value()) / count);
  }
};

struct Case {
  std::string name;
  GaussianCeoSpec spec;
};

std::vector<Case> cases() {
  std::vector<Case> all{
      {"unit", {1, {1}, {1}, {}}},
      {"small D", {2, Doubles(8, 1e-6), Doubles(8, 3e-7), {}}},
      {"large unit", {1e6, {1e6, 4e6}, {2e6, kInf}, {}}},
      {"near Dmin", {1, {1, 1, 10}, {1e-6, 1e-6, 1e-6}, {}}},
      {"noisy", {1e-3, Doubles(3, 50), Doubles(3, 700), {}}},
  };
  Fault fault;
  fault.weight_factor = 1.5;
  all.push_back({"weights", {4, {1, 2}, {1, 2}, fault}});
  fault = {};
  fault.offset = 5;
  all.push_back({"offset", {4, {1, 2}, {1, 2}, fault}});
  fault = {};
  fault.correlation_v = 1;
  fault.var_v_factor = 1e4;
  all.push_back({"shared V", {4, {1, 2}, {1, 2}, fault}});
  return all;
}

/// Sizes of the strip sums of each output: of the sum itself where it is positive, else of its
/// square.
struct StripSizes {
  std::array<Mean, Model::kOutputs> size;
  std::array<double, Model::kOutputs> largest{};
};

bool is_positive(std::size_t output) {
  return output == Model::kError2 || output == Model::kError4 || output == Model::kX2;
}

StripSizes measure(const GaussianCeoBinding& binding) {
  Sampler sampler(binding);
  StripSizes sizes;
  for (int strip = 0; strip < kStrips; ++strip) {
    std::array<double, Model::kOutputs> sums{};
    for (int s = 0; s < 32; ++s) {
      const Drawn d = sampler.draw();
      const double e2 = d.error * d.error;
      const std::array<double, Model::kOutputs> values{d.error,       e2,  e2 * e2,
                                                       d.error * d.x, d.x, d.x * d.x};
      for (std::size_t i = 0; i < values.size(); ++i) sums[i] += values[i];
    }
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sizes.largest[i] = std::max(sizes.largest[i], std::abs(sums[i]));
      sizes.size[i].add(is_positive(i) ? sums[i] : sums[i] * sums[i]);
    }
  }
  return sizes;
}

/// Does 2^exponent bring the typical sum into [low, 2^20), up to the error of the measurement?
bool fits(const StripSizes& sizes, std::size_t output, int exponent, double low) {
  const int power = is_positive(output) ? 1 : 2;
  const double margin = kSigmas * sizes.size[output].error();
  const double least = std::ldexp(sizes.size[output].value() - margin, power * exponent);
  const double most = std::ldexp(sizes.size[output].value() + margin, power * exponent);
  return least < std::pow(0x1p20, power) && most >= std::pow(low, power);
}

TEST(Scales, PutTypicalStripSumsBetween2To19And2To20) {
  for (const Case& item : cases()) {
    const GaussianCeoBinding binding = bind(item.spec);
    const StripSizes sizes = measure(binding);
    for (std::size_t i = 0; i < sizes.size.size(); ++i) {
      const std::string where = item.name + ' ' + Model::kOutputNames[i];
      const int exponent = binding.scale_exponent[i];
      // Under an offset 3 E[e^2]^2 overstates E[e^4], by 3 at most: two powers of two.
      const double low = i == Model::kError4 && binding.offset != 0 ? 0x1p17 : 0x1p19;
      EXPECT_TRUE(fits(sizes, i, exponent, low)) << where;
      EXPECT_LT(std::ldexp(sizes.largest[i], exponent), 0x1p30) << where;
      // The check sees a scale that is off by a few powers of two.
      EXPECT_FALSE(fits(sizes, i, exponent + 3, low)) << where;
      EXPECT_FALSE(fits(sizes, i, exponent - 2, 0x1p19)) << where;
    }
  }
}

TEST(Rows, AreScaledBelowOne) {
  for (const Case& item : cases()) {
    const GaussianCeoBinding binding = bind(item.spec);
    ASSERT_EQ(binding.row_exponent.size(), 2 * binding.sd_n.size() + 1);
    Sampler sampler(binding);
    std::vector<Mean> powers(binding.row_exponent.size());
    for (int n = 0; n < 32 * kStrips / 8; ++n) {
      const Drawn drawn = sampler.draw();
      for (std::size_t row = 0; row < powers.size(); ++row) {
        const double scaled = drawn.rows[row] * binding.row_scale[row];
        powers[row].add(scaled * scaled);
      }
    }
    for (std::size_t row = 0; row < powers.size(); ++row) {
      EXPECT_EQ(binding.row_scale[row], std::ldexp(1.0F, -binding.row_exponent[row]));
      const double margin = kSigmas * powers[row].error();
      EXPECT_LT(powers[row].value() - margin, 1) << item.name << " row " << row;
      EXPECT_GT(powers[row].value() + margin, 0.25) << item.name << " row " << row;
    }
  }
}

TEST(Rows, ExactPowersOfTwoNeedNoMore) {
  const GaussianCeoBinding binding = bind({4, {12.25, 12}, {1, kInf}, {}});
  EXPECT_EQ(binding.row_exponent[0], 1);  // sd 2 exactly
  EXPECT_EQ(binding.row_exponent[1], 3);  // sqrt(16.25)
  EXPECT_EQ(binding.row_exponent[2], 3);
}

TEST(RoundingMse, BoundsTheRoundingsOfTheKernelsArithmetic) {
  for (const Case& item : cases()) {
    const GaussianCeoBinding binding = bind(item.spec);
    if (binding.mix_n[0] != 0 || binding.mix_v[0] != 0)
      continue;  // roundings of the fault's mixing
    Sampler sampler(binding);
    Mean square;
    for (int n = 0; n < 32 * kStrips / 8; ++n) {
      const Drawn drawn = sampler.draw();
      const double rounding = drawn.error - drawn.exact_error;
      square.add(rounding * rounding);
    }
    const double bound = rounding_mse(binding);
    EXPECT_LT(square.value() - kSigmas * square.error(), bound) << item.name;
    // A value uses half to all of its binade, so a rounding's square is a quarter of the bound or
    // more; those of the last partial sum and of e may vanish: the rest is at least half of all.
    EXPECT_GT(square.value() + kSigmas * square.error(), bound / 8) << item.name;
  }
}

}  // namespace
}  // namespace ceo::run
