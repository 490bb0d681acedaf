// The shape statistics of one cell on one CUDA device. Implemented in device_shape_cell.cu; no CUDA
// header is needed here.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/launch/device_shape.hpp"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::launch {

/// Integers of one launch.
struct ShapeLaunch {
  std::vector<std::uint32_t> histogram;   ///< [variables][194]
  std::vector<std::int64_t> source_bins;  ///< [3][32]
  std::array<std::int64_t, kShapeCounts> counts{};
};

/// Use it from one thread. Every member throws std::runtime_error naming the CUDA call that failed.
class DeviceShapeCell {
 public:
  DeviceShapeCell(int device, const models::GaussianCeo::Params& params);
  ~DeviceShapeCell();
  DeviceShapeCell(const DeviceShapeCell&) = delete;
  DeviceShapeCell& operator=(const DeviceShapeCell&) = delete;

  /// Counts a range of at most 2^26 chosen strips and waits for it.
  [[nodiscard]] ShapeLaunch run(const ShapeJob& job);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ceo::launch
