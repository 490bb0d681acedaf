// What the claims about rates share: informations between what workers see and send, as the theory
// has them, as a faulty kernel has them, and as its matrix of second moments shows them. All in
// nats. Workers count from 0 here.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "host/run/claim.hpp"
#include "host/stats/informations.hpp"

namespace ceo::verify {

/// Most speaking workers that the claims about rates are checked for: a matrix costs K^2.
inline constexpr std::size_t kMostRatedWorkers = 64;
/// Up to so many speaking workers all sets are judged, else kDrawnSubsets of them.
inline constexpr std::size_t kMostListedSpeakers = 10;
inline constexpr std::size_t kDrawnSubsets = 128;

/// So many samples that the bias of an information is below its rounding: covariances of the theory
/// take the place of measured ones.
inline constexpr double kManySamples = 1e15;

using Workers = std::vector<std::size_t>;

/// The workers whose U_k exists: sV2_k finite.
[[nodiscard]] Workers speaking(const theory::Channel& channel);
/// 1 to kMostRatedWorkers of them.
[[nodiscard]] bool can_be_rated(const theory::Channel& channel);

/// The sets A of speaking workers that are judged: all but the empty one for up to
/// kMostListedSpeakers of them; else kDrawnSubsets different ones, drawn by Philox under a fixed
/// key, of all sizes alike and with the whole set among them. The same for equal numbers of
/// speaking workers.
[[nodiscard]] std::vector<Workers> judged_subsets(const theory::Channel& channel);

/// Rows of I(Y_k; U_k | X), of I(Y_A; U_A | U_{A^c}) and of I(Y_k; U_k). Silent workers are in no
/// row: what they send says nothing.
[[nodiscard]] stats::InformationRows rate_rows(std::size_t worker);
[[nodiscard]] stats::InformationRows subset_rows(const theory::Channel& channel,
                                                 const Workers& subset);

/// The same informations in theory, with the sums over their canonical correlations (theory.md
/// section 3). I(Y_k; U_k | X) = r_k, rho^2 = sN2_k/(sN2_k + sV2_k).
[[nodiscard]] stats::Information rate_in_theory(const theory::Channel& channel, std::size_t worker);
/// I(Y_A; U_A | U_{A^c}) = f_r(A) (ZTW eq 14). Given U_{A^c}, Y_A has the covariance diag(sN2) + t
/// with t = 1/(1/sX2 + sum over A^c of a_k), and U_A that plus diag(sV2), whose inverse is
/// diag(a) - t' a a^T, t' = t/(1 + t sum over A of a).
[[nodiscard]] stats::Information subset_in_theory(const theory::Channel& channel,
                                                  const Workers& subset);

/// Lower triangle of the covariance of X, Y_1, U_1, ... that the kernel has under a fault; a silent
/// worker has U_k = Y_k.
[[nodiscard]] std::vector<double> covariance_of(const theory::Channel& channel,
                                                const run::Fault& fault);

/// Known error of a measured information in nats: the sampler's second moments and the float32
/// sums.
[[nodiscard]] double information_systematic(const theory::Channel& channel,
                                            const stats::InformationRows& rows);

/// I(Y; U) of all speaking workers, measured: bias removed, standard error from the measured
/// canonical correlations, normal law.
[[nodiscard]] stats::Estimate measured_sum_rate(const run::CellView& cell);
/// What it is predicted to be if the theory says `value`.
[[nodiscard]] stats::Prediction predicted_sum_rate(const theory::Channel& channel, double value);
/// Shift of I(Y; U) in standard deviations of one sample under a fault.
[[nodiscard]] double sum_rate_effect(const theory::Channel& channel, const run::Fault& fault);

/// The fault of a worker who as good as sends nothing: sV2_k times 10^6.
[[nodiscard]] run::Fault dropped_worker(const std::string& name, std::size_t worker);

}  // namespace ceo::verify
