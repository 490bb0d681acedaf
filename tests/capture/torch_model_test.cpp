// Models on LibTorch: fully connected ones against the gradients by hand, residual ones against
// their definition written out in plain loops and its differences. In float64 inside.
#include "capture/torch_model.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "host/base/error.hpp"
#include "tests/capture/plain_residual.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::capture {
namespace {

const TorchOptions kDouble = {"cpu", true};

Vector<float> drawn(testing::SplitMix& bits, std::size_t count, float scale) {
  Vector<float> values(index(count));
  for (float& v : values) {
    v = scale * static_cast<float>(static_cast<double>(bits.word()) / 4294967296.0 - 0.5);
  }
  return values;
}

struct Case {
  Vector<float> parameters;
  Matrix<float> examples;
  std::vector<std::uint8_t> labels;
};

Case drawn_case(const Model& model, std::size_t inputs, std::uint32_t classes, std::size_t count) {
  testing::SplitMix bits(17);
  Case c{drawn(bits, model.parameters(), 1), {}, {}};
  c.examples = drawn(bits, inputs * count, 1).reshaped(index(inputs), index(count)).array() + 0.5F;
  for (std::size_t i = 0; i < count; ++i) {
    c.labels.push_back(static_cast<std::uint8_t>(bits.below(classes)));
  }
  return c;
}

class TorchModels : public ::testing::Test {
  void SetUp() override {
    if (torch_text() == "none") GTEST_SKIP() << "this build has no LibTorch";
  }
};

// Of float64 numbers that are handed over in float32: half a unit of the last place, and the
// roundings inside, a few hundred of 2^-53 of values below 100.
TEST_F(TorchModels, FullyConnectedOnesHaveTheGradientsByHand) {
  const std::vector<std::size_t> widths = {49, 12, 10};
  const auto model = torch_model(widths, kDouble);
  const Case c = drawn_case(*model, 49, 10, 128);
  const Network<double> by_hand(widths);
  Vector<double> wanted;
  Vector<float> found;
  const Score hand =
      by_hand.gradient(c.parameters.cast<double>(), c.examples.cast<double>(), c.labels, wanted);
  const Score torch = model->gradient(c.parameters, c.examples, c.labels, found);
  EXPECT_EQ(torch.right, hand.right);
  EXPECT_NEAR(torch.loss, hand.loss, 500 * hand.loss * 0x1p-53);
  ASSERT_EQ(found.size(), wanted.size());
  EXPECT_GT(wanted.cwiseAbs().maxCoeff(), 1);  // there is something to compare
  for (Eigen::Index i = 0; i < wanted.size(); ++i) {
    EXPECT_NEAR(found[i], wanted[i], 0x1p-24 * std::abs(wanted[i]) + 500 * 100 * 0x1p-53) << i;
  }
}

// The same of float32 on both sides, as captures compute. A gradient is a sum over 128 examples of
// values below 1, each behind three products of at most 49 terms that are below 4 altogether: at
// most 128 + 49 + 12 + 10 + 20 roundings of numbers below 128, on each side.
TEST_F(TorchModels, FullyConnectedOnesInSinglePrecisionTheSameToRounding) {
  const std::vector<std::size_t> widths = {49, 12, 10};
  const auto model = torch_model(widths, {});
  const EigenModel eigen(widths);
  const Case c = drawn_case(*model, 49, 10, 128);
  Vector<float> by_hand, found;
  const Score hand = eigen.gradient(c.parameters, c.examples, c.labels, by_hand);
  const Score torch = model->gradient(c.parameters, c.examples, c.labels, found);
  EXPECT_NEAR(torch.loss, hand.loss, 2 * 219 * hand.loss * 0x1p-24);
  EXPECT_LT((found - by_hand).cwiseAbs().maxCoeff(), 2 * 219 * 128 * 0x1p-24);
  EXPECT_EQ(model->name(), eigen.name());
  EXPECT_EQ(model->layer(0).name, eigen.layer(0).name);
  EXPECT_EQ(model->begin(1), eigen.begin(1));
}

/// Two blocks: a shortcut without parameters over a stride and more channels, and a projection.
ResidualNetwork small() {
  return {"small",
          {2, 3, 3, 1},
          {{{{3, 5, 3, 2}, {5, 5, 3, 1}}, {}},
           {{{5, 4, 1, 1}, {4, 4, 3, 2}, {4, 6, 1, 1}}, Convolution{5, 6, 1, 2}}},
          3};
}

constexpr ImageShape kShape = {2, 5, 5};

class ResidualModels : public TorchModels {
 protected:
  std::unique_ptr<const Model> model_;
  Case case_;
  std::vector<long double> parameters_;

