// The classical quadratic Gaussian CEO problem, without the demand of an unbiased decoder, beside
// the unbiased one (spec/theory.md section 3; PTR; ZTW Remark 2). Its distortion D' is the mean
// square error of any decoder. The region of the unbiased problem at D is the classical one at D' =
// 1/(1/D + 1/sX2).
#pragma once

#include <cstddef>
#include <span>

#include "host/theory/channel.hpp"

namespace ceo::theory {

/// D' = 1/(1/D + 1/sX2) = sX2 D/(sX2 + D): the mean square error of the unbiased decoder of
/// distortion D, scaled by sX2/(sX2 + D). Below both D and sX2. Throws Error(usage) unless both are
/// positive and finite.
[[nodiscard]] double classical_distortion(double var_x, double distortion);

/// D = 1/(1/D' - 1/sX2), the inverse map. Throws Error(usage) unless 0 < D' < sX2: a classical D'
/// of sX2 or more needs no rate and belongs to no unbiased decoder.
[[nodiscard]] double unbiased_distortion(double var_x, double classical);

/// Least D' that no finite rate reaches: 1/(1/sX2 + sum_k 1/sN2_k). Throws Error(usage) as
/// minimal_distortion.
[[nodiscard]] double minimal_classical_distortion(double var_x, std::span<const double> var_n);

/// The constraint of the classical region on the rates of a set A, in nats (PTR):
/// sum_A r_k + (1/2) ln(1/D') - (1/2) ln(1/sX2 + sum_{k not in A} a_k); r of the channel, D' given.
/// A constraint of the classical region at D' only if 1/sX2 + sum_k a_k = 1/D', which is not asked
/// for. Throws Error(usage) for D' not positive and finite, and for workers that are none.
[[nodiscard]] double classical_subset_information(const Channel& channel, double classical,
                                                  std::span<const std::size_t> subset);

/// Least sum rate of the classical problem at D', in nats: 0 for D' >= sX2; else
/// sum over active workers of (1/2) ln(1/(nu sN2_k)) + (1/2) ln(sX2/D') with
/// sum_k max(0, 1/sN2_k - nu) = 1/D' - 1/sX2. Throws Error(usage) with the feasible range if
/// D' <= minimal_classical_distortion or D' is not finite.
[[nodiscard]] double classical_sum_rate(double var_x, std::span<const double> var_n,
                                        double classical);

/// What the least sum rate of the unbiased problem tends to as D grows, in nats:
/// (sX2 + min_k sN2_k)/(2 D) (ZTW Remark 2). It is never 0, as the classical rate is for D >= sX2.
/// Throws Error(usage) unless all arguments are positive and finite.
[[nodiscard]] double large_distortion_rate(double var_x, std::span<const double> var_n,
                                           double distortion);

}  // namespace ceo::theory
