// One cell on one CUDA device. Implemented in device_cell.cu; no CUDA header is needed here.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernels/launch/device_job.hpp"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::launch {

struct CudaDevice {
  int index = 0;
  std::string name;
  int major = 0, minor = 0;  ///< compute capability
  int processors = 0;        ///< streaming multiprocessors
  std::uint64_t memory_bytes = 0;
  int driver = 0;   ///< CUDA version of the driver, 1000 major + 10 minor
  int runtime = 0;  ///< CUDA version of the runtime
};

/// Devices of this machine. Empty where there is none: `why` then says so in words.
[[nodiscard]] std::vector<CudaDevice> cuda_devices(std::string& why);

/// Words that give a radius: every root that a normal can need.
inline constexpr std::uint64_t kRadiusInputs = std::uint64_t{1} << 31;

/// What a device computes otherwise than it should; a sound one has only kRadiusInputs roots
/// compared.
struct DeviceFindings {
  int philox_wrong = 0;              ///< words that differ from the published ones
  std::uint32_t draws_wrong = 0;     ///< normals, exponentials, logarithms unlike the host's bits
  std::uint64_t roots_compared = 0;  ///< radius inputs whose root was compared
  std::uint64_t roots_wrong = 0;     ///< of these, not correctly rounded
};

/// Compares published Philox words, the elementary functions against the host's bits, and the root
/// of every reachable argument against the correctly rounded one. Takes milliseconds. Throws
/// std::runtime_error naming the CUDA call that failed.
[[nodiscard]] DeviceFindings examine_device(int device);

/// Throws std::runtime_error if examine_device() finds anything wrong.
void check_device(int device);

/// Integers of a launch, folded.
struct LaunchSums {
  std::vector<std::int64_t> sums, matrix;
  std::array<std::int64_t, kCounts> counts{};
};

/// A cell's parameters and sums in the memory of a device. Use it from one thread.
/// Every member throws std::runtime_error naming the CUDA call that failed.
class DeviceCell {
 public:
  DeviceCell(int device, const models::GaussianCeo::Params& params, MatrixKind matrix);
  ~DeviceCell();
  DeviceCell(const DeviceCell&) = delete;
  DeviceCell& operator=(const DeviceCell&) = delete;

  /// Adds a range of strips to the device's sums and waits for it. At most kMaxLaunchStrips in all
  /// between two calls of take().
  void run(const StripJob& job);
  /// The sums so far; the device begins anew at zero.
  [[nodiscard]] LaunchSums take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ceo::launch
