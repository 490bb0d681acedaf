// The cheapest point of the rate region by its definition (spec/theory.md sections 3 and 4), apart
// from problem P: long double, every order of decoding, and a search that knows no derivatives.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "tests/reference/channel_reference.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::reference {

/// Least sum_k prices_k R_k over the K! vertices of R(r) of one layer with precisions a, sum a =
/// 1/D: R_k = r_k + (1/2) ln[(1/sX2 + sum of a of k and of those decoded before it) / (the same
/// less a_k)].
inline Real cheapest_vertex(Real var_x, const Reals& var_n, const Reals& a, const Reals& prices) {
  std::vector<std::size_t> order(a.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Real least = std::numeric_limits<Real>::infinity();
  do {
    Real cost = 0;
    Real known = 1 / var_x;
    for (const std::size_t k : order) {  // in the order of decoding
      cost += prices[k] * (-std::log1p(-var_n[k] * a[k]) + std::log1p(a[k] / known)) / 2;
      known += a[k];
    }
    least = std::min(least, cost);
  } while (std::next_permutation(order.begin(), order.end()));
  return least;
}

/// A problem with its free variables in [0, 1]: for each layer but the last a share of the
/// distortion beyond the least one, for each layer K - 1 shares of its precision. Shares of a
/// precision that exceed 1 together are scaled back to 1, so that a search can walk along that
/// edge.
struct SearchProblem {
  Reals var_x;               ///< [L]
  std::vector<Reals> var_n;  ///< [L][K]
  Reals prices;              ///< [K]
  Real distortion = 0;

  [[nodiscard]] std::size_t variables() const {
    return var_x.size() - 1 + var_x.size() * (prices.size() - 1);
  }

  /// The least distortion of each layer: one over its precision.
  [[nodiscard]] Reals least_distortions() const {
    Reals least;
    for (const Reals& n : var_n) {
      Real precision = 0;
      for (const Real v : n) precision += 1 / v;
      least.push_back(1 / precision);
    }
    return least;
  }

  /// Infinite outside the feasible set.
  [[nodiscard]] Real cost(const Reals& z) const {
    const std::size_t layers = var_x.size();
    const Reals least = least_distortions();
    Real room = distortion;
    for (const Real value : least) room -= value;
    std::size_t next = 0;
    Real left = 1;
    Reals share(layers);
    for (std::size_t l = 0; l + 1 < layers; ++l) left -= share[l] = z[next++];
    share[layers - 1] = left;
    Real total = 0;
    for (std::size_t l = 0; l < layers; ++l) {
      if (!(share[l] > 0)) return std::numeric_limits<Real>::infinity();
      const Real precision = 1 / (least[l] + share[l] * room);
      Reals a(prices.size());
      Real spoken = 0;
      for (std::size_t k = 0; k + 1 < a.size(); ++k) spoken += a[k] = z[next++];
      a.back() = std::max(Real{0}, 1 - spoken);
      for (Real& value : a) value *= precision / std::max(Real{1}, spoken);
      for (std::size_t k = 0; k < a.size(); ++k) {
        if (a[k] < 0 || !(a[k] * var_n[l][k] < 1)) return std::numeric_limits<Real>::infinity();
      }
      total += cheapest_vertex(var_x[l], var_n[l], a, prices);
    }
    return total;
  }

  /// The least cost over a grid of `steps` points in each variable, and where it is.
  [[nodiscard]] Real grid(std::size_t steps, Reals& best) const {
    const std::size_t count = variables();
    Real least = std::numeric_limits<Real>::infinity();
    std::vector<std::size_t> index(count, 0);
    Reals z(count);
    for (;;) {
      for (std::size_t i = 0; i < count; ++i) {
        z[i] = static_cast<Real>(index[i]) / static_cast<Real>(steps - 1);
      }
      const Real found = cost(z);
      if (found < least) {
        least = found;
        best = z;
      }
      std::size_t i = 0;
      while (i < count && ++index[i] == steps) index[i++] = 0;
      if (i == count) return least;
    }
  }

  /// Random steps from `z`, longer after a success and shorter after a failure. Every value that it
  /// sees is the cost of a feasible point.
  [[nodiscard]] Real random_search(Reals& z, Real step, int tries, testing::SplitMix& words) const {
    Real least = cost(z);
    const auto uniform = [&] { return static_cast<Real>(words.word()) * 0x1p-31L - 1; };
    for (int i = 0; i < tries; ++i) {
      Reals next = z;
      for (Real& value : next) {
        if (words.below(2) == 0) value = std::max(Real{0}, value + step * uniform());
      }
      const Real found = cost(next);
      step *= found < least ? 1.6L : 0.93L;
      if (step < 1e-12L) step = 1e-3L;
      if (found < least) {
        least = found;
        z = next;
      }
    }
    return least;
  }
};

}  // namespace ceo::reference
