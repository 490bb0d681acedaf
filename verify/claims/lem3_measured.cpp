#include "verify/claims/lem3_measured.hpp"

#include <fmt/format.h>

#include <cmath>

#include "host/theory/converse.hpp"
#include "host/theory/scalar_law.hpp"
#include "verify/claims/channel_samples.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using models::ScalarChannel;
using run::HostContext;
using run::HostOutcome;
using theory::NoiseShape;
using Samples = std::shared_ptr<ChannelSamples>;

/// Samples for each instance: 2^22 at 256 instances, for a standard error of 9e-4 nat at most.
constexpr std::uint64_t kPerInstance = 1 << 14;
constexpr double kVarN = 0.05;  // of the worker's own Gaussian noise, in units of sX2
constexpr double kBars = 2;     // standard errors on each side

/// An unbiased decoder Xhat = Y_1 + V with V of the variance var_v.
struct Channel {
  ScalarChannel::Law law;
  double var_v;
  [[nodiscard]] NoiseShape shape() const {
    if (law == ScalarChannel::kGaussian) return NoiseShape::gaussian;
    return law == ScalarChannel::kLaplace ? NoiseShape::laplace : NoiseShape::uniform;
  }
  [[nodiscard]] double distortion() const { return kVarN + var_v; }
};

const char* name_of(ScalarChannel::Law law) {
  if (law == ScalarChannel::kLaplace) return "laplace";
  return law == ScalarChannel::kDithered ? "dithered" : "uniform";
}

/// Variances around that of X; the steps of a quantiser are powers of two.
std::vector<Channel> channels_of(ScalarChannel::Law law) {
  if (law == ScalarChannel::kDithered) return {{law, 4.0 / 12}, {law, 16.0 / 12}, {law, 64.0 / 12}};
  return {{law, 0.25}, {law, 1}, {law, 4}};
}

double size_of(ScalarChannel::Law law, double var_v) {
  if (law == ScalarChannel::kGaussian) return std::sqrt(var_v);
  if (law == ScalarChannel::kLaplace) return std::sqrt(var_v / 2);
  return std::sqrt(12 * var_v);
}

ChannelPoint point_of(const Channel& channel) {
  ChannelPoint point;
  point.name = fmt::format("{} {:.4f}", name_of(channel.law), channel.var_v);
  point.law = channel.law;
  point.var_n = {kVarN};
  point.size = {size_of(channel.law, channel.var_v)};
  if (channel.law == ScalarChannel::kDithered) point.size = {std::round(point.size[0])};
  point.mse = channel.distortion();
  return point;
}

/// The channel with normal noise of the same variance.
ChannelPoint with_normal_noise(ChannelPoint point) {
  point.size = {std::sqrt(point.mse - kVarN)};
  point.law = ScalarChannel::kGaussian;
  return point;
}

ChannelPoint without_dither(ChannelPoint point) {
  point.dithered = false;
  return point;
}

/// I(X; Xhat) of the bins by quadrature, at the kernel's own scale of Xhat.
stats::PlugInLaw law_of(const Channel& channel, const SampledChannel& sampled) {
  const double unit = 1 / static_cast<double>(sampled.params.out_scale);
  const stats::LawTable law{
      kShapeBins, kShapeBins,
      theory::joint_with_source(
          bin_edges(1), kShapeBins,
          theory::additive_columns(channel.shape(), 1, std::sqrt(channel.var_v), std::sqrt(kVarN),
                                   bin_edges(unit)))};
  return stats::information_law(law, static_cast<double>(sampled.samples()));
}

/// The measured information of the bins without its bias, and what quadrature says.
struct Measured {
  stats::Estimate information;
  double law = 0;
};

Measured measured(const Samples& samples, const Channel& channel, const SampledChannel& sampled) {
  const stats::PlugInLaw law = samples->law(point_of(channel).name, sampled.samples(),
                                            [&] { return law_of(channel, sampled); });
  return {stats::corrected(stats::plug_in_information(sampled.joint()), law, sampled.samples()),
          law.value};
}

/// Measured informations of the binned X and Xhat against quadrature. @param variant what is
/// sampled in place of one of the channels
HostOutcome check_equal(const HostContext& context, const Samples& samples, ScalarChannel::Law law,
                        ChannelPoint (*variant)(ChannelPoint)) {
  JointTest test;
  for (const Channel& channel : channels_of(law)) {
    if (variant != nullptr && channel.var_v != channels_of(law)[1].var_v) continue;
    const ChannelPoint point = point_of(channel);
    const auto sampled = samples->of(context, variant == nullptr ? point : variant(point));
    const Measured found = measured(samples, channel, *sampled);
    test.take(found.information, found.law);
  }
  return test.outcome(
      fmt::format("Over {} channels the measured I(X; Xhat) of 194 bins each is within {:.1e} nat "
                  "of the quadrature.",
                  test.count(), std::abs(test.deviation())));
}

