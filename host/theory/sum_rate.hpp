// Sum rates of one layer (spec/theory.md section 6; ZTW Corollary 2 and Remark 4). All rates are in
// nats per symbol. All functions throw Error(usage), with the feasible range, unless variances are
// positive and finite, there is a worker, and D is finite and above Dmin = 1/sum_k(1/sN2_k).
#pragma once

#include <cstddef>
#include <span>

#include "host/theory/channel.hpp"

namespace ceo::theory {

/// f_r([K]) = I(Y_1..Y_K; U_1..U_K) = sum_k r_k + (1/2) ln(1 + sX2/D): the sum rate of a channel
/// with distributed source coding.
[[nodiscard]] double sum_rate(const Channel& channel);

/// sum_k I(Y_k; U_k) = sum_k [r_k + (1/2) ln(1 + sX2 a_k)]: the sum rate of the same channel if
/// each worker codes by itself (ZTW Remark 4). Not the least over all channels of this D: fewer,
/// better workers may need less where sX2 is large.
[[nodiscard]] double independent_rate(const Channel& channel);

/// independent_rate - sum_rate = sum_k I(U_k; U_1..U_{k-1}) >= 0, the gain of distributed source
/// coding (ZTW Remark 4), without the cancellation of that difference.
[[nodiscard]] double coding_gain(const Channel& channel);

/// Rsum(D), the least sum rate at distortion D, for any workers: reverse water-filling,
/// sum over active workers of (1/2) ln(1/(nu sN2_k)) + (1/2) ln(1 + sX2/D), with
/// sum_k max(0, 1/sN2_k - nu) = 1/D (theory.md section 6, corrected form).
[[nodiscard]] double least_sum_rate(double var_x, std::span<const double> var_n, double distortion);

/// Rsum(D) of K equal workers in closed form: (K/2) ln(K D/(K D - sN2)) + (1/2) ln(1 + sX2/D)
/// (ZTW Corollary 2, eq 22).
[[nodiscard]] double equal_workers_sum_rate(double var_x, double var_n, std::size_t workers,
                                            double distortion);

/// Rind(D) of K equal workers: (K/2) ln((K D + sX2)/(K D - sN2)) (ZTW Remark 4).
[[nodiscard]] double equal_workers_independent_rate(double var_x, double var_n, std::size_t workers,
                                                    double distortion);

/// Limit of equal_workers_sum_rate as K grows at fixed sN2 and D: sN2/(2 D) + (1/2) ln(1 + sX2/D).
[[nodiscard]] double many_workers_sum_rate(double var_x, double var_n, double distortion);

/// A draft's formula for unequal workers as it was printed: as least_sum_rate, but with all workers
/// taken as active, nu = (sum_k 1/sN2_k - 1/D)/K. WRONG, too low and so unachievable, as soon as a
/// worker is noisier than 1/nu: its term is negative. For the claim cor2.heterogeneous.
[[nodiscard]] double printed_unequal_sum_rate(double var_x, std::span<const double> var_n,
                                              double distortion);

/// -dRsum/dD at D in nats per squared unit of the gradient (theory.md section 4): with m active
/// workers, m/(2 D^2)/(sum over active 1/sN2_k - 1/D) + 1/(2 D^2)/(1/sX2 + 1/D). Continuous in D.
[[nodiscard]] double sum_rate_slope(double var_x, std::span<const double> var_n, double distortion);

/// A problem of K equal workers without units (theory.md section 6).
struct NormalForm {
  double delta = 0;  ///< K D/sN2 - 1 > 0: quantisation noise over gradient noise (ZTW Fig. 8)
  double snr = 0;    ///< sX2/sN2 > 0
  std::size_t workers = 0;  ///< K >= 1
};

/// The normal form of K equal workers at distortion D.
[[nodiscard]] NormalForm normal_form(double var_x, double var_n, std::size_t workers,
                                     double distortion);

/// Rsum = (K/2) ln((1 + delta)/delta) + (1/2) ln(1 + K snr/(1 + delta)).
[[nodiscard]] double sum_rate(const NormalForm& form);

/// Rind = (K/2) ln((1 + delta)/delta) + (K/2) ln(1 + snr/(1 + delta)).
[[nodiscard]] double independent_rate(const NormalForm& form);

}  // namespace ceo::theory
