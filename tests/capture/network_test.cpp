// The gradients by hand against finite differences and against the loss written out once more, for
// softmax regression and for MLPs, in float64; float32 against float64.
#include "capture/network.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/splitmix.hpp"

namespace ceo::capture {
namespace {

struct Case {
  Network<double> network;
  Vector<double> parameters;
  Matrix<double> examples;
  std::vector<std::uint8_t> labels;
};

double draw(testing::SplitMix& bits) {
  return static_cast<double>(bits.word()) / 4294967296.0 - 0.5;
}

Case make_case(const std::vector<std::size_t>& widths, std::size_t count, std::uint64_t seed) {
  testing::SplitMix bits(seed);
  Case c{Network<double>(widths), {}, {}, {}};
  c.parameters.resize(static_cast<Eigen::Index>(c.network.parameters()));
  for (double& p : c.parameters) p = 2 * draw(bits);
  c.examples.resize(static_cast<Eigen::Index>(widths.front()), static_cast<Eigen::Index>(count));
  for (Eigen::Index i = 0; i < c.examples.size(); ++i) c.examples.data()[i] = draw(bits);
  const auto classes = static_cast<std::uint32_t>(widths.back());
  for (std::size_t i = 0; i < count; ++i) {
    c.labels.push_back(static_cast<std::uint8_t>(bits.below(classes)));
  }
  return c;
}

/// The loss in long double, neuron by neuron.
long double plain_loss(const Case& c, const std::vector<std::size_t>& widths) {
  long double total = 0;
  for (Eigen::Index e = 0; e < c.examples.cols(); ++e) {
    std::vector<long double> in(widths.front());
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = c.examples(static_cast<Eigen::Index>(i), e);
    std::size_t at = 0;
    for (std::size_t layer = 0; layer + 1 < widths.size(); ++layer) {
      std::vector<long double> out(widths[layer + 1]);
      const auto weight = [&](std::size_t o, std::size_t i) {
        return c.parameters[static_cast<Eigen::Index>(at + i * out.size() + o)];
      };
      for (std::size_t o = 0; o < out.size(); ++o) {
        out[o] = c.parameters[static_cast<Eigen::Index>(at + in.size() * out.size() + o)];
        for (std::size_t i = 0; i < in.size(); ++i) out[o] += weight(o, i) * in[i];
        if (layer + 2 < widths.size() && out[o] < 0) out[o] = 0;
      }
      at += (in.size() + 1) * out.size();
      in = out;
    }
    long double sum = 0;
    for (const long double value : in) sum += std::exp(value);
    total += std::log(sum) - in[c.labels[static_cast<std::size_t>(e)]];
  }
  return total;
}

class Gradients : public ::testing::TestWithParam<std::vector<std::size_t>> {};

// Central differences of step h err by h^2/6 times the third derivative and by the rounding of two
// losses over 2h. With h = 1e-5 and losses of 5 examples below 32 the second is at most
// 2 * 32 * 64 * 2^-53 / (2 h) = 2.3e-8 for 64 roundings a loss; the first is below 1e-9 for
// derivatives below 60. A wrong factor, sign, transposition or missing term errs by 1e-3 and more.
TEST_P(Gradients, AgreeWithFiniteDifferences) {
  Case c = make_case(GetParam(), 5, 7);
  constexpr double kStep = 1e-5, kTolerance = 3e-8;
  // Nowhere near a kink, so that the loss is smooth within the step: a parameter moves the input of
  // a hidden unit of a later layer by less than a hundred steps.
  const Matrix<double> hidden = c.network.hidden_inputs(c.parameters, c.examples);
  if (hidden.size() > 0) {
    ASSERT_GT(hidden.cwiseAbs().minCoeff(), 100 * kStep);
  }
  Vector<double> gradient;
  const Score score = c.network.gradient(c.parameters, c.examples, c.labels, gradient);
  ASSERT_LT(score.loss, 32);
  double largest = 0;
  for (Eigen::Index i = 0; i < c.parameters.size(); ++i) {
    Vector<double> moved = c.parameters;
    moved[i] += kStep;
    const double above = c.network.score(moved, c.examples, c.labels).loss;
    moved[i] = c.parameters[i] - kStep;
    const double below = c.network.score(moved, c.examples, c.labels).loss;
    EXPECT_NEAR(gradient[i], (above - below) / (2 * kStep), kTolerance) << "parameter " << i;
    largest = std::max(largest, std::fabs(gradient[i]));
  }
  EXPECT_GT(largest, 0.1);  // there is something to compare
}

// Each score is a sum of at most 12 products; a few hundred roundings in all.
TEST_P(Gradients, LossIsTheOneWrittenOut) {
  const Case c = make_case(GetParam(), 9, 21);
  const double loss = c.network.score(c.parameters, c.examples, c.labels).loss;
  EXPECT_NEAR(loss, static_cast<double>(plain_loss(c, GetParam())),
              500 * loss * std::numeric_limits<double>::epsilon());
}

TEST_P(Gradients, SumOverBatchesIsTheBatchOfAll) {
  const Case c = make_case(GetParam(), 6, 5);
  Vector<double> all, first, second;
  const Score whole = c.network.gradient(c.parameters, c.examples, c.labels, all);
  const std::span<const std::uint8_t> labels(c.labels);
  const Score a = c.network.gradient(c.parameters, c.examples.leftCols(2), labels.first(2), first);
  const Score b = c.network.gradient(c.parameters, c.examples.rightCols(4), labels.last(4), second);
  EXPECT_EQ(whole.right, a.right + b.right);
  EXPECT_NEAR(whole.loss, a.loss + b.loss, 1e-13 * whole.loss);
  EXPECT_LT((all - first - second).cwiseAbs().maxCoeff(), 1e-13);
}

// float32 rounds at 2^-24; some hundred roundings of values below 3.
TEST_P(Gradients, SingleAgreesWithDouble) {
  const Case c = make_case(GetParam(), 5, 7);
  const Network<float> single(GetParam());
  Vector<double> exact;
  Vector<float> rounded;
  static_cast<void>(c.network.gradient(c.parameters, c.examples, c.labels, exact));
  static_cast<void>(
      single.gradient(c.parameters.cast<float>(), c.examples.cast<float>(), c.labels, rounded));
  EXPECT_LT((exact - rounded.cast<double>()).cwiseAbs().maxCoeff(), 300 * 3.0 * 0x1p-24);
}

INSTANTIATE_TEST_SUITE_P(Networks, Gradients,
                         ::testing::Values(std::vector<std::size_t>{12, 4},
                                           std::vector<std::size_t>{9, 6, 4},
                                           std::vector<std::size_t>{7, 5, 6, 3}));

TEST(NetworkShape, NamesAndCounts) {
  const Network<float> mlp({784, 32, 10});
  EXPECT_EQ(mlp.name(), "784-32-10");
  EXPECT_EQ(mlp.parameters(), 785U * 32 + 33U * 10);
  EXPECT_EQ(mlp.begin(1), 785U * 32);
  EXPECT_EQ(Network<float>({784, 10}).layers(), 1U);
}

TEST(NetworkScore, UniformModelKnowsNothing) {
  const Network<double> network({3, 4});
  const Vector<double> zero = Vector<double>::Zero(16);
  const std::vector<std::uint8_t> labels = {0, 3};
  const Score score = network.score(zero, Matrix<double>::Ones(3, 2), labels);
  EXPECT_NEAR(score.loss, 2 * std::log(4.0), 1e-15 * 8);
  EXPECT_EQ(score.right, 1U);  // the first of equals
}

}  // namespace
}  // namespace ceo::capture
