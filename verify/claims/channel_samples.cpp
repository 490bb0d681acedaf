#include "verify/claims/channel_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "host/stats/kolmogorov_smirnov.hpp"
#include "kernels/launch/channel_launcher.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using models::ScalarChannel;

constexpr std::uint64_t kStripSamples = 32;

ScalarChannel::Params params_of(const ChannelPoint& point, std::array<std::uint32_t, 2> key) {
  ScalarChannel::Params params{};
  params.key[0] = key[0];
  params.key[1] = key[1];
  params.workers = point.workers();
  params.law = point.law;
  params.bits = point.bits;
  params.sd_x = 1;
  params.mix_n[0] = static_cast<float>(point.correlation_n);
  params.mix_n[1] = static_cast<float>(std::sqrt(1 - point.correlation_n * point.correlation_n));
  params.dither = point.dithered ? 1 : 0;
  params.weight = static_cast<float>(point.weight);
  params.error_scale = static_cast<float>(1 / std::sqrt(point.mse));
  params.out_scale = static_cast<float>(1 / std::sqrt(1 + point.mse));
  for (std::size_t k = 0; k < point.var_n.size(); ++k) {
    params.sd_n[k] = static_cast<float>(std::sqrt(point.var_n[k]));
    params.size[k] = static_cast<float>(point.size[k]);
    params.inverse[k] = 1 / params.size[k];
  }
  return params;
}

/// The Philox key of a stream's samples: its first two integers below 2^32.
std::array<std::uint32_t, 2> key_of(const run::HostContext& context, const std::string& stream) {
  run::HostDraws draws = context.with_stream(stream).draws(0);
  const auto word = [&] { return static_cast<std::uint32_t>(draws.below(std::uint64_t{1} << 32)); };
  const std::uint32_t first = word();
  return {first, word()};
}

/// Names the draws and everything that acts on them.
std::string text_of(const ChannelPoint& point, std::array<std::uint32_t, 2> key,
                    std::uint64_t samples) {
  return fmt::format("{} {} {} law={} bits={} n={} size={} weight={} mse={} rho={} dither={} {}",
                     point.name, key[0], key[1], static_cast<int>(point.law), point.bits,
                     shortest_list(point.var_n), shortest_list(point.size), shortest(point.weight),
                     shortest(point.mse), shortest(point.correlation_n), point.dithered, samples);
}

}  // namespace

std::vector<double> bin_edges(double unit) {
  std::vector<double> edges;
  for (int i = 0; i <= 2 * kShapeHalfRange * kShapeBinsPerUnit; ++i) {
    edges.push_back((i / static_cast<double>(kShapeBinsPerUnit) - kShapeHalfRange) * unit);
  }
  return edges;
}

stats::CountTable SampledChannel::joint() const {
  return {kShapeBins, static_cast<std::size_t>(ScalarChannel::columns(params)), totals.joint};
}

stats::Estimate SampledChannel::mse() const {
  const auto n = static_cast<double>(samples());
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < kSourceBins; ++i) {
    sum += totals.source_bins[kBinError2 * static_cast<std::size_t>(kSourceBins) + i];
  }
  const double scaled = static_cast<double>(sum) / n / kBinError2Scale;
  double fourth = 0;
  for (std::size_t bin = 0; bin < totals.errors.size(); ++bin) {
    const double middle = (static_cast<double>(bin) - 0.5) / kShapeBinsPerUnit - kShapeHalfRange;
    fourth += static_cast<double>(totals.errors[bin]) * middle * middle * middle * middle / n;
  }
  const double unit = 1 / (static_cast<double>(params.error_scale) * params.error_scale);
  return {scaled * unit, std::sqrt(std::max(0.0, fourth - scaled * scaled) / n) * unit, samples(),
          stats::Law::normal, 1};
}

std::shared_ptr<const SampledChannel> ChannelSamples::of(const run::HostContext& context,
                                                         const ChannelPoint& point) {
  const std::lock_guard lock(mutex_);
  const std::array<std::uint32_t, 2> key = key_of(context, "samples " + point.name);
  const std::uint64_t samples = context.instances() * per_instance_;
  std::shared_ptr<const SampledChannel>& kept = drawn_[text_of(point, key, samples)];
  if (!kept) {
    SampledChannel sampled;
    sampled.params = params_of(point, key);
    sampled.totals = launch::run_channel_cpu(sampled.params, {0, samples / kStripSamples},
                                             context.machine().cpu);
    ensure(sampled.totals.non_finite == 0 && sampled.totals.overflow == 0,
           "samples of a scalar channel broke");
    kept = std::make_shared<const SampledChannel>(std::move(sampled));
  }
  return kept;
}

stats::PlugInLaw ChannelSamples::law(const std::string& name, std::uint64_t samples,
                                     const std::function<stats::PlugInLaw()>& make) {
  const std::lock_guard lock(mutex_);
  const auto [entry, added] = laws_.try_emplace(fmt::format("{} {}", name, samples));
  if (added) entry->second = make();
  return entry->second;
}

void JointTest::take(const stats::Estimate& estimate, double predicted, double unit) {
  const double deviation = (estimate.value - predicted) / unit;
  const double standard_error = estimate.standard_error / unit;
  take_p(deviation, standard_error, estimate.samples,
         stats::two_sided_p(deviation / standard_error, stats::Law::normal));
}

void JointTest::take_bound(double excess, double standard_error, std::uint64_t samples) {
  take_p(std::max(0.0, excess), standard_error, samples,
         stats::normal_cdf(-excess / standard_error));
}

void JointTest::take_p(double deviation, double standard_error, std::uint64_t samples, double p) {
  ++count_;
  samples_ += samples;
  standard_error_ = std::max(standard_error_, standard_error);
  // A NaN is taken and stays: an error of the finding.
  if (std::isnan(least_p_) || p >= least_p_) return;
  least_p_ = p;
  deviation_ = deviation;
}

run::HostOutcome JointTest::outcome(std::string words) const {
  run::HostOutcome outcome;
  outcome.estimate = {
      deviation_, standard_error_, samples_, stats::Law::own,
      std::isnan(least_p_) ? least_p_ : std::min(1.0, least_p_ * static_cast<double>(count_))};
  outcome.prediction = {0, 0, 1, 1};
  outcome.words = std::move(words);
  return outcome;
}

void add_figure(run::Claim& claim, std::function<run::Series(const run::HostContext&)> figure) {
  claim.host_series = [before = claim.host_series,
                       figure = std::move(figure)](const run::HostContext& context) {
    std::vector<run::Series> all = before(context);
    all.push_back(figure(context));
    return all;
  };
}

run::HostQuantity sampled_quantity(std::string id, std::string statement, const std::string& unit,
                                   std::function<run::HostOutcome(const run::HostContext&)> check) {
  run::HostQuantity quantity = host_quantity(std::move(id), std::move(statement), unit, unit);
  quantity.check = std::move(check);
  quantity.law = stats::Law::own;
  return quantity;
}

}  // namespace ceo::verify
