#include "verify/provenance.hpp"

#include <fmt/core.h>
#include <openssl/opensslv.h>
#include <toml++/toml.h>

#include <CLI/Version.hpp>
#include <Eigen/Core>
#include <algorithm>
#include <boost/version.hpp>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "host/base/build_info.hpp"
#include "host/base/text.hpp"
#include "host/io/library_version.hpp"
#include "host/mpi/world.hpp"
#include "verify/backend.hpp"

namespace ceo::verify {
namespace {

/// An absolute path below the working folder becomes relative; another one only keeps its last
/// part.
std::string relative_path(const std::string& text) {
  const std::filesystem::path path(text);
  if (!path.is_absolute()) return text;
  const auto relative = path.lexically_relative(std::filesystem::current_path());
  const bool below = !relative.empty() && relative.begin()->string() != "..";
  return below ? relative.string() : path.filename().string();
}

std::string relative_argument(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  if (argument.rfind("--", 0) == 0 && equals != std::string::npos) {
    return argument.substr(0, equals + 1) + relative_path(argument.substr(equals + 1));
  }
  return relative_path(argument);
}

std::string dotted(int major, int minor, int patch) {
  return fmt::format("{}.{}.{}", major, minor, patch);
}

}  // namespace

std::string shell_quoted(const std::string& argument) {
  const bool plain = !argument.empty() &&
                     argument.find_first_of(" \t\n'\"\\$`*?[]{}();&|<>#!~") == std::string::npos;
  if (plain) return argument;
  std::string text = "'";
  for (const char c : argument) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string cpu_model() {
  std::ifstream facts("/proc/cpuinfo");
  std::string line;
  while (std::getline(facts, line)) {
    const std::size_t colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos)
      return line.substr(colon + 2);
  }
  return "unknown";
}

int hardware_threads() {
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::vector<std::pair<std::string, std::string>> library_versions() {
  return {
      {"HDF5", io::hdf5_version()},
      {"Eigen", dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
      {"Boost", dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
      {"CLI11", CLI11_VERSION},
      {"toml++", dotted(TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH)},
      {"nlohmann-json", dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                               NLOHMANN_JSON_VERSION_PATCH)},
      {"fmt", dotted(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"OpenSSL", OPENSSL_VERSION_TEXT}};
}

std::string relative_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> words;
  for (const std::string& argument : arguments) {
    const bool program = words.empty();
    words.push_back(shell_quoted(program ? std::filesystem::path(argument).filename().string()
                                         : relative_argument(argument)));
  }
  return join(words, " ");
}

std::map<std::string, std::string> collect_provenance(
    const std::vector<std::string>& arguments, const launch::CpuOptions& options,
    const std::vector<launch::CudaDevice>& devices) {
  const BuildInfo& build = build_info();
  std::vector<std::string> libraries;
  for (const auto& [name, version] : library_versions()) libraries.push_back(name + " " + version);
  std::vector<std::string> names;
  for (const launch::CudaDevice& device : devices) names.push_back(describe(device));
  return {
      {"program", "ceo-verify"},
      {"version", build.version},
      {"commit", build.commit},
      {"dirty", build.commit == "unknown" ? "unknown" : (build.dirty ? "yes" : "no")},
      {"compiler", build.compiler},
      {"flags", build.flags},
      {"build_type", build.build_type},
      {"cuda", build.cuda},
      {"mpi", mpi::library_text()},
      {"device", devices.empty() ? "none" : join(names, ", ")},
      {"driver", devices.empty() ? "none" : cuda_version(devices.front().driver)},
      {"backend", devices.empty() ? "cpu" : "cuda"},
      {"cpu", cpu_model()},
      {"pack", launch::to_string(options.pack.value_or(launch::best_pack()))},
      {"threads", fmt::format("{}", options.threads > 0 ? options.threads : hardware_threads())},
      {"libraries", join(libraries, ", ")},
      {"command", relative_command(arguments)}};
}

}  // namespace ceo::verify
