#include "host/theory/region.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "host/base/error.hpp"
#include "host/base/text.hpp"

namespace ceo::theory {
namespace {

/// Membership of each worker in the set. Throws Error(usage) for strangers and repetitions.
std::vector<bool> members_of(const Channel& channel, std::span<const std::size_t> subset,
                             const std::string& where) {
  const std::size_t workers = channel.rate.size();
  std::vector<bool> member(workers, false);
  Problems problems;
  for (const std::size_t k : subset) {
    if (k >= workers) {
      problems.add("there is no worker " + std::to_string(k + 1), where,
                   "Give workers from 1 to " + std::to_string(workers) + ".");
    } else if (member[k]) {
      problems.add("worker " + std::to_string(k + 1) + " comes twice", where,
                   "Name each worker once.");
    } else {
      member[k] = true;
    }
  }
  problems.raise(ExitCode::usage);
  return member;
}

/// (1/2) ln[(1/sX2 + inside + outside) / (1/sX2 + outside)] in nats, for sums of a_k: what a set
/// adds to its sum of r_k. No digits are lost where the ratio is near 1.
double shared_part(double var_x, double inside, double outside) {
  return 0.5 * std::log1p(inside / (1.0 / var_x + outside));
}

/// Workers by rising (R_k - r_k)/a_k. A silent worker comes first if its rate is negative, else
/// last.
std::vector<std::size_t> by_excess(const Channel& channel, std::span<const double> rates) {
  const std::size_t workers = channel.rate.size();
  std::vector<double> ratio(workers);
  for (std::size_t k = 0; k < workers; ++k) {
    const double excess = rates[k] - channel.rate[k];
    ratio[k] = channel.precision[k] > 0
                   ? excess / channel.precision[k]
                   : std::copysign(std::numeric_limits<double>::infinity(), excess);
  }
  std::vector<std::size_t> order(workers);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return ratio[a] < ratio[b]; });
  return order;
}

void check_rates(const Channel& channel, std::span<const double> rates) {
  Problems problems;
  if (rates.size() != channel.rate.size()) {
    problems.add(std::to_string(rates.size()) + " rates for " +
                     std::to_string(channel.rate.size()) + " workers",
                 "rates", "Give one rate per worker.");
  }
  for (std::size_t k = 0; k < rates.size(); ++k) {
    if (!std::isfinite(rates[k])) {
      problems.add("rate " + shortest(rates[k]) + " is not finite",
                   "worker " + std::to_string(k + 1), "Give a rate in nats.");
    }
  }
  problems.raise(ExitCode::usage);
}

/// Slacks of the sets that are the first `i` of `order` and `order[forced]` besides, for
/// i = forced .. K - 1, and i = 0 .. forced - 1.
struct ForcedSearch {
  const Channel& channel;
  std::span<const double> rates;
  const std::vector<std::size_t>& order;

  /// The least slack with worker order[forced] in the set, and the i that gives it.
  [[nodiscard]] std::pair<double, std::size_t> least(std::size_t forced) const {
    const std::size_t workers = order.size();
    // outside[i]: sum of a over order[i ..] without the forced worker.
    std::vector<double> outside(workers + 1, 0.0);
    for (std::size_t i = workers; i-- > 0;) {
      outside[i] = outside[i + 1] + (i == forced ? 0.0 : channel.precision[order[i]]);
    }
    double excess = rates[order[forced]] - channel.rate[order[forced]];
    double inside = channel.precision[order[forced]];
    std::pair<double, std::size_t> best{std::numeric_limits<double>::infinity(), 0};
    for (std::size_t i = 0; i <= workers; ++i) {
      const double slack = excess - shared_part(channel.var_x, inside, outside[i]);
      if (slack < best.first) best = {slack, i};
      if (i == workers || i == forced) continue;
      excess += rates[order[i]] - channel.rate[order[i]];
      inside += channel.precision[order[i]];
    }
    return best;
  }
};

}  // namespace

double subset_information(const Channel& channel, std::span<const std::size_t> subset) {
  const std::vector<bool> member = members_of(channel, subset, "subset");
  double rate = 0;
  double inside = 0;
  double outside = 0;
  for (std::size_t k = 0; k < member.size(); ++k) {
    if (member[k]) {
      rate += channel.rate[k];
      inside += channel.precision[k];
    } else {
      outside += channel.precision[k];
    }
  }
  return rate + shared_part(channel.var_x, inside, outside);
}

std::vector<double> subset_informations(const Channel& channel) {
  const std::size_t workers = channel.rate.size();
  if (workers > kMostListedWorkers) {
    throw Error(ExitCode::usage,
                std::to_string(workers) + " workers have 2^" + std::to_string(workers) +
                    " - 1 constraints, too many to list",
                "workers", "Give at most " + std::to_string(kMostListedWorkers) + " workers.");
  }
  // Sums over sets from those with the lowest worker removed, in order of the bits.
  const std::size_t sets = std::size_t{1} << workers;
  std::vector<double> precision(sets, 0.0);
  std::vector<double> rate(sets, 0.0);
  for (std::size_t set = 1; set < sets; ++set) {
    const std::size_t rest = set & (set - 1);
    const auto lowest = static_cast<std::size_t>(std::countr_zero(set));
    precision[set] = precision[rest] + channel.precision[lowest];
    rate[set] = rate[rest] + channel.rate[lowest];
  }
  for (std::size_t set = 1; set < sets; ++set) {
    rate[set] += shared_part(channel.var_x, precision[set], precision[sets - 1 - set]);
  }
  return rate;
}

std::vector<std::size_t> workers_of(std::size_t bits) {
  std::vector<std::size_t> workers;
  for (; bits != 0; bits &= bits - 1) {
    workers.push_back(static_cast<std::size_t>(std::countr_zero(bits)));
  }
  return workers;
}

std::vector<double> vertex(const Channel& channel, std::span<const std::size_t> order) {
  if (order.size() != channel.rate.size()) {
    throw Error(ExitCode::usage,
                std::to_string(order.size()) + " places for " +
                    std::to_string(channel.rate.size()) + " workers",
                "order", "Name each worker once.");
  }
  (void)members_of(channel, order, "order");
  std::vector<double> rates(order.size());
  double decoded = 0;
  for (std::size_t i = order.size(); i-- > 0;) {
    const std::size_t k = order[i];
    rates[k] = channel.rate[k] + shared_part(channel.var_x, channel.precision[k], decoded);
    decoded += channel.precision[k];
  }
  return rates;
}

TightestConstraint tightest_constraint(const Channel& channel, std::span<const double> rates) {
  check_rates(channel, rates);
  const std::vector<std::size_t> order = by_excess(channel, rates);
  const ForcedSearch search{channel, rates, order};
  std::pair<double, std::size_t> best{std::numeric_limits<double>::infinity(), 0};
  std::size_t forced = 0;
  for (std::size_t j = 0; j < order.size(); ++j) {
    const auto found = search.least(j);
    if (found.first < best.first) {
      best = found;
      forced = j;
    }
  }
  TightestConstraint tightest{best.first, {}};
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i < best.second || i == forced) tightest.subset.push_back(order[i]);
  }
  std::sort(tightest.subset.begin(), tightest.subset.end());
  return tightest;
}

}  // namespace ceo::theory
