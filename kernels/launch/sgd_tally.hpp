// What a replica of `projected_sgd` leaves behind at a checkpoint: integers, so that no cut, thread
// or machine changes the totals.
#pragma once

#include <cstdint>

#include "kernels/core/scalar.hpp"

namespace ceo::launch {

/// Replicas first .. first + count - 1, all below 2^32.
struct ReplicaRange {
  std::uint32_t first = 0, count = 0;
};

/// Bins of the suboptimality: 8 per octave, from 2^-40 up to 2^24.
inline constexpr int kSgdBins = 512;
inline constexpr std::uint32_t kSgdFirstBin = (127U - 40U) << 3;  // bits of 2^-40, shifted by 20
/// A scaled value of this magnitude or more is an overflow. So many replicas cannot overflow sums.
inline constexpr double kSgdOverflow = 0x1p40;
inline constexpr std::uint64_t kSgdMostReplicas = std::uint64_t{1} << 22;

/// Powers of two that bring the sums to integers, and the suboptimality whose first reach counts.
struct SgdScales {
  double value = 1, gradient = 1;
  float target = 0;
};

/// Sums over replicas, laid out as int64 [kFields + kSgdBins] per checkpoint.
struct SgdFields {
  enum : int {
    kValue,  ///< suboptimality of the average, as an integer v of magnitude below 2^40
    /// |v| = a 2^20 + b: sums of a^2, a b and b^2, so that the sum of v^2 is exact.
    kHighSquare,
    kMixedSquare,
    kLowSquare,
    kGradient,          ///< ||gradient||^2 at the last iterate
    kFirstHits,         ///< replicas whose suboptimality is at most the target for the first time
    kBrokenReplicas,    ///< not finite: left out of all other fields
    kOverflowReplicas,  ///< likewise
    kFields
  };
  static constexpr int kStride = kFields + kSgdBins;
};

CEO_HD std::int64_t nearest_integer(double x) {
#if defined(__CUDA_ARCH__)
  return __double2ll_rn(x);
#else
  return __builtin_llrint(x);
#endif
}

/// Bin of a finite suboptimality; below 2^-40, 0 and negative: bin 0.
CEO_HD int sgd_bin(float value) {
  const std::uint32_t bits = bits_of(value);
  if ((bits & 0x80000000U) != 0 || (bits >> 20) < kSgdFirstBin) return 0;
  const std::uint32_t bin = (bits >> 20) - kSgdFirstBin;
  return bin < kSgdBins ? static_cast<int>(bin) : kSgdBins - 1;
}

/// Adds what one replica shows at checkpoint c. `add(i, x)` adds an integer at a place of the sums;
/// `hit` is the replica's own: whether it reached the target before.
template <class Add>
CEO_HD void tally_replica(const SgdScales& scales, int c, float value, float gradient, bool& hit,
                          const Add& add) {
  const int base = c * SgdFields::kStride;
  const double scaled = scales.value * static_cast<double>(value);
  const double steep = scales.gradient * static_cast<double>(gradient);
  if (!(scaled - scaled == 0) || !(steep - steep == 0)) {
    add(base + SgdFields::kBrokenReplicas, 1);
    return;
  }
  if (!(scaled < kSgdOverflow && scaled > -kSgdOverflow && steep < kSgdOverflow)) {
    add(base + SgdFields::kOverflowReplicas, 1);
    return;
  }
  const std::int64_t v = nearest_integer(scaled);
  const std::int64_t size = v < 0 ? -v : v;
  const std::int64_t high = size >> 20;
  const std::int64_t low = size & 0xFFFFF;
  add(base + SgdFields::kValue, v);
  add(base + SgdFields::kHighSquare, high * high);
  add(base + SgdFields::kMixedSquare, high * low);
  add(base + SgdFields::kLowSquare, low * low);
  add(base + SgdFields::kGradient, nearest_integer(steep));
  add(base + SgdFields::kFields + sgd_bin(value), 1);
  if (hit || !(value <= scales.target)) return;
  hit = true;
  add(base + SgdFields::kFirstHits, 1);
}

}  // namespace ceo::launch
