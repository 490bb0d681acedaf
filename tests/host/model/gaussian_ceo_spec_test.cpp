#include "host/run/gaussian_ceo_spec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <Eigen/Dense>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "tests/reference/channel_reference.hpp"
#include "tests/support/rapidcheck_seed.hpp"

namespace ceo::run {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Doubles = std::vector<double>;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kHalfUlp32 = 0x1p-24;  // largest relative error of a rounding to float32

GaussianCeoSpec spec_of(double var_x, Doubles var_n, Doubles var_v, Fault fault = {}) {
  return {var_x, std::move(var_n), std::move(var_v), std::move(fault)};
}

Fault fault_of(double weight_factor, double offset = 0) {
  Fault fault;
  fault.weight_factor = weight_factor;
  fault.offset = offset;
  return fault;
}

TEST(Canonical, NamesTheSoundParametersOnly) {
  const GaussianCeoSpec spec = spec_of(1, {1, 0.1}, {0.5, kInf}, fault_of(1.001));
  EXPECT_EQ(spec.canonical(), "gaussian_ceo var_x=1 var_n=1,0.1 var_v=0.5,inf");
  EXPECT_EQ(spec.canonical(), spec_of(1, {1, 0.1}, {0.5, kInf}).canonical());
}

TEST(Canonical, NamesTheFaultByWhatDiffers) {
  GaussianCeoSpec spec = spec_of(1, {1, 1}, {1, 1});
  EXPECT_EQ(spec.canonical_fault(), "");
  spec.fault.name = "a name changes nothing";
  EXPECT_EQ(spec.canonical_fault(), "");
  spec.fault = fault_of(1.001, -0.5);
  EXPECT_EQ(spec.canonical_fault(), "weight_factor=1.001 offset=-0.5");
  spec.fault = {};
  spec.fault.uniform_weights = true;
  spec.fault.var_v_factor = 1.5;
  spec.fault.correlation_n = 0.25;
  spec.fault.correlation_v = 1;
  EXPECT_EQ(spec.canonical_fault(),
            "uniform_weights=true var_v_factor=1.5 correlation_n=0.25 correlation_v=1");
}

TEST(Bind, RoundsStandardDeviationsToNearest) {
  EXPECT_TRUE(rc::check([] {
    const auto draw = [] { return std::pow(10.0, *rc::gen::inRange(-6000, 6001) / 1000.0); };
    const double var_x = draw();
    const Doubles var_n{draw(), draw()};
    const Doubles var_v{draw(), kInf};
    const GaussianCeoBinding binding = bind(spec_of(var_x, var_n, var_v));
    const auto nearest = [](float found, double variance) {
      const long double exact = std::sqrt(static_cast<long double>(variance));
      const auto distance = [&](float value) { return std::abs(value - exact); };
      // Two roundings (double, then float32) may miss the nearest by 2^-53 in a tie.
      const long double tie = exact * 0x1p-52L;
      return distance(found) <= distance(std::nextafter(found, 0.0F)) + tie &&
             distance(found) <= distance(std::nextafter(found, 1e30F)) + tie;
    };
    RC_ASSERT(nearest(binding.sd_x, var_x));
    RC_ASSERT(nearest(binding.sd_n[0], var_n[0]));
    RC_ASSERT(nearest(binding.sd_n[1], var_n[1]));
    RC_ASSERT(nearest(binding.sd_v[0], var_v[0]));
    RC_ASSERT(binding.sd_v[1] == 0.0F);
    RC_ASSERT(binding.weight[1] == 0.0F);
    RC_ASSERT(binding.weight[0] == 1.0F);
    RC_ASSERT(std::isinf(binding.channel.var_v[1]));
  }));
}

TEST(Bind, TheoryAndWeightsAreTakenAtTheFloat32Values) {
  const GaussianCeoBinding binding = bind(spec_of(0.1, {0.1, 0.7, 3.3, 1}, {0.2, 1e-3, 41, kInf}));
  reference::Reals var_n;
  reference::Reals var_v;
  for (std::size_t k = 0; k < 4; ++k) {
    const long double n = binding.sd_n[k];
    const long double v = binding.sd_v[k];
    var_n.push_back(n * n);
    var_v.push_back(k == 3 ? static_cast<long double>(kInf) : v * v);
    EXPECT_EQ(binding.channel.var_n[k], static_cast<double>(n * n));  // exact: 48 bits
  }
  const reference::LinearDecoder best = reference::best_unbiased_decoder(var_n, var_v);
  EXPECT_NEAR(binding.channel.distortion / static_cast<double>(best.mse), 1, 16 * 0x1p-53);
  // The unrounded parameters would be off by more than that: the comparison above has teeth.
  const auto unrounded =
      theory::channel_from_noise(0.1, Doubles{0.1, 0.7, 3.3, 1}, Doubles{0.2, 1e-3, 41, kInf});
  EXPECT_GT(std::abs(unrounded.distortion / static_cast<double>(best.mse) - 1), 1e-9);
  double sum = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_LE(std::abs(binding.weight[k] - best.weight[k]),
              kHalfUlp32 * best.weight[k] * (1 + 1e-7L));
    sum += binding.weight[k];
  }
  EXPECT_EQ(binding.weight_sum, sum);
}

