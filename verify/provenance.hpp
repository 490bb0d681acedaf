// Where a run came from: build, machine, libraries, command, times. Text only; no host name.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/device_cell.hpp"

namespace ceo::verify {

/// "AMD EPYC 7543 32-Core Processor", or "unknown".
[[nodiscard]] std::string cpu_model();
/// Hardware threads, at least 1.
[[nodiscard]] int hardware_threads();
/// The present time as "2024-05-01T12:00:00Z".
[[nodiscard]] std::string utc_now();
/// Name and version of every library behind the program.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> library_versions();

/// The word as a shell reads it back.
[[nodiscard]] std::string shell_quoted(const std::string& argument);
/// The command as typed, without absolute paths: the program's bare name, and every path below the
/// working folder relative to it.
[[nodiscard]] std::string relative_command(const std::vector<std::string>& arguments);

/// Everything that is known before a run starts on these CUDA devices, or on the CPU if there are
/// none. Keys as in docs/run-file.md, group provenance.
[[nodiscard]] std::map<std::string, std::string> collect_provenance(
    const std::vector<std::string>& arguments, const launch::CpuOptions& options,
    const std::vector<launch::CudaDevice>& devices);

}  // namespace ceo::verify
