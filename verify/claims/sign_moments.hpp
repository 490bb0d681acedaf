// Layers of a trace in training as SignSGD sees them: snr, error of averaged signs, rates (ZTW Fig.
// 7; theory.md section 9).
#pragma once

#include <cstdint>
#include <vector>

#include "host/run/host_check.hpp"
#include "host/theory/sign_sgd.hpp"

namespace ceo::verify {

/// A layer at a recorded iteration: its statistics over all parameters, and what the signs of the
/// chosen coordinates do.
struct SignMoment {
  std::uint64_t iteration = 0;
  double parameters = 0;       ///< of the layer
  theory::SignWorkers layer;   ///< sX2_l, the workers' mean sN2_l, K
  theory::SignWorkers chosen;  ///< the same over the chosen coordinates, about 0
  double measured = 0;         ///< mean square error of the averaged signs over these
};

/// Every layer at every recorded iteration; those of a layer are as many apart as there are layers.
/// Throws run::NotRecorded if the trace has no training group, or a layer without coordinates.
[[nodiscard]] std::vector<SignMoment> sign_moments(const run::HostContext& context);
/// Normal X and Y_k of this snr in place of the recorded ones. @param halve  half of the signs are
/// left out
[[nodiscard]] std::vector<SignMoment> drawn_sign_moments(const run::HostContext& context,
                                                         double snr, bool halve);

/// D as assumed, errors taken as independent: (sN2 + kappa sY2)/K.
[[nodiscard]] double assumed_error(const theory::SignWorkers& at);
/// D of averaged signs of normal gradients.
[[nodiscard]] double normal_error(const theory::SignWorkers& at);
/// H/K of the signs coded together, in bits per worker and symbol.
[[nodiscard]] double joint_entropy(const theory::SignWorkers& at);

/// Bits per worker and symbol at normal_error().
struct CorrectedRates {
  double sum = 0, independent = 0;
};
/// @param share  the part of the signs' own error, beyond sN2/K, that the sum rate counts
[[nodiscard]] CorrectedRates corrected_rates(const theory::SignWorkers& at, double share = 1);

/// Means over all parameters at a recorded iteration, in bits per worker and parameter: a layer
/// counts by its parameters.
struct WholeModel {
  double iteration = 0;
  double printed = 0;               ///< Rsum/K at assumed_error(); Rind/K is constant there
  double sum = 0, independent = 0;  ///< at normal_error()
  double joint = 0;                 ///< signs coded together, H/K
};
[[nodiscard]] std::vector<WholeModel> whole_model(const std::vector<SignMoment>& moments,
                                                  std::size_t layers);

}  // namespace ceo::verify
