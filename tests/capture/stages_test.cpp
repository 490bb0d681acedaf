// What the stages record, against the definitions, on a small made data set.
#include <gtest/gtest.h>

#include <cmath>

#include "capture/stages.hpp"
#include "host/base/error.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::capture {
namespace {

datasets::Images made_images(std::size_t count, std::uint64_t seed) {
  testing::SplitMix bits(seed);
  datasets::Images images;
  images.name = "made";
  images.count = count;
  images.channels = 1;
  images.height = images.width = 4;
  images.classes = 3;
  for (std::size_t i = 0; i < count * images.size(); ++i) {
    images.pixels.push_back(static_cast<std::uint8_t>(bits.below(256)));
  }
  for (std::size_t i = 0; i < count; ++i) {
    images.labels.push_back(static_cast<std::uint8_t>(bits.below(3)));
  }
  return images;
}

Settings small() {
  Settings s;
  s.hidden = 5;
  s.workers = 3;
  s.batch = 8;
  s.learning_rate = 0.1;
  s.iterations = 6;
  s.every = 2;
  s.coordinates = 6;
  s.dense_workers = 3;
  s.redraws = 4;
  s.redraw_coordinates = 4;
  s.initialisations = 2;
  s.initial_iterations = 2;
  s.initial_examples = 40;
  s.initial_coordinates = 2;
  s.deltas = {0, 4};
  s.noise_seeds = 2;
  s.noise_iterations = 4;
  s.noise_every = 2;
  return s;
}

class Stages : public ::testing::Test {
 protected:
  datasets::Images train_ = made_images(1500, 1), test_ = made_images(50, 2);
  Learner learner_{small(), train_, test_};
  run::Trace trace_ = empty_trace(learner_, coordinates_of(learner_, 1));
};

// The statistics of a layer, once more from the whole gradients that stand beside them. Those are
// float32 of N_k up to 1: each statistic keeps 1e-5 of the layer's size.
TEST_F(Stages, StatisticsAreThoseOfTheWholeGradients) {
  TrainingStage stage(learner_, trace_);
  for (std::size_t i = 0; i < 3; ++i) stage.unit(i, {});
  const run::TrainingTrace& t = *trace_.training;
  const run::DenseTrace& d = *trace_.dense;
  ASSERT_EQ(d.iteration, (std::vector<std::uint64_t>{0, 2, 4}));
  const std::size_t all = d.parameter.size();
  for (std::size_t r = 0; r < 3; ++r) {
    std::size_t begin = 0;
    for (std::size_t l = 0; l < 2; begin += trace_.parameters[l], ++l) {
      const auto count = static_cast<double>(trace_.parameters[l]);
      const auto x = [&](std::size_t i) { return double{d.x[r * all + begin + i]}; };
      const auto n = [&](std::size_t k, std::size_t i) {
        return double{d.y[(r * 3 + k) * all + begin + i]} - x(i);
      };
      const auto mean = [&](auto f) {
        double sum = 0;
        for (std::size_t i = 0; i < trace_.parameters[l]; ++i) sum += f(i);
        return sum / count;
      };
      const std::size_t row = r * 2 + l;
      const double mean_x = mean(x), square_x = mean([&](std::size_t i) { return x(i) * x(i); });
      const double tiny = 1e-5 * square_x;
      EXPECT_NEAR(t.mean_x[row], mean_x, 1e-5 * std::sqrt(square_x));
      EXPECT_NEAR(t.var_x[row], square_x - mean_x * mean_x, tiny);
      for (std::size_t k = 0; k < 3; ++k) {
        const double mean_n = mean([&](std::size_t i) { return n(k, i); });
        const double size = mean([&](std::size_t i) { return n(k, i) * n(k, i); });
        EXPECT_NEAR(t.mean_n[row * 3 + k], mean_n, 1e-5 * std::sqrt(size + square_x));
        EXPECT_NEAR(t.var_n[row * 3 + k], size - mean_n * mean_n, tiny + 1e-5 * size);
        EXPECT_NEAR(t.cross[row * 3 + k], mean([&](std::size_t i) { return x(i) * n(k, i); }),
                    tiny + 1e-5 * size);
        for (std::size_t j = 0; j < 3; ++j) {
          EXPECT_NEAR(t.gram[(row * 3 + j) * 3 + k],
                      mean([&](std::size_t i) { return n(j, i) * n(k, i); }), tiny + 1e-5 * size);
        }
      }
    }
    for (std::size_t c = 0; c < t.coordinates.index.size(); ++c) {
      EXPECT_EQ(t.x[r * 6 + c], d.x[r * all + t.coordinates.index[c]]);
      EXPECT_EQ(t.y[(r * 3 + 1) * 6 + c], d.y[(r * 3 + 1) * all + t.coordinates.index[c]]);
    }
  }
}

// Two models of equal settings differ in what the group keeps alone.
TEST_F(Stages, SomeParametersOfEachLayerAreThoseOfTheWholeGradients) {
  Settings some = small();
  some.dense_parameters = 7;
  const Learner learner(some, train_, test_);
  run::Trace part = empty_trace(learner, coordinates_of(learner, 1));
  TrainingStage(learner_, trace_).unit(0, {});
  TrainingStage(learner, part).unit(0, {});
  const run::DenseTrace &all = *trace_.dense, &kept = *part.dense;
  ASSERT_EQ(kept.parameter.size(), 14U);
  EXPECT_EQ(run::dense_layers(part), (std::vector<std::size_t>{0, 7, 14}));
  for (std::size_t i = 0; i < 14; ++i) {
    EXPECT_TRUE(i == 0 || kept.parameter[i - 1] < kept.parameter[i]) << i;
    EXPECT_EQ(kept.x[i], all.x[kept.parameter[i]]);
    EXPECT_EQ(kept.y[14 + i], all.y[all.parameter.size() + kept.parameter[i]]);
  }
}

TEST_F(Stages, ThreadsLeaveNoMark) {
  run::Trace other = empty_trace(learner_, coordinates_of(learner_, 3));
  TrainingStage one(learner_, trace_), three(learner_, other);
  Crew crew;
  crew.threads = 3;
  for (std::size_t i = 0; i < 3; ++i) {
    one.unit(i, {});
    three.unit(i, crew);
  }
  EXPECT_EQ(one.state.parameters, three.state.parameters);
  EXPECT_EQ(trace_.training->gram, other.training->gram);
  EXPECT_EQ(trace_.training->y, other.training->y);
}

TEST_F(Stages, AStoppedUnitIsDoneAgainFromItsBegin) {
  run::Trace other = empty_trace(learner_, coordinates_of(learner_, 1));
  TrainingStage whole(learner_, trace_), broken(learner_, other);
  whole.unit(0, {});
  Crew crew;
  int looks = 0;
  crew.stop = [&] { return ++looks == 2; };
  EXPECT_THROW(broken.unit(0, crew), Stopped);
  broken.unit(0, {});
  EXPECT_EQ(whole.state.parameters, broken.state.parameters);
  EXPECT_EQ(whole.state.velocity, broken.state.velocity);
}

// A mean of local gradients over many draws is the global gradient: 4000 draws of 8 examples; each
// coordinate within 6 of its own standard errors (false alarm 2e-9 each).
TEST_F(Stages, LocalGradientsAreUnbiased) {
  const State state = learner_.initial(Stream(1, "weights"), 0);
  const Global global = learner_.global(state.parameters, train_.count, 1);
  const Stream stream(9, "draws");
  constexpr std::uint32_t kDraws = 4000;
  Vector<double> sum = Vector<double>::Zero(global.x.size()), squares = sum;
  Vector<float> y;
  for (std::uint32_t i = 0; i < kDraws; ++i) {
    learner_.local(state.parameters, stream, {i, 0, 0}, train_.count, y);
    sum += y.cast<double>();
    squares += y.cast<double>().cwiseAbs2();
  }
  const Vector<double> mean = sum / kDraws;
  for (Eigen::Index i = 0; i < mean.size(); ++i) {
    const double variance = squares[i] / kDraws - mean[i] * mean[i];
    // float32 sums of 1000 values add a rounding of 1e-6 at most.
    EXPECT_NEAR(mean[i], global.x[i], 6 * std::sqrt(variance / kDraws) + 1e-6) << i;
  }
}

TEST_F(Stages, NoiseRunsShareAllButTheNoise) {
  const NoiseStage stage(learner_, trace_);
  for (std::size_t i = 0; i < 4; ++i) stage.unit(i, {});
  const run::NoiseTrace& noise = *trace_.noise;
  // [delta][seed][record]: equal beginnings at every delta, other seeds, other ends.
  EXPECT_EQ(noise.loss[0], noise.loss[4]);
  EXPECT_NE(noise.loss[0], noise.loss[2]);
  EXPECT_NE(noise.loss[1], noise.loss[5]);
}

TEST_F(Stages, DivergenceIsAnErrorThatNamesTheStep) {
  Settings settings = small();
  settings.learning_rate = 1e30;
  const Learner learner(settings, train_, test_);
  run::Trace trace = empty_trace(learner, coordinates_of(learner, 1));
  TrainingStage stage(learner, trace);
  try {
    for (std::size_t i = 0; i < 3; ++i) stage.unit(i, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::unexpected);
    EXPECT_NE(std::string(error.what()).find("not finite"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("--learning-rate"), std::string::npos);
  }
}

TEST_F(Stages, CoordinatesAreAliveAndInTheirLayer) {
  const run::TraceCoordinates& chosen = trace_.training->coordinates;
  for (std::size_t i = 0; i < chosen.index.size(); ++i) {
    EXPECT_EQ(chosen.layer[i], i % 2);
    EXPECT_GE(chosen.index[i], learner_.model().begin(i % 2));
    EXPECT_LT(chosen.index[i], learner_.model().begin(i % 2 + 1));
  }
  EXPECT_THROW(
      static_cast<void>(choose_coordinates(learner_.model(), Vector<double>::Zero(16 * 5 + 5 + 18),
                                           6, Stream(1, "coordinates"))),
      Error);
}

}  // namespace
}  // namespace ceo::capture
