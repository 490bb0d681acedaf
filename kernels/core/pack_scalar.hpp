// The pack family of width one: plain floats through the CPU pipeline. Slow and portable.
#pragma once

#include <cstdint>

#include "kernels/core/scalar.hpp"

namespace ceo {

struct ScalarFamily {
  static constexpr int kLanes = 1;
  static constexpr int kSide = 1;
  static constexpr int kTile = 1;
  static constexpr int kTileSteps = 1;
  static constexpr int kPackedFrom = 1 << 30;  ///< never
  template <int N>
  using Real = float;
  template <int N>
  using Bits = std::uint32_t;

  static CEO_HD float load(const float* p) { return *p; }
  static CEO_HD void store(float* p, float x) { *p = x; }
  static CEO_HD std::uint32_t load(const std::int32_t* p) { return static_cast<std::uint32_t>(*p); }
  static CEO_HD void store(std::int32_t* p, std::uint32_t x) { *p = static_cast<std::int32_t>(x); }
  static CEO_HD float load_pinned(const float* p) { return *p; }
  static CEO_HD std::uint32_t lane_index() { return 0; }
  static CEO_HD std::uint32_t splat(std::uint32_t x) { return x; }
  static CEO_HD void set(std::uint32_t& pack, int /*i*/, std::uint32_t x) { pack = x; }
  static CEO_HD void set(float& pack, int /*i*/, float x) { pack = x; }
  static CEO_HD float get(float pack, int /*i*/) { return pack; }
};

}  // namespace ceo
