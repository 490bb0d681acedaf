// Which machine samples: the CPU, or CUDA devices. The bits are the same.
#pragma once

#include <string>
#include <vector>

#include "host/run/config.hpp"
#include "kernels/launch/device_cell.hpp"

namespace ceo::verify {

/// A process among those that share this machine and a run.
struct Place {
  int local_rank = 0;
  int local_size = 1;
  int threads = 0;  ///< hardware threads that are its own; 0: all
};

/// The devices of one process: with l of L processes on a machine those at l, l + L, ... of the
/// list, or the one at l modulo their number where there are fewer devices than processes.
template <class Device>
[[nodiscard]] std::vector<Device> dealt(const std::vector<Device>& devices, const Place& place) {
  const auto count = devices.size();
  const auto first = static_cast<std::size_t>(place.local_rank);
  const auto step = static_cast<std::size_t>(place.local_size);
  if (count == 0) return {};
  if (count < step) return {devices[first % count]};
  std::vector<Device> own;
  for (std::size_t i = first; i < count; i += step) own.push_back(devices[i]);
  return own;
}

/// The CUDA devices that a run uses, on this machine; empty for the CPU.
/// @param backend "cpu"; "cuda": Error(device) with the reason where there is none; "auto": CUDA
///                where there is a device, else the CPU
/// @param devices indices as typed, "0" or "0,2", or "all"; Error(device) if one is not there,
///                Error(usage) if it is no list of numbers
[[nodiscard]] std::vector<launch::CudaDevice> choose_devices(const std::string& backend,
                                                             const std::string& devices);

/// The CUDA devices that a run of this plan uses. Foreign generators are drawn on the CPU, so a
/// plan that names one gets no device. Else as choose_devices. Error(usage) if such a plan is asked
/// to run on "cuda", Error(device) if it cannot load cuRAND.
[[nodiscard]] std::vector<launch::CudaDevice> devices_for(const run::Config& config,
                                                          const std::string& backend,
                                                          const std::string& devices);

/// CUDA devices that a run leaves idle, and why: "none" where it uses all that are there, else for
/// example "no CUDA device (this program was built without CUDA)".
[[nodiscard]] std::string skipped_devices(const run::Config& config, const std::string& backend,
                                          const std::vector<launch::CudaDevice>& used);

/// The foreign generators of a plan, by name; empty if all of it is philox.
[[nodiscard]] std::vector<std::string> foreign_generators(const run::Config& config);
/// "10.4.0 (libcurand.so.10)", without folders; "none" where cuRAND cannot be loaded.
[[nodiscard]] std::string curand_text();

/// "NVIDIA H200 (compute capability 9.0, 132 multiprocessors, 139.8 GiB)".
[[nodiscard]] std::string describe(const launch::CudaDevice& device);
/// "13.0" for 13000.
[[nodiscard]] std::string cuda_version(int version);

}  // namespace ceo::verify
