// One thread of the CUDA kernel of `projected_sgd`: one replica. Host-device code, so that tests
// run it without a GPU.
#pragma once

#include <cstdint>

#include "kernels/launch/sgd_tally.hpp"
#include "kernels/models/projected_sgd.hpp"

namespace ceo::launch {

template <class Add>
struct SgdThreadSink {
  const SgdScales& scales;
  const Add& add;
  bool hit;
  CEO_HD void operator()(int checkpoint, float value, float gradient) {
    tally_replica(scales, checkpoint, value, gradient, hit, add);
  }
};

/// `add(i, x)` adds an integer at a place of the sums, atomically where threads share them.
template <class Add>
CEO_HD void sgd_thread(const models::ProjectedSgd::Params& params, const SgdScales& scales,
                       std::uint32_t replica, const Add& add) {
  SgdThreadSink<Add> sink{scales, add, false};
  models::ProjectedSgd::run<float>(params, replica, sink);
}

}  // namespace ceo::launch
