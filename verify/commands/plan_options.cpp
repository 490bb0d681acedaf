#include "verify/commands/plan_options.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "host/base/error.hpp"
#include "verify/claims/registry.hpp"
#include "verify/commands/parse.hpp"
#include "verify/provenance.hpp"
#include "verify/traces.hpp"

namespace ceo::verify {
namespace {

std::uint64_t parse_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Error(ExitCode::usage, "'" + text + "' cannot be used", "--seed",
                "Give a whole number from 0 to 2^64 - 1.");
  }
  return seed;
}

double parse_precision(const std::string& text) {
  const std::vector<double> values = parse_list(text, "--precision");
  if (values.size() != 1 || !std::isfinite(values[0]) || !(values[0] > 0)) {
    throw Error(ExitCode::usage, "'" + text + "' cannot be used", "--precision",
                "Give one positive number, such as 1e-4.");
  }
  return values[0];
}

/// "a,b" -> {"a", "b"}; empty names stay, so that they are refused by whoever knows the names.
std::vector<std::string> parse_names(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    names.push_back(text.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return names;
}

}  // namespace

std::vector<std::string> plan_folders() {
  std::vector<std::string> folders = {"datasets/plans", CEO_SOURCE_PLANS};
  const char* extra = std::getenv("CEO_PLANS");
  if (extra != nullptr && *extra != '\0') folders.emplace_back(extra);
  return folders;
}

run::Overrides overrides_of(const PlanOptions& options) {
  run::Overrides overrides;
  if (!options.seed.empty()) overrides.seed = parse_seed(options.seed);
  if (!options.samples.empty()) overrides.samples = parse_count(options.samples, "--samples");
  if (!options.precision.empty()) overrides.precision = parse_precision(options.precision);
  if (!options.rng.empty()) overrides.rng = parse_names(options.rng);
  overrides.no_controls = options.no_controls;
  overrides.set = options.set;
  return overrides;
}

run::Config config_of(const PlanOptions& options) {
  run::Config config =
      run::read_config(options.plan, plan_folders(), claims(), overrides_of(options));
  pin_traces(config);
  return config;
}

std::string repeat_command(const PlanOptions& options, const std::string& time) {
  std::vector<std::string> words = {"ceo-verify", "run", options.plan};
  const auto add = [&](const char* option, const std::string& value) {
    if (value.empty()) return;
    words.emplace_back(option);
    words.push_back(value);
  };
  add("--samples", options.samples);
  add("--precision", options.precision);
  add("--time", time);
  add("--rng", options.rng);
  for (const std::string& set : options.set) add("--set", set);
  if (options.no_controls) words.emplace_back("--no-controls");
  return relative_command(words);
}

}  // namespace ceo::verify
