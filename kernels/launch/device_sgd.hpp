// Totals of replicas of `projected_sgd`, and the CUDA side, which needs no CUDA header here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/launch/sgd_tally.hpp"
#include "kernels/models/projected_sgd.hpp"

namespace ceo::launch {

/// Integer sums over replicas at every checkpoint.
struct SgdTotals {
  std::uint64_t replicas = 0;
  std::vector<std::int64_t> sums;  ///< [checkpoints][SgdFields::kStride]

  [[nodiscard]] std::int64_t at(std::size_t checkpoint, int field) const {
    return sums.at(checkpoint * SgdFields::kStride + static_cast<std::size_t>(field));
  }
  /// Other replicas of the same problem. Throws std::invalid_argument if the sums do not match or
  /// the replicas are more than kSgdMostReplicas.
  void add(const SgdTotals& other);
};

/// Throws std::invalid_argument with what is wrong: dimension outside 1..64, steps outside 1..2^30,
/// no rising checkpoints up to the last step, workers outside 0..1024, no replica or more than
/// kSgdMostReplicas, a replica beyond 2^32.
void check_sgd(const models::ProjectedSgd::Params& params, const ReplicaRange& range);

/// Totals of the replicas on a CUDA device, which is checked first: the same bits as run_sgd_cpu.
/// Throws std::runtime_error naming the CUDA call that failed, and in a build without CUDA.
[[nodiscard]] SgdTotals run_sgd_cuda(const models::ProjectedSgd::Params& params,
                                     const SgdScales& scales, const ReplicaRange& range,
                                     int device);

}  // namespace ceo::launch
