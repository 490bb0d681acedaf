// The split of a total distortion over independent layers of least total sum rate (spec/theory.md
// section 4; ZTW Corollary 1, eqs 15-17, in the corrected reading: for some split, not for all).
#pragma once

#include <span>
#include <vector>

#include "host/theory/channel.hpp"

namespace ceo::theory {

/// One layer: the variance of X and those of the N_k, in the squared unit of the gradient. Layers
/// may have different numbers of workers.
struct Layer {
  double var_x = 0;           ///< sX2_l > 0
  std::vector<double> var_n;  ///< [K] sN2_{k,l} > 0
};

/// A total distortion split over L layers, each with the test channels of least sum rate there.
struct LayerSplit {
  std::vector<double> distortion;  ///< [L] D_l
  std::vector<Channel> channel;    ///< [L]
  std::vector<double> slope;       ///< [L] -dRsum_l/dD_l in nats per squared unit of the gradient
  double sum_rate = 0;             ///< sum over l of Rsum_l(D_l), in nats
};

/// Sum over l of Dmin_l = 1/sum_k(1/sN2_{k,l}): no finite rate reaches this total. Throws
/// Error(usage) if there is no layer or a variance is not positive and finite.
[[nodiscard]] double minimal_total_distortion(std::span<const Layer> layers);

/// Rates and slopes of a given split. Throws Error(usage) unless there is one D_l above Dmin_l for
/// each layer.
[[nodiscard]] LayerSplit split_at(std::span<const Layer> layers,
                                  std::span<const double> distortion);

/// The split of D = sum_l D_l of least total sum rate. Rsum_l is strictly convex in D_l, so it is
/// the one of equal slopes lambda = -dRsum_l/dD_l. lambda is found by bisection to the last bit,
/// and D_l for it likewise; sum_l D_l agrees with D to a few roundings of each layer. Layers with
/// equal variances get equal parts. Throws Error(usage) with the feasible range if D is not finite
/// or not above minimal_total_distortion.
[[nodiscard]] LayerSplit optimal_split(std::span<const Layer> layers, double distortion);

}  // namespace ceo::theory
