// Replicas of `projected_sgd` in the lanes of a pack. Compiled once per pack, with its
// instructions.
#pragma once

#include <cstdint>

#include "kernels/launch/sgd_twin.hpp"

namespace ceo::launch {

template <class Family>
struct SgdPipeline {
  static constexpr int kLanes = Family::kLanes;
  static constexpr int kSide = Family::kSide;
  static constexpr int kReplicas = kLanes * kSide;
  using Real = typename Family::template Real<kSide>;
  using Bits = typename Family::template Bits<kSide>;

  struct PlainAdd {
    std::int64_t* sums;
    void operator()(int i, std::int64_t x) const { sums[i] += x; }
  };

  /// Takes the lanes apart and adds those that hold a replica.
  struct Sink {
    const SgdScales& scales;
    PlainAdd add;
    int used;  ///< of kReplicas
    bool hit[kReplicas];

    void operator()(int checkpoint, const Real& value, const Real& gradient) {
      alignas(64) float values[kReplicas];
      alignas(64) float gradients[kReplicas];
      for (int i = 0; i < kSide; ++i) {
        Family::store(values + i * kLanes, Family::get(value, i));
        Family::store(gradients + i * kLanes, Family::get(gradient, i));
      }
      for (int i = 0; i < used; ++i) {
        tally_replica(scales, checkpoint, values[i], gradients[i], hit[i], add);
      }
    }
  };

  // NOLINTBEGIN(readability-non-const-parameter): the sink writes through sums
  static void run(const models::ProjectedSgd::Params& params, const SgdScales& scales,
                  const ReplicaRange& range, std::int64_t* sums) {
    // NOLINTEND(readability-non-const-parameter)
    for (std::uint32_t done = 0; done < range.count; done += kReplicas) {
      Bits replica;
      for (int i = 0; i < kSide; ++i) {
        Family::set(
            replica, i,
            Family::lane_index() + (range.first + done + static_cast<std::uint32_t>(i * kLanes)));
      }
      const std::uint32_t left = range.count - done;
      Sink sink{scales, {sums}, left < kReplicas ? static_cast<int>(left) : kReplicas, {}};
      models::ProjectedSgd::run<Real>(params, replica, sink);
    }
  }
};

}  // namespace ceo::launch