TEST(Bind, WeightSumsStayWithinTheRoundingsOfFloat32) {
  EXPECT_TRUE(rc::check([] {
    const std::size_t workers = *rc::gen::inRange<std::size_t>(1, 1025);
    Doubles var_n(workers);
    Doubles var_v(workers);
    for (std::size_t k = 0; k < workers; ++k) {
      var_n[k] = std::pow(10.0, *rc::gen::inRange(-1000, 1001) / 1000.0);
      var_v[k] = std::pow(10.0, *rc::gen::inRange(-1000, 1001) / 1000.0);
    }
    const GaussianCeoBinding binding = bind(spec_of(1, var_n, var_v));
    // Each w_k is off by 2^-24 w_k at most, and the exact ones sum to 1 but for K + 4 roundings.
    const double excess = std::abs(binding.weight_sum - 1);
    const double roundings = static_cast<double>(workers + 4) * 0x1p-53;
    RC_ASSERT(excess <= kHalfUlp32 + 2 * roundings);
    // sum w^2 c = D sum w^2 / w_exact: first order in the excess, second order in each rounding.
    const double relative = predicted_mse(binding) / binding.channel.distortion - 1;
    RC_ASSERT(std::abs(relative) <= 2 * excess + kHalfUlp32 * kHalfUlp32 +
                                        excess * excess / binding.channel.distortion +
                                        4 * roundings);
  }));
}

/// E[e^2] from the linear map that the kernel applies to its 2K+1 normals, spelt out as a vector.
double mse_by_linear_map(const GaussianCeoBinding& b) {
  const auto workers = static_cast<Eigen::Index>(b.sd_n.size());
  Eigen::MatrixXd mix = Eigen::MatrixXd::Identity(2 * workers + 1, 2 * workers + 1);
  if (workers > 1) {
    mix.row(3) = b.mix_n[0] * mix.row(1) + b.mix_n[1] * mix.row(3);
    mix.row(4) = b.mix_v[0] * mix.row(2) + b.mix_v[1] * mix.row(4);
  }
  const Eigen::RowVectorXd x = static_cast<double>(b.sd_x) * mix.row(0);
  Eigen::RowVectorXd decoded = Eigen::RowVectorXd::Zero(2 * workers + 1);
  for (Eigen::Index k = 0; k < workers; ++k) {
    const auto i = static_cast<std::size_t>(k);
    const Eigen::RowVectorXd u = x + static_cast<double>(b.sd_n[i]) * mix.row(1 + 2 * k) +
                                 static_cast<double>(b.sd_v[i]) * mix.row(2 + 2 * k);
    decoded += static_cast<double>(b.weight[i]) * u;
  }
  return (decoded - x).squaredNorm() + static_cast<double>(b.offset) * b.offset;
}

TEST(PredictedMse, IsTheKernelsLinearMapWithAnyFault) {
  EXPECT_TRUE(rc::check([] {
    const std::size_t workers = *rc::gen::inRange<std::size_t>(1, 20);
    const auto draw = [] { return std::pow(10.0, *rc::gen::inRange(-1000, 1001) / 1000.0); };
    Doubles var_n(workers);
    Doubles var_v(workers);
    for (double& n : var_n) n = draw();
    for (double& v : var_v) v = draw();
    Fault fault;
    fault.weight_factor = *rc::gen::element(1.0, 1.001, 0.5);
    fault.uniform_weights = *rc::gen::arbitrary<bool>();
    fault.offset = *rc::gen::element(0.0, 0.25);
    fault.var_v_factor = *rc::gen::element(1.0, 1.1);
    if (workers > 1) {
      fault.correlation_n = *rc::gen::element(0.0, 0.01, -1.0);
      fault.correlation_v = *rc::gen::element(0.0, 1.0, -0.3);
    }
    const GaussianCeoBinding binding = bind(spec_of(draw(), var_n, var_v, fault));
    const double expected = mse_by_linear_map(binding);
    // decoded - x cancels: relative to the terms, 3 roundings per worker of sums up to (1 + sum w)
    // sX.
    const double roundings = 0x1p-53 * static_cast<double>(6 * workers + 16);
    const double scale = std::sqrt(expected) + 2 * binding.sd_x;
    RC_ASSERT(std::abs(predicted_mse(binding) - expected) <= roundings * scale * scale);
  }));
}