  void prepare() {
    model_ = torch_model(small(), kShape, 4, kDouble);
    case_ = drawn_case(*model_, 50, 3, 4);
    parameters_.assign(case_.parameters.begin(), case_.parameters.end());
  }
  testing::PlainLoss plain(const std::vector<long double>& parameters) const {
    return testing::plain_residual_loss(small(), kShape, parameters, case_.examples, case_.labels);
  }
};

// Some thousand roundings of 2^-53 through batch norms that magnify them tenfold each.
TEST_F(ResidualModels, HaveTheLossThatIsWrittenOut) {
  prepare();
  const Score score = model_->score(case_.parameters, case_.examples, case_.labels);
  EXPECT_NEAR(score.loss, static_cast<double>(plain(parameters_).loss), 1e-10);
  Vector<float> gradient;
  EXPECT_EQ(model_->gradient(case_.parameters, case_.examples, case_.labels, gradient).loss,
            score.loss);
}

// Central differences of step h in long double: h^2/6 of the third derivative, and 2^-63 of the
// loss over h; with h = 1e-6 both are far below the last place of the float32 numbers that are
// compared.
TEST_F(ResidualModels, HaveTheGradientOfIt) {
  prepare();
  constexpr long double kStep = 1e-6L;
  ASSERT_GT(plain(parameters_).nearest_kink, 100 * kStep);  // the loss is smooth within the step
  Vector<float> gradient;
  static_cast<void>(model_->gradient(case_.parameters, case_.examples, case_.labels, gradient));
  double largest = 0;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    std::vector<long double> above = parameters_, below = parameters_;
    above[i] += kStep;
    below[i] -= kStep;
    const auto slope = static_cast<double>((plain(above).loss - plain(below).loss) / (2 * kStep));
    EXPECT_NEAR(gradient[index(i)], slope, 0x1p-23 * std::abs(slope) + 1e-7) << "parameter " << i;
    largest = std::max(largest, std::abs(slope));
  }
  EXPECT_GT(largest, 0.1);
}

TEST_F(ResidualModels, AreKnownByTheirNumberOfParameters) {
  const auto count = [](const ResidualNetwork& network) {
    return torch_model(network, {3, 32, 32}, 128, {})->parameters();
  };
  EXPECT_EQ(count(resnet20(3, 10)), 269722U);
  EXPECT_EQ(count(resnet50(3, 10, 1)), 23520842U);
  EXPECT_EQ(layers_of(resnet20(3, 10)).size(), 20U);
  EXPECT_EQ(layers_of(resnet50(3, 10, 1)).size(), 54U);  // 49 + 4 projections + 1
}

TEST_F(TorchModels, ADeviceThatIsNotThereIsAnError) {
  EXPECT_THROW(static_cast<void>(torch_model({4, 2}, {"abacus", false})), Error);
}

TEST(TorchAbsent, IsAnErrorThatSaysHowToGetIt) {
  if (torch_text() != "none") GTEST_SKIP() << "this build has LibTorch";
  try {
    static_cast<void>(torch_model({4, 2}, {}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_NE(std::string(error.what()).find("libtorch-dev"), std::string::npos);
  }
}

}  // namespace
}  // namespace ceo::capture
