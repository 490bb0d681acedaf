// Where the replicas of host checks run.
#pragma once

#include <optional>

#include "kernels/launch/cpu_launcher.hpp"

namespace ceo::run {

/// The results are the same on all, to the bit.
struct HostMachine {
  launch::CpuOptions cpu{};
  std::optional<int> cuda_device{};  ///< instead of the CPU
};

}  // namespace ceo::run
