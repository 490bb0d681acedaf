// Runs replicas of `projected_sgd` on the CPU: threads over chunks, lanes over replicas.
#pragma once

#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/device_sgd.hpp"
#include "kernels/launch/sgd_twin.hpp"

namespace ceo::launch {

/// Totals of the replicas; the same bits for every pack, thread count and cut. Throws
/// std::invalid_argument like check_sgd, and for a pack that this machine lacks.
[[nodiscard]] SgdTotals run_sgd_cpu(const models::ProjectedSgd::Params& params,
                                    const SgdScales& scales, const ReplicaRange& range,
                                    const CpuOptions& options);

/// The body of the CUDA kernel, thread by thread on this machine: slow, for tests.
[[nodiscard]] SgdTotals run_sgd_virtual(const models::ProjectedSgd::Params& params,
                                        const SgdScales& scales, const ReplicaRange& range);

}  // namespace ceo::launch
