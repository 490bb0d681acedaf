#include "verify/claims/recorded_scatter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "verify/claims/host_quantity.hpp"
#include "verify/claims/recorded_layers.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

constexpr double kLevel = 1e-6;
constexpr std::size_t kLeastTimes = 8;

/// [layer][iteration]: minus the mean of X N_k over parameters and workers, in units of that of
/// X^2.
using Shares = std::vector<std::vector<double>>;

Shares recorded_shares(const run::Trace& trace) {
  if (!trace.training || trace.training->cross.empty() ||
      trace.training->iteration.size() < kLeastTimes) {
    throw run::NotRecorded("the trace has no training group with means of X N_k at eight steps");
  }
  const auto& group = *trace.training;
  const std::size_t layers = trace.layers.size(), workers = group.worker.size();
  Shares shares(layers);
  for (std::size_t t = 0; t < group.iteration.size(); ++t) {
    for (std::size_t l = 0; l < layers; ++l) {
      const std::size_t row = t * layers + l;
      const double mean = group.mean_x.empty() ? 0 : group.mean_x[row];
      const double power = group.var_x[row] + mean * mean;
      if (!(power > 0)) throw run::NotRecorded("a variance in the training group is 0");
      double product = 0;
      for (std::size_t k = 0; k < workers; ++k) product += group.cross[row * workers + k];
      shares[l].push_back(-product / (power * static_cast<double>(workers)));
    }
  }
  return shares;
}

/// Student's t of each layer's mean over the iterations, whose batches are independent.
HostOutcome judge(const Shares& shares, const std::vector<std::string>& names) {
  std::vector<double> means, errors;
  double p = 1;
  for (const std::vector<double>& layer : shares) {
    const auto n = static_cast<double>(layer.size());
    double mean = 0, squares = 0;
    for (const double share : layer) mean += share / n;
    for (const double share : layer) squares += (share - mean) * (share - mean);
    const double error = std::sqrt(squares / (n * (n - 1)));
    const boost::math::students_t_distribution<double> law(n - 1);
    p = std::min(p, 2 * boost::math::cdf(boost::math::complement(law, std::abs(mean / error))));
    means.push_back(mean);
    errors.push_back(error);
  }
  const auto middle = [](std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  };
  return run::tested(middle(means), 0, middle(errors),
                     std::min(1.0, p * static_cast<double>(shares.size())), shares.size(),
                     fmt::format("Of sX2 the scatter of X itself is {}, with a standard error of "
                                 "{:.2g} in the middle.",
                                 over_layers(means, names), middle(errors)));
}

/// As many shares with a scatter of 0.1 about `share`.
HostOutcome judge_drawn(const HostContext& context, double share) {
  Shares shares = recorded_shares(context.trace());
  for (std::size_t l = 0; l < shares.size(); ++l) {
    run::HostDraws draws = context.draws(l);
    for (double& value : shares[l]) value = share + 0.1 * draws.normal();
  }
  return judge(shares, context.trace().layers);
}

}  // namespace

void add_own_scatter(run::Claim& claim) {
  run::HostQuantity quantity = host_quantity(
      "own-scatter", "X is the mean that the Y_k scatter about: X N_k has mean 0 over training",
      "sX2", "its spread over iterations");
  quantity.law = stats::Law::own;
  quantity.level = kLevel;
  quantity.resolution = 1;  // a trace is as long as it is
  quantity.check = [](const HostContext& context) {
    return judge(recorded_shares(context.trace()), context.trace().layers);
  };
  claim.host.push_back(std::move(quantity));
  claim.host_controls.push_back({"drawn-centred", "Drawn shares of mean 0 and scatter 0.1.",
                                 "own-scatter",
                                 [](const HostContext& context) { return judge_drawn(context, 0); },
                                 run::Required::accepted});
  claim.host_controls.push_back(
      {"scatter-half", "Drawn shares of mean 0.5 and scatter 0.1: half of sX2 is X's own scatter.",
       "own-scatter", [](const HostContext& context) { return judge_drawn(context, 0.5); }});
}

}  // namespace ceo::verify
