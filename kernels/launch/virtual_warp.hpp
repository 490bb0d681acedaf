// A warp on the CPU: lanes one after the other, in lockstep from phase to phase. Tests run the very
// kernel bodies of the GPU through it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/launch/device_job.hpp"

namespace ceo::launch {

template <class Lane>
class VirtualWarp {
 public:
  VirtualWarp(int scalars, std::size_t entries)
      : lanes_(kWarpLanes),
        scalars_(static_cast<std::size_t>(scalars) * kWarpLanes),
        outputs_(scalars),
        entries_(entries) {}

  template <class F>
  void each(const F& f) {
    for (int l = 0; l < kWarpLanes; ++l) f(lanes_[static_cast<std::size_t>(l)], l);
  }
  template <class F>
  [[nodiscard]] std::int32_t sum(const F& f) const {
    std::int32_t total = 0;
    for (int l = 0; l < kWarpLanes; ++l) total += f(lanes_[static_cast<std::size_t>(l)], l);
    return total;
  }
  [[nodiscard]] std::int64_t& scalar(int lane, int i) {
    return scalars_[static_cast<std::size_t>(lane) * static_cast<std::size_t>(outputs_) +
                    static_cast<std::size_t>(i)];
  }
  [[nodiscard]] std::int64_t entry(int t) const { return entries_[static_cast<std::size_t>(t)]; }
  void pick(int j, std::int32_t value) { picked_[static_cast<std::size_t>(j)] = value; }
  void add_picked(int t) {
    for (std::size_t j = 0; j < picked_.size(); ++j) {
      entries_[static_cast<std::size_t>(t) + j] += picked_[j];
    }
  }
  static void add(std::int64_t* target, std::int64_t value) { *target += value; }

 private:
  std::vector<Lane> lanes_;
  std::vector<std::int64_t> scalars_;
  int outputs_;
  std::vector<std::int64_t> entries_;
  std::array<std::int32_t, kWarpLanes> picked_{};
};

/// A block on the CPU: every phase runs thread after thread.
template <class Thread>
class VirtualBlock {
 public:
  explicit VirtualBlock(int threads) : threads_(static_cast<std::size_t>(threads)) {}

  template <class F>
  void phase(const F& f) {
    for (std::size_t t = 0; t < threads_.size(); ++t) f(threads_[t], static_cast<int>(t));
  }
  static void add(std::int64_t* target, std::int64_t value) { *target += value; }

 private:
  std::vector<Thread> threads_;
};

}  // namespace ceo::launch
