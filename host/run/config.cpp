#include "host/run/config.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "host/base/error.hpp"
#include "host/base/text.hpp"

namespace ceo::run {
namespace {

namespace fs = std::filesystem;

/// A word without folder or extension may name a plan of the plan folders.
bool is_bare_name(const std::string& plan) {
  return plan.find_first_of("/.") == std::string::npos;
}

std::vector<std::string> available_plans(const std::vector<std::string>& folders) {
  std::vector<std::string> names;
  for (const std::string& folder : folders) {
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
      if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

/// Path of the plan file. Plan folders win over a file of that bare name in the working folder.
std::string find_plan(const std::string& plan, const std::vector<std::string>& folders) {
  std::vector<std::string> tried;
  if (is_bare_name(plan)) {
    for (const std::string& folder : folders) {
      tried.push_back((fs::path(folder) / (plan + ".toml")).string());
    }
  }
  tried.push_back(plan);
  std::error_code failed;
  for (const std::string& path : tried) {
    if (!path.empty() && fs::exists(path, failed)) return path;
  }
  const std::vector<std::string> names = available_plans(folders);
  const std::string near = nearest(plan, names);
  std::string remedy = near.empty() ? "" : "Did you mean \"" + near + "\"? ";
  remedy += names.empty() ? "No plans were found in the plan folders."
                          : "Available plans: " + join(names, ", ") + ".";
  throw Error(ExitCode::usage, "there is no such plan (tried " + join(tried, ", ") + ")",
              plan.empty() ? "PLAN" : plan, remedy);
}

/// A plan may come through a pipe, so its size is not known before.
std::string read_text(const std::string& path) {
  constexpr std::size_t kLargest = std::size_t{16} << 20;  // the plan nightly has 7 kB
  std::error_code failed;
  std::ifstream file(path, std::ios::binary);
  if (fs::is_directory(path, failed) || !file) {
    throw Error(ExitCode::file, "the plan cannot be read", path,
                "Check that it is a file and that you may read it.");
  }
  std::string text;
  std::array<char, 65536> part{};
  while (file.read(part.data(), part.size()) || file.gcount() > 0) {
    text.append(part.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > kLargest) {
      throw Error(ExitCode::file, "the file is larger than 16 MiB, so it is no plan", path,
                  "Check the name.");
    }
  }
  if (file.bad()) {
    throw Error(ExitCode::file, "reading the plan failed", path,
                "Check the disk or network drive.");
  }
  return text;
}

}  // namespace

Config read_config(const std::string& plan, const std::vector<std::string>& plan_folders,
                   const std::vector<Claim>& claims, const Overrides& overrides) {
  const std::string path = find_plan(plan, plan_folders);
  return parse_config(read_text(path), path, claims, overrides);
}

}  // namespace ceo::run
