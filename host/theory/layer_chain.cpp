#include "host/theory/layer_chain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ceo::theory {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Of ln lambda. The recursion's own roundings are of this order at K = 1000.
constexpr double kTolerance = 1e-13;
/// Neighbouring trajectories are joined across a gap of this relative width.
constexpr double kGap = 1e-12;
/// The share of such a gap that doubles still resolve: about a hundred roundings.
constexpr double kResolved = 1.0 / 64;
constexpr int kMostSteps = 200;

double between(double low, double high, double share) {
  return low + share * (high - low);
}

LayerChain::Node between(const LayerChain::Node& low, const LayerChain::Node& high, double share) {
  return {between(low.u, high.u, share), between(low.precision, high.precision, share),
          between(low.rest, high.rest, share)};
}

}  // namespace

LayerChain::LayerChain(double var_x, std::span<const double> var_n, std::span<const double> prices)
    : var_x_(var_x), c_(1 / var_x), links_(var_n.size()) {
  const auto start = [&](std::size_t k) { return prices[k] * (var_n[k] + var_x); };
  std::size_t first = 0;
  for (std::size_t k = 1; k < links_.size(); ++k) {
    if (start(k) < start(first)) first = k;
  }
  scale_ = start(first);
  for (std::size_t k = 0; k < links_.size(); ++k) {
    // Written so that equal prices do not see sX2.
    const double deficit =
        (prices[k] * var_n[k] - prices[first] * var_n[first]) + var_x * (prices[k] - prices[first]);
    links_[k] = {1 / var_n[k], prices[k] * var_n[k], std::max(0.0, deficit),
                 k > 0 ? prices[k - 1] - prices[k] : 0.0, prices[k]};
    all_ += links_[k].p;
  }
}

/// Treats worker k and moves on to worker k - 1.
void LayerChain::step(std::size_t k, Node& node) const {
  const Link& link = links_[k];
  const double above = std::max(0.0, node.u - link.deficit);
  const double share = 1 / (link.floor + above);
  node.precision += link.p * above * share;
  node.rest += link.p * link.floor * share;
  node.u += link.drop * var_x_ * node.precision / (c_ + node.precision);
}

LayerChain::End LayerChain::sweep(const Segment& from, const Node& direction) const {
  Node node = from.node;
  double du = direction.u;
  double da = direction.precision;
  // Multiplier and price of the first worker that speaks; if none does from here on, w_k +
  // alpha_k/T is the same for all of them.
  double price = links_[from.start].price;
  double w = scale_ + node.u - price * var_x_;
  double dw = du;
  for (std::size_t k = from.start + 1; k-- > 0;) {
    const Link& link = links_[k];
    const double above = node.u - link.deficit;
    if (above > 0) {
      w = link.floor + above;
      dw = du;
      price = link.price;
      const double share = 1 / w;
      const double rest = link.p * link.floor * share;
      node.precision += link.p * above * share;
      node.rest += rest;
      da += rest * share * du;
    } else {
      node.rest += link.p;
    }
    if (link.drop > 0) {
      const double inverse = 1 / (c_ + node.precision);
      node.u += link.drop * var_x_ * node.precision * inverse;
      du += link.drop * inverse * inverse * da;
    }
  }
  const double inverse = 1 / (c_ + node.precision);
  const double slope = w + price * inverse;
  End end;
  end.precision = node.precision;
  end.rest = node.rest;
  end.log_slope = 2 * std::log(node.precision) + std::log(slope) - std::numbers::ln2;
  end.d_precision = da;
  end.d_log_slope = 2 * da / node.precision + (dw - price * inverse * inverse * da) / slope;
  return end;
}

