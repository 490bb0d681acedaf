#include "kernels/launch/generators.hpp"

#include <array>
#include <utility>

namespace ceo::launch {

namespace {

constexpr std::array<std::pair<Generator, const char*>, 5> kNames{
    {{Generator::philox, "philox"},
     {Generator::xorwow, "xorwow"},
     {Generator::mrg32k3a, "mrg32k3a"},
     {Generator::mt19937, "mt19937"},
     {Generator::mtgp32, "mtgp32"}}};

}  // namespace

std::string to_string(Generator generator) {
  return kNames.at(static_cast<std::size_t>(generator)).second;
}

std::vector<std::string> generator_names() {
  std::vector<std::string> names;
  names.reserve(kNames.size());
  for (const auto& entry : kNames) names.emplace_back(entry.second);
  return names;
}

std::optional<Generator> generator_of(const std::string& name) {
  for (const auto& [generator, known] : kNames) {
    if (name == known) return generator;
  }
  return std::nullopt;
}

std::string why_unfit(const std::string& name) {
  if (name.find("sobol") == std::string::npos) return "";
  return "Sobol sequences fill space evenly by design: their points are not independent, and every "
         "standard error here assumes independent samples";
}

bool can_skip_ahead(Generator generator) {
  return generator == Generator::philox;
}

}  // namespace ceo::launch
