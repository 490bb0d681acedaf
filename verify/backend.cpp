#include "verify/backend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <sstream>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "kernels/launch/curand_library.hpp"

namespace ceo::verify {
namespace {

constexpr const char* kSameBits =
    "Use --backend cpu or auto: the results are the same, to the bit.";

std::vector<int> indices_of(const std::string& devices) {
  std::vector<int> indices;
  std::istringstream list(devices);
  std::string item;
  while (std::getline(list, item, ',')) {
    int index = -1;
    const char* end = item.data() + item.size();
    const auto [stop, error] = std::from_chars(item.data(), end, index);
    if (error != std::errc() || stop != end || index < 0) {
      throw Error(ExitCode::usage, "'" + item + "' is no device number", "--device",
                  "Give numbers separated by commas, such as 0 or 0,1.");
    }
    if (std::find(indices.begin(), indices.end(), index) != indices.end()) {
      throw Error(ExitCode::usage, "device " + item + " is named twice", "--device",
                  "Name each device once.");
    }
    indices.push_back(index);
  }
  if (indices.empty()) {
    throw Error(ExitCode::usage, "no device is named", "--device",
                "Give numbers separated by commas, such as 0 or 0,1.");
  }
  return indices;
}

}  // namespace

std::vector<launch::CudaDevice> choose_devices(const std::string& backend,
                                               const std::string& devices) {
  const bool all = devices == "all";
  const std::vector<int> wanted = all ? std::vector<int>{} : indices_of(devices);
  if (backend == "cpu") return {};
  std::string why;
  const std::vector<launch::CudaDevice> present = launch::cuda_devices(why);
  if (present.empty()) {
    if (backend == "auto") return {};
    throw Error(ExitCode::device, why, "--backend cuda", kSameBits);
  }
  if (all) return present;
  std::vector<launch::CudaDevice> chosen;
  for (const int index : wanted) {
    if (static_cast<std::size_t>(index) >= present.size()) {
      throw Error(ExitCode::device,
                  fmt::format("there is no device {}; this machine has {}", index, present.size()),
                  "--device", kSameBits);
    }
    chosen.push_back(present[static_cast<std::size_t>(index)]);
  }
  return chosen;
}

std::vector<launch::CudaDevice> devices_for(const run::Config& config, const std::string& backend,
                                            const std::string& devices) {
  const std::vector<std::string> foreign = foreign_generators(config);
  if (foreign.empty()) return choose_devices(backend, devices);
  const std::string names = join(foreign, ", ");
  if (backend == "cuda") {
    throw Error(ExitCode::usage,
                "this plan draws from " + names + ", and foreign generators feed the CPU alone",
                "--backend cuda", "Use --backend cpu or auto, or --rng philox.");
  }
  std::string why;
  if (launch::curand_library(why) == nullptr) {
    throw Error(ExitCode::device, "this plan draws from " + names + ", but " + why, "--rng",
                "Install cuRAND of the CUDA Toolkit, or name its libcurand.so.10 in the "
                "environment variable CEO_CURAND, or use --rng philox.");
  }
  return choose_devices("cpu", devices);
}

std::string skipped_devices(const run::Config& config, const std::string& backend,
                            const std::vector<launch::CudaDevice>& used) {
  if (backend == "cpu") return "not looked for (--backend cpu)";
  std::string why;
  const std::vector<launch::CudaDevice> present = launch::cuda_devices(why);
  if (present.empty()) return "no CUDA device (" + why + ")";
  std::vector<std::string> idle;
  for (const launch::CudaDevice& device : present) {
    const bool is_used = std::any_of(used.begin(), used.end(), [&](const launch::CudaDevice& one) {
      return one.index == device.index;
    });
    if (!is_used) idle.push_back(fmt::format("{}: {}", device.index, device.name));
  }
  if (idle.empty()) return "none";
  return join(idle, ", ") + (foreign_generators(config).empty()
                                 ? " (not named by --device)"
                                 : " (foreign generators feed the CPU)");
}

std::vector<std::string> foreign_generators(const run::Config& config) {
  std::set<std::string> names;
  for (const run::PointConfig& point : config.points) {
    if (point.rng != launch::Generator::philox) names.insert(launch::to_string(point.rng));
  }
  return {names.begin(), names.end()};
}

std::string curand_text() {
  std::string why;
  const launch::CurandLibrary* library = launch::curand_library(why);
  if (library == nullptr) return "none";
  return fmt::format("{} ({})", launch::curand_version_text(library->version),
                     std::filesystem::path(library->path).filename().string());
}

std::string describe(const launch::CudaDevice& device) {
  constexpr double kGibibyte = 1024.0 * 1024.0 * 1024.0;
  return fmt::format("{} (compute capability {}.{}, {} multiprocessors, {:.1f} GiB)", device.name,
                     device.major, device.minor, device.processors,
                     static_cast<double>(device.memory_bytes) / kGibibyte);
}

std::string cuda_version(int version) {
  return fmt::format("{}.{}", version / 1000, version % 1000 / 10);
}

}  // namespace ceo::verify
