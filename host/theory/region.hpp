// The rate region of one layer at given test channels (spec/theory.md sections 3 and 5): R(r) is
// the set of rate vectors with sum_{k in A} R_k >= f_r(A) for every non-empty set A of workers.
// Workers count from 0 here, from 1 in messages.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "host/theory/channel.hpp"

namespace ceo::theory {

/// Most workers whose 2^K - 1 constraints are listed.
inline constexpr std::size_t kMostListedWorkers = 20;

/// f_r(A) = I(Y_A; U_A | U_{A^c}) in nats (ZTW eq 14), for a set A of different workers:
/// sum_A r_k + (1/2) ln[(1/sX2 + 1/D) / (1/sX2 + sum_{k not in A} a_k)]; 0 for the empty set.
/// Throws Error(usage) if a worker is not one of the channel's or comes twice.
[[nodiscard]] double subset_information(const Channel& channel,
                                        std::span<const std::size_t> subset);

/// f_r of all sets in nats: [2^K], bit k of the index says that worker k is in A; entry 0 is 0.
/// Throws Error(usage) for K above kMostListedWorkers.
[[nodiscard]] std::vector<double> subset_informations(const Channel& channel);

/// The workers of a set given by its bits, in rising order.
[[nodiscard]] std::vector<std::size_t> workers_of(std::size_t bits);

/// The vertex of R(r) that belongs to an order of successive decoding, in nats per worker (ZTW
/// Lemma 1, eq 19). order[0] is decoded last:
/// R_{order[i]} = r + (1/2) ln[(1/sX2 + sum_{j >= i} a) / (1/sX2 + sum_{j > i} a)]
///              = I(Y_{order[i]}; U_{order[i]} | U_{order[i+1]}, U_{order[i+2]}, ...).
/// With prices that fall along the order it is the cheapest point of R(r). Any K, in time K.
/// Throws Error(usage) unless `order` holds each worker once.
[[nodiscard]] std::vector<double> vertex(const Channel& channel,
                                         std::span<const std::size_t> order);

/// The constraint of R(r) that a rate vector meets with the least slack.
struct TightestConstraint {
  double slack = 0;                 ///< min over A of sum_A R_k - f_r(A), in nats
  std::vector<std::size_t> subset;  ///< a set A that attains it, in rising order
};

/// Tests rates R_k (nats, finite, any sign) against all 2^K - 1 constraints: R is in R(r) iff the
/// slack is not negative. A vertex meets K of them with equality, so there the slack is 0 but for
/// about K roundings of sum_k R_k. Exact for any K, in time K^2: f_r(A) - sum_A r_k is a convex
/// function of sum_A a_k, so the slack is least at a set that holds one worker and otherwise those
/// of least (R_k - r_k)/a_k. Throws Error(usage) unless there is one finite rate per worker.
[[nodiscard]] TightestConstraint tightest_constraint(const Channel& channel,
                                                     std::span<const double> rates);

}  // namespace ceo::theory
