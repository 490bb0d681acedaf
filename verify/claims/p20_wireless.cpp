#include "verify/claims/p20_wireless.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/theory/boundary.hpp"
#include "host/theory/membership.hpp"
#include "host/theory/wireless.hpp"
#include "verify/claims/drawn_boundary.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;
using Doubles = std::vector<double>;

/// Of a ratio of costs: membership() finds equal rates within 1e-9 nat, and they exceed 0.01 nat.
constexpr double kRatioError = 1e-7;

/// Rayleigh fading: the power gain is exponential; transmit power ten times the noise.
Doubles drawn_prices(run::HostDraws& draws, std::size_t workers) {
  std::vector<theory::FadingChannel> channels(workers);
  for (theory::FadingChannel& channel : channels) channel = {-std::log(draws.uniform()), 10, 1};
  return theory::wireless_prices(channels);
}

/// Largest cost of the rates, optimal at some prices, relative to that of equal rates, less 1.
HostOutcome check_cost(const HostContext& context, bool permuted) {
  run::Largest worst;
  double saved = 0;
  double most = 0;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const DrawnBoundary drawn = drawn_boundary(draws);
    const Doubles prices = drawn_prices(draws, drawn.prices.size());
    Doubles sold = prices;
    if (permuted) std::rotate(sold.begin(), sold.begin() + 1, sold.end());
    const Doubles rate = theory::boundary_point(drawn.layers, sold, drawn.distortion).rate;
    // The least t with rates (t, .., t) in the region.
    const double equal =
        theory::membership(drawn.layers, Doubles(prices.size(), 0.0), drawn.distortion).distance *
        std::accumulate(prices.begin(), prices.end(), 0.0);
    const double cost = std::inner_product(prices.begin(), prices.end(), rate.begin(), 0.0);
    worst.take(cost / equal - 1, i);
    saved += (1 - cost / equal) / static_cast<double>(context.instances());
    most = std::max(most, 1 - cost / equal);
  }
  return run::at_most(
      worst.value(), kRatioError, 1, worst.count(),
      fmt::format("Over {} drawn problems with Rayleigh fading the optimal rates "
                  "save {:.1f} % of the channel uses of equal rates on average, {:.1f} "
                  "% at most and {:.1f} % at least.",
                  worst.count(), 100 * saved, 100 * most, -100 * worst.value()));
}

}  // namespace

run::Claim p20_wireless() {
  run::Claim claim;
  claim.id = "p20.wireless";
  claim.title = "optimal rates at the prices of fading channels cost no more than equal rates";
  claim.statement =
      "A nat of worker k costs alpha_k = 1/ln(1 + gain power/noise) complex channel uses. The "
      "rates of "
      "problem P at these prices need at most the channel uses of the least equal rates that reach "
      "D.";
  claim.source = "ZTW problem P eq 20; theory.md section 5";
  claim.kind = "bound";
  claim.expected = "holds";
  claim.assumptions =
      "X, N_k, V_k independent, Gaussian, zero mean; layers independent; bands of their own, at a "
      "fixed ratio of power to noise.";
  run::HostQuantity cost;
  cost.id = "cost";
  cost.statement = "cost at optimal rates is at most that at equal rates";
  cost.unit_name = "1";
  cost.resolution_name = "the cost of equal rates";
  cost.check = [](const HostContext& context) { return check_cost(context, false); };
  claim.host = {cost};
  claim.host_controls = {{"permuted-prices", "Each worker has the rate for its neighbour's price.",
                          "cost",
                          [](const HostContext& context) { return check_cost(context, true); }}};
  claim.instances = 100;
  return claim;
}

}  // namespace ceo::verify