TEST(Bind, FaultsActOnTheKernelAndLeaveTheChannelSound) {
  const GaussianCeoBinding sound = bind(spec_of(1, {1, 2}, {0.5, kInf}));
  Fault fault;
  fault.uniform_weights = true;
  fault.var_v_factor = 4;
  fault.offset = 0.1;
  fault.correlation_n = 0.6;
  fault.correlation_v = 1;
  const GaussianCeoBinding faulty = bind(spec_of(1, {1, 2}, {0.5, kInf}, fault));
  EXPECT_EQ(faulty.channel.distortion, sound.channel.distortion);
  EXPECT_EQ(faulty.channel.weight, sound.channel.weight);
  EXPECT_EQ(faulty.weight, (std::vector<float>{0.5F, 0.5F}));
  EXPECT_EQ(faulty.weight_sum, 1);
  EXPECT_EQ(faulty.sd_v[0], 2 * sound.sd_v[0]);
  EXPECT_EQ(faulty.sd_v[1], 0);
  EXPECT_EQ(faulty.sd_n, sound.sd_n);
  EXPECT_EQ(faulty.offset, 0.1F);
  EXPECT_EQ(faulty.mix_n[0], 0.6F);
  EXPECT_NEAR(std::hypot(faulty.mix_n[0], faulty.mix_n[1]), 1, kHalfUlp32);
  EXPECT_EQ(faulty.mix_v, (std::array<float, 2>{1, 0}));
}

TEST(Bind, NoiseOfOneWorkerAlone) {
  const GaussianCeoBinding sound = bind(spec_of(1, {1, 2, 1}, {0.5, 0.5, kInf}));
  Fault fault;
  fault.var_v_factor = 4;
  fault.noisy_worker = 2;
  const GaussianCeoSpec spec = spec_of(1, {1, 2, 1}, {0.5, 0.5, kInf}, fault);
  const GaussianCeoBinding faulty = bind(spec);
  EXPECT_EQ(faulty.sd_v[0], sound.sd_v[0]);
  EXPECT_EQ(faulty.sd_v[1], 2 * sound.sd_v[1]);
  EXPECT_EQ(faulty.sd_v[2], 0);
  EXPECT_EQ(faulty.weight, sound.weight);
  EXPECT_EQ(spec.canonical_fault(), "var_v_factor=4 noisy_worker=2");
  for (const int worker : {-1, 4}) {
    fault.noisy_worker = worker;
    EXPECT_THAT(
        [&] {
          (void)bind(spec_of(1, {1, 2, 1}, {0.5, 0.5, kInf}, fault));
        },
        ::testing::ThrowsMessage<Error>(HasSubstr("is no worker")));
  }
}

TEST(Bind, SoundModelsMixNothing) {
  const GaussianCeoBinding sound = bind(spec_of(1, {1, 2}, {0.5, 1}));
  EXPECT_EQ(sound.mix_n, (std::array<float, 2>{0, 1}));
  EXPECT_EQ(sound.mix_v, (std::array<float, 2>{0, 1}));
  EXPECT_EQ(sound.offset, 0.0F);
}

TEST(Bind, WeightFactorScalesEveryWeight) {
  const GaussianCeoBinding sound = bind(spec_of(1, {1, 2, 5}, {0.5, 1, 2}));
  const GaussianCeoBinding faulty = bind(spec_of(1, {1, 2, 5}, {0.5, 1, 2}, fault_of(1.001)));
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(faulty.weight[k], static_cast<float>(sound.weight[k] * 1.001));
  }
  EXPECT_NEAR(faulty.weight_sum, 1.001, 2 * kHalfUlp32 * 1.001);
}

