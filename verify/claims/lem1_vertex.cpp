#include "verify/claims/lem1_vertex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/theory/region.hpp"
#include "verify/claims/drawn_problem.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

using Set = std::vector<std::size_t>;
using Doubles = std::vector<double>;

constexpr std::size_t kMostWorkers = 6;

/// How an instance is made: with the order of the lemma, or with a fault.
struct Rule {
  bool reversed = false;      ///< the cheapest worker is decoded last, not first
  bool equal_prices = false;  ///< every order is as good
  double share = 1;           ///< of the vertex's rates
};

/// A problem with prices that fall with the number of the worker, and the vertex of the rule.
struct Instance {
  theory::Channel channel;
  Doubles prices;
  Doubles rates;
};

Instance drawn_instance(run::HostDraws& draws, Rule rule) {
  const std::size_t workers = 2 + draws.below(kMostWorkers - 1);
  Instance instance{drawn_channel(draws, workers), Doubles(workers), {}};
  double price = 0;
  for (std::size_t k = workers; k-- > 0;) {
    price += draws.uniform(0.05, 1);
    instance.prices[k] = rule.equal_prices ? 1 : price;
  }
  Set order(workers);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (rule.reversed) std::reverse(order.begin(), order.end());
  instance.rates = theory::vertex(instance.channel, order);
  for (double& rate : instance.rates) rate *= rule.share;
  return instance;
}

double dot(const Doubles& a, const Doubles& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Roundings of rates and costs; those of determinants come on top.
double rounding_of(const Instance& instance) {
  return static_cast<double>(6 * instance.rates.size() + 16) * kRoundoff *
         dot(instance.prices, instance.rates);
}

/// The vertex is feasible: constraints of all sets, by determinants.
HostOutcome check_feasible(const HostContext& context, Rule rule) {
  run::Largest worst, rounding;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const Instance instance = drawn_instance(draws, rule);
    const Determinants determinants(instance.channel);
    const std::size_t sets = std::size_t{1} << instance.rates.size();
    for (std::size_t bits = 1; bits < sets; ++bits) {
      const Set set = theory::workers_of(bits);
      double sum = 0;
      for (const std::size_t k : set) sum += instance.rates[k];
      worst.take(determinants.subset_information(set) - sum, i);
    }
    rounding.take(determinants.rounding() + rounding_of(instance) / instance.prices.back(), i);
  }
  return run::at_most(worst.value(), rounding.value(), 1, context.instances(),
                      fmt::format("In {} drawn problems the vertex violates none of the 2^K - 1 "
                                  "constraints by more than {:.1e} nat.",
                                  context.instances(), worst.value()));
}

/// The cost against that of the dual linear programme, max sum_A y_A f(A) with y >= 0 and
/// sum_{A with k} y_A = alpha_k, at y = alpha_i - alpha_{i+1} on the first i workers, which is
/// feasible since prices fall. A feasible point that costs as much as a dual one is a minimum.
HostOutcome check_dual(const HostContext& context, Rule rule) {
  run::Largest worst, rounding;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const Instance instance = drawn_instance(draws, rule);
    const Determinants determinants(instance.channel);
    double dual = 0;
    Set first;
    for (std::size_t k = 0; k < instance.prices.size(); ++k) {
      first.push_back(k);
      const double next = k + 1 < instance.prices.size() ? instance.prices[k + 1] : 0;
      dual += (instance.prices[k] - next) * determinants.subset_information(first);
    }
    worst.take(std::abs(dot(instance.prices, instance.rates) - dual), i);
    rounding.take(instance.prices[0] * determinants.rounding() + rounding_of(instance), i);
  }
  return run::exactly(worst.value(), 0, rounding.value(), 1, context.instances(),
                      fmt::format("In {} drawn problems the cost is at most {:.1e} from that of a "
                                  "point of the dual linear programme.",
                                  context.instances(), worst.value()));
}

/// The cost against that of the vertices of all K! orders.
HostOutcome check_orders(const HostContext& context, Rule rule) {
  run::Largest worst, rounding;
  std::uint64_t orders = 0;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const Instance instance = drawn_instance(draws, rule);
    Set order(instance.prices.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    double least = std::numeric_limits<double>::infinity();
    do {
      least = std::min(least, dot(instance.prices, theory::vertex(instance.channel, order)));
      ++orders;
    } while (std::next_permutation(order.begin(), order.end()));
    worst.take(dot(instance.prices, instance.rates) - least, i);
    rounding.take(2 * rounding_of(instance), i);
  }
  return run::at_most(worst.value(), rounding.value(), 1, context.instances(),
                      fmt::format("Against the vertices of all {} orders of {} drawn problems the "
                                  "cost is too high by at most {:.1e}.",
                                  orders, context.instances(), worst.value()));
}

}  // namespace

run::Claim lem1_vertex() {
  run::Claim claim;
  claim.id = "lem1.vertex";
  claim.title = "the cheapest vertex of the rate region";
  claim.statement =
      "For prices alpha_1 >= ... >= alpha_K >= 0 the point of R(r) that minimises sum_k alpha_k "
      "R_k "
      "is R_k = r_k + (1/2) ln[(1/sX2 + S_k + a_k)/(1/sX2 + S_k)], S_k = sum of a_i over i > k: "
      "the "
      "rate I(Y_k; U_k | U_i for all i > k) of successive decoding, the worker of highest price "
      "last.";
  claim.source = "ZTW Lemma 1, eq 19; theory.md section 5";
  claim.kind = "identity";
  claim.expected = "holds";
  claim.assumptions =
      "X, N_k, V_k independent, Gaussian, zero mean. An instance: 2 to 6 unequal workers, some "
      "silent, all variances from 0.3 to 3, prices that fall by 0.05 to 1. Costs in price times "
      "nat.";
  claim.instances = 100;
  claim.host = {in_nats("feasible", "the vertex meets all 2^K - 1 constraints",
                        [](const HostContext& context) { return check_feasible(context, {}); }),
                in_nats("dual", "its cost is that of a point of the dual linear programme",
                        [](const HostContext& context) { return check_dual(context, {}); }),
                in_nats("orders", "no order of decoding costs less",
                        [](const HostContext& context) { return check_orders(context, {}); })};
  claim.host_controls = {
      {"rates-1-percent-low", "All rates of the vertex are understated by 1 %.", "feasible",
       [](const HostContext& context) { return check_feasible(context, {.share = 0.99}); }},
      {"reversed-order", "The worker of highest price is decoded first.", "dual",
       [](const HostContext& context) { return check_dual(context, {.reversed = true}); }},
      {"reversed-order-vertices", "The same fault.", "orders",
       [](const HostContext& context) { return check_orders(context, {.reversed = true}); }},
      {"reversed-order-equal-prices",
       "The reversed order where all prices are equal costs the same.", "orders",
       [](const HostContext& context) {
         return check_orders(context, {.reversed = true, .equal_prices = true});
       },
       run::Required::accepted}};
  return claim;
}

}  // namespace ceo::verify
