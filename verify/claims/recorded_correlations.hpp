// Correlations in a trace of recorded gradients, and drawn ones in their place.
#pragma once

#include <cstdint>
#include <vector>

#include "host/run/host_check.hpp"

namespace ceo::verify {

/// Coefficients that were all measured on as many pairs.
struct RecordedCorrelations {
  double samples = 0;  ///< pairs behind each
  std::vector<double> r;
};

/// rho(N_k, X) over the first `samples` initialisations (ZTW Table I): for each recorded worker and
/// coordinate, the recorded iterations one after the other. Throws run::NotRecorded if the trace
/// has fewer, or lacks the group.
[[nodiscard]] RecordedCorrelations over_initialisations(const run::Trace& trace,
                                                        std::size_t samples);
/// rho(N_j, N_k), j < k, over the first `samples` draws of batches at a fixed model (Fig. 5), for
/// each fixed model and coordinate. Throws likewise.
[[nodiscard]] RecordedCorrelations over_batches(const run::Trace& trace, std::size_t samples);
/// rho(N_j, N_k), or rho(X, N_k), over the parameters of a layer, at every recorded iteration.
/// Throws run::NotRecorded if the trace has no training group or no Gram matrices in it.
[[nodiscard]] RecordedCorrelations noises_over_parameters(const run::Trace& trace,
                                                          std::size_t layer);
[[nodiscard]] RecordedCorrelations source_over_parameters(const run::Trace& trace,
                                                          std::size_t layer);

/// Pearson's coefficient, means subtracted; NaN if one of the two does not change.
[[nodiscard]] double pearson(const std::vector<double>& x, const std::vector<double>& y);

/// Coefficients of normal pairs of correlation `rho`: Fisher's atanh has the mean atanh(rho) and
/// the variance 1/(n - 3) to first order. Instance i is coefficient i.
[[nodiscard]] RecordedCorrelations drawn_alike(const RecordedCorrelations& recorded,
                                               const run::HostContext& context, double rho);

}  // namespace ceo::verify
