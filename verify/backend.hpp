// Which machine samples: the CPU, or CUDA devices. The bits are the same.
#pragma once

#include <string>
#include <vector>

#include "host/run/config.hpp"
#include "kernels/launch/device_cell.hpp"

namespace ceo::verify {

/// The CUDA devices that a run uses; empty for the CPU.
/// @param backend "cpu"; "cuda": Error(device) with the reason where there is none; "auto": CUDA
///                where there is a device, else the CPU
/// @param devices indices as typed, "0" or "0,2"; Error(device) if one is not there, Error(usage)
/// if
///                it is no list of numbers
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