TEST(Bind, ParamsIsAViewOfTheBinding) {
  const GaussianCeoBinding binding = bind(spec_of(4, {1, 2}, {0.5, 1}, fault_of(1, 0.25)));
  const models::GaussianCeo::Params params = binding.params({7, 9});
  EXPECT_EQ(params.key[0], 7U);
  EXPECT_EQ(params.key[1], 9U);
  EXPECT_EQ(params.workers, 2);
  EXPECT_EQ(params.sd_x, 2.0F);
  EXPECT_EQ(params.offset, 0.25F);
  EXPECT_EQ(params.mix_n[1], 1.0F);
  EXPECT_EQ(params.sd_n, binding.sd_n.data());
  EXPECT_EQ(params.sd_v, binding.sd_v.data());
  EXPECT_EQ(params.weight, binding.weight.data());
  EXPECT_EQ(params.row_scale, binding.row_scale.data());
  for (std::size_t i = 0; i < binding.scale_exponent.size(); ++i) {
    EXPECT_EQ(params.scale[i], std::ldexp(1.0F, binding.scale_exponent[i]));
  }
}

std::string message_of(const GaussianCeoSpec& spec) {
  try {
    (void)bind(spec);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  return "no error";
}

TEST(Bind, RefusesWhatFloat32CannotCarry) {
  EXPECT_THAT(message_of(spec_of(1e-80, {1}, {1})), HasSubstr("source: sqrt(var_x)"));
  EXPECT_THAT(message_of(spec_of(1, {1e80}, {1})), HasSubstr("worker 1: sqrt(var_n)"));
  // Subnormal in float32: 1e-39.
  EXPECT_THAT(message_of(spec_of(1, {1, 1}, {1, 1e-78})),
              AllOf(HasSubstr("worker 2: sqrt(var_v)"), HasSubstr("normal range")));
  EXPECT_THAT(message_of(spec_of(1, {1, 1}, {1, 1e70})),
              AllOf(HasSubstr("worker 2: decoder weight"), HasSubstr("silent")));
  EXPECT_THAT(message_of(spec_of(1, {1e-20}, {1e-20})), HasSubstr("output e^4"));
  EXPECT_THAT(message_of(spec_of(1, {1e20}, {1e20})), HasSubstr("output e^4"));
  EXPECT_THAT(message_of(spec_of(1e36, {1e-2}, {1e-2})), HasSubstr("output x^2"));
  EXPECT_THAT(message_of(spec_of(1, {1, 1e75}, {1, kInf})),
              AllOf(HasSubstr("worker 2"), HasSubstr("kernel's rows")));
  EXPECT_EQ(message_of(spec_of(1, {1e-12}, {1e-12})), "no error");
  EXPECT_EQ(message_of(spec_of(1, {1, 1}, {1, 1e35})), "no error");
}

TEST(Bind, RefusesBadChannelsAndSizes) {
  EXPECT_THAT(message_of(spec_of(1, {}, {})), HasSubstr("no worker"));
  EXPECT_THAT(message_of(spec_of(-1, {1}, {1})), HasSubstr("var_x = -1"));
  EXPECT_THAT(message_of(spec_of(1, {1, 1}, {1})), HasSubstr("one value per worker"));
  EXPECT_THAT(message_of(spec_of(1, Doubles(1025, 1), Doubles(1025, 1))), HasSubstr("1 to 1024"));
  EXPECT_EQ(message_of(spec_of(1, Doubles(1024, 1), Doubles(1024, 1))), "no error");
}

TEST(Bind, RefusesBadFaults) {
  const auto message = [](const Fault& fault, std::size_t workers = 2) {
    return message_of(spec_of(1, Doubles(workers, 1), Doubles(workers, 1), fault));
  };
  Fault fault;
  fault.correlation_n = 1.01;
  fault.var_v_factor = 0;
  fault.weight_factor = kNan;
  fault.offset = kInf;
  EXPECT_THAT(message(fault),
              AllOf(HasSubstr("correlation_n = 1.01"), HasSubstr("var_v_factor = 0"),
                    HasSubstr("weight_factor = nan"), HasSubstr("offset = inf")));
  Fault shared;
  shared.correlation_v = 1;
  EXPECT_THAT(message(shared, 1), HasSubstr("needs two workers"));
  EXPECT_EQ(message(shared, 2), "no error");
  EXPECT_THAT(message(fault_of(1, 1e-40)), HasSubstr("fault: offset"));
  EXPECT_THAT(message(fault_of(1e-45)), HasSubstr("faulty decoder weight"));
}

}  // namespace
}  // namespace ceo::run