/// What binning can only make smaller against the bound at the measured distortion.
/// @param shrunk  the decoder is scaled by 1/(1 + D), which leaves its information as it is
HostOutcome check_bound(const HostContext& context, const Samples& samples, bool shrunk) {
  JointTest test;
  double least = 1;
  for (const ScalarChannel::Law law :
       {ScalarChannel::kUniform, ScalarChannel::kLaplace, ScalarChannel::kDithered}) {
    for (const Channel& channel : channels_of(law)) {
      const auto sampled = samples->of(context, point_of(channel));
      const stats::Estimate information = measured(samples, channel, *sampled).information;
      const stats::Estimate mse = sampled->mse();
      const double unbiased = mse.value;
      const double counted = shrunk ? unbiased / (1 + unbiased) : unbiased;
      const double bound = theory::unbiased_information_bound(1, counted);
      // |d bound/dD| is 1/(2 D (1 + D)), or 1/(2 D) for the shrunk one.
      const double slope = 1 / (2 * unbiased * (shrunk ? 1 : 1 + unbiased));
      const double error = information.standard_error + slope * mse.standard_error;
      test.take_bound(bound - information.value, error, information.samples);
      least = std::min(least, information.value - bound);
    }
  }
  return test.outcome(
      fmt::format("Over {} channels the measured I(X; Xhat) is above the bound at the measured "
                  "distortion by at least {:.3f} nat.",
                  test.count(), least));
}

run::Curve theory_curve(const char* name, NoiseShape shape) {
  run::Curve curve = curve_of(name);
  for (int i = -20; i <= 20; ++i) {
    const double var_v = std::pow(10.0, i / 20.0);
    const double distortion = kVarN + var_v;
    add_point(curve, 1 / distortion,
              theory::additive_information(shape, 1, var_v, kVarN) -
                  theory::unbiased_information_bound(1, distortion));
  }
  return curve;
}

run::Curve measured_curve(const HostContext& context, const Samples& samples, const char* name,
                          ScalarChannel::Law law) {
  run::Curve curve = curve_of(name, run::CurveStyle::points);
  for (const Channel& channel : channels_of(law)) {
    const auto sampled = samples->of(context, point_of(channel));
    const stats::Estimate information = measured(samples, channel, *sampled).information;
    const double excess =
        information.value - theory::unbiased_information_bound(1, sampled->mse().value);
    add_bar(curve, 1 / channel.distortion(), excess, kBars * information.standard_error);
  }
  return curve;
}

run::Series figure(const HostContext& context, const Samples& samples) {
  run::Series series;
  series.id = "measured";
  series.title = "Information beyond the bound of Lemma 3, measured with two standard errors";
  series.x = {"sX2/D", "1", run::AxisScale::log};
  series.y = {"I(X; Xhat) - bound", "nat", run::AxisScale::linear};
  // Colours repeat after four curves: points have those of their line.
  series.curves = {
      theory_curve("uniform noise", NoiseShape::uniform),
      theory_curve("Laplace noise", NoiseShape::laplace),
      measured_curve(context, samples, "dithered quantiser, measured", ScalarChannel::kDithered),
      theory_curve("Gaussian noise: the bound", NoiseShape::gaussian),
      measured_curve(context, samples, "uniform, measured", ScalarChannel::kUniform),
      measured_curve(context, samples, "Laplace, measured", ScalarChannel::kLaplace)};
  return series;
}

run::HostQuantity equal_quantity(const Samples& samples, ScalarChannel::Law law, const char* id,
                                 const char* statement) {
  return sampled_quantity(id, statement, "nat", [=](const HostContext& context) {
    return check_equal(context, samples, law, nullptr);
  });
}

}  // namespace

void add_measured_lem3(run::Claim& claim) {
  const auto samples = std::make_shared<ChannelSamples>(kPerInstance);
  claim.assumptions +=
      " Measured: X + N + V of the engine, sN2 = sX2/20, X and Xhat in 194 bins each, which can "
      "only "
      "lower an information.";
  claim.host.push_back(
      equal_quantity(samples, ScalarChannel::kUniform, "uniform-measured",
                     "uniform noise: the measured I(X; Xhat) of the bins is that of quadrature"));
  claim.host.push_back(
      equal_quantity(samples, ScalarChannel::kLaplace, "laplace-measured",
                     "Laplace noise: the measured I(X; Xhat) of the bins is that of quadrature"));
  claim.host.push_back(equal_quantity(
      samples, ScalarChannel::kDithered, "quantised-measured",
      "a quantiser with subtractive dither has the measured I(X; Xhat) of uniform noise"));
  claim.host.push_back(sampled_quantity(
      "bound-measured", "the measured I(X; Xhat) is above (1/2) ln(1 + sX2/D) at the measured D",
      "nat", [=](const HostContext& context) { return check_bound(context, samples, false); }));
  for (const auto law : {ScalarChannel::kUniform, ScalarChannel::kLaplace}) {
    claim.host_controls.push_back(
        {fmt::format("normal-for-{}", name_of(law)),
         fmt::format("The engine adds normal noise of the same variance; the quadrature stays at "
                     "{} noise.",
                     law == ScalarChannel::kUniform ? "uniform" : "Laplace"),
         fmt::format("{}-measured", name_of(law)), [=](const HostContext& context) {
           return check_equal(context, samples, law, with_normal_noise);
         }});
  }
  claim.host_controls.push_back({"no-dither", "The dither of the quantiser is left out.",
                                 "quantised-measured", [=](const HostContext& context) {
                                   return check_equal(context, samples, ScalarChannel::kDithered,
                                                      without_dither);
                                 }});
  claim.host_controls.push_back(
      {"shrunk-decoder-measured",
       "The measured information is held against the bound at D' = sX2 D/(sX2 + D), the error of "
       "the decoder scaled by sX2/(sX2 + D).",
       "bound-measured",
       [=](const HostContext& context) { return check_bound(context, samples, true); }});
  add_figure(claim, [=](const HostContext& context) { return figure(context, samples); });
}

}  // namespace ceo::verify