LayerChain::Solution LayerChain::solve(double log_slope, double log_x) const {
  double low = -kInfinity;
  double high = kInfinity;
  for (int step = 1; step <= kMostSteps; ++step) {
    const double x = std::exp(log_x);
    const Segment from{links_.size() - 1, {x, 0, 0}};
    const End end = sweep(from, {x, 0, 0});
    const double miss = end.log_slope - log_slope;
    if (std::abs(miss) <= kTolerance) return {{from}, end, log_x, 1 / end.d_log_slope, step};
    (miss < 0 ? low : high) = log_x;
    // Without a bracket every step is at least twice the last least one, and at most e^8.
    const double least = std::min(1.0, std::ldexp(1e-15 * std::max(1.0, std::abs(log_x)), step));
    const double length = std::clamp(std::abs(miss / end.d_log_slope), least, 8.0);
    double next = log_x - std::copysign(length, miss);
    const bool bounded = std::isfinite(low) && std::isfinite(high);
    // Late steps halve, in case Newton's creep along a kink.
    if (bounded && (!(low < next && next < high) || step > kMostSteps / 2)) {
      next = between(low, high, 0.5);
      if (next == low || next == high) break;
    }
    log_x = next;
  }
  return refine(low, high, log_slope);
}

/// Walks two neighbouring trajectories until they part by kGap, and returns the worker before
/// which they do; npos if they never part.
std::size_t LayerChain::part(std::size_t start, Node& low, Node& high) const {
  for (std::size_t k = start + 1; k-- > 0;) {
    const double above = high.u - links_[k].deficit;
    const double w = above > 0 ? links_[k].floor + above : scale_ + high.u;
    if (high.u - low.u > kGap * w ||
        high.precision - low.precision > kGap * (c_ + high.precision)) {
      return k;
    }
    step(k, low);
    step(k, high);
  }
  return links_.size();
}

/// The recursion can amplify a rounding of x without limit, though few layers do. Then the last
/// worker's state is known to the last bit and the first worker's is not. A new unknown is taken up
/// where the two ends of the bracket begin to part: the share between them, with digits of its own.
LayerChain::Solution LayerChain::refine(double low, double high, double log_slope) const {
  Node a{std::exp(low), 0, 0};
  Node b{std::exp(high), 0, 0};
  Solution solution;
  solution.log_x = low;
  std::size_t start = links_.size() - 1;
  solution.path.push_back({start, a});
  solution.end = sweep({start, a}, {a.u, 0, 0});
  for (std::size_t round = 0; round < 4 * links_.size() + 64; ++round) {
    start = part(start, a, b);
    if (start == links_.size()) break;  // they end together within kGap: nothing is left to decide
    const Node direction{b.u - a.u, b.precision - a.precision, 0};
    // Roundings on the way here may have moved the root a little out of the bracket.
    double from = -1;
    double to = 2;
    Segment segment;
    while (to - from > kResolved) {
      const double share = between(from, to, 0.5);
      segment = {start, between(a, b, share)};
      solution.end = sweep(segment, direction);
      ++solution.sweeps;
      const double miss = solution.end.log_slope - log_slope;
      (miss < 0 ? from : to) = share;
      if (std::abs(miss) <= kTolerance) break;
    }
    solution.path.push_back(segment);
    if (std::abs(solution.end.log_slope - log_slope) <= kTolerance) break;
    const Node closer = between(a, b, from);
    b = between(a, b, to);
    a = closer;
  }
  return solution;
}

std::vector<LayerChain::Worker> LayerChain::workers(const Solution& solution) const {
  std::vector<Worker> found(links_.size());
  std::size_t segment = 0;
  Node node = solution.path.front().node;
  for (std::size_t k = links_.size(); k-- > 0;) {
    while (segment < solution.path.size() && solution.path[segment].start == k) {
      node = solution.path[segment++].node;
    }
    const Link& link = links_[k];
    const double above = node.u - link.deficit;
    const double after = c_ + node.precision;
    step(k, node);
    found[k] = {above > 0 ? link.p * above / (link.floor + above) : 0.0,
                above > 0 ? 0.5 * std::log1p(above / link.floor) : 0.0, after, link.floor + above};
  }
  return found;
}

}  // namespace ceo::theory
