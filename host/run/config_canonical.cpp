#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "host/base/text.hpp"
#include "host/run/config.hpp"
#include "host/run/toml_text.hpp"

namespace ceo::run {
namespace {

using Lines = std::vector<std::string>;

void add(Lines& lines, const std::string& key, const std::string& value) {
  lines.push_back(key + " = " + value);
}

/// TOML's integers end at 2^63 - 1; a larger seed is a string.
std::string seed_text(std::uint64_t seed) {
  constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const std::string digits = std::to_string(seed);
  return seed <= kLargest ? digits : toml_string(digits);
}

void add_point(Lines& lines, const PointConfig& point) {
  const std::string path = toml_path("points", point.name);
  if (point.layer > 0) add(lines, path + ".layer", std::to_string(point.layer));
  add(lines, path + ".matrix_every", std::to_string(point.matrix_every));
  // Named only where it is given, as it was added later.
  if (point.physical_every > 0) {
    add(lines, path + ".physical_every", std::to_string(point.physical_every));
  }
  // Named only where it is foreign, so that plans from before there was a choice keep their hash.
  if (point.rng != launch::Generator::philox) {
    add(lines, path + ".rng", toml_string(launch::to_string(point.rng)));
  }
  add(lines, path + ".shape_every", std::to_string(point.shape_every));
  if (!point.trace.empty()) add(lines, path + ".trace", toml_string(point.trace));
  if (point.trace_samples > 0) {
    add(lines, path + ".trace_samples", std::to_string(point.trace_samples));
  }
  if (!point.trace_sha256.empty()) {
    add(lines, path + ".trace_sha256", toml_string(point.trace_sha256));
  }
  add(lines, path + ".var_n", toml_floats(point.var_n));
  add(lines, path + ".var_v", toml_floats(point.var_v));
  add(lines, path + ".var_x", toml_float(point.var_x));
}

void add_claim(Lines& lines, const ClaimConfig& claim) {
  const std::string path = toml_path("claims", claim.id);
  if (claim.instances > 0) add(lines, path + ".instances", std::to_string(claim.instances));
  if (!claim.trace.empty()) add(lines, path + ".trace", toml_string(claim.trace));
  if (!claim.trace_sha256.empty()) {
    add(lines, path + ".trace_sha256", toml_string(claim.trace_sha256));
  }
  if (claim.points.empty()) return;  // checked on the host alone
  std::vector<std::string> points;
  for (const std::string& point : claim.points) points.push_back(toml_string(point));
  add(lines, path + ".points", '[' + join(points, ",") + ']');
  add(lines, path + ".samples", std::to_string(claim.samples));
  for (const auto& [control, point] : claim.control_points) {
    add(lines, toml_path(path + ".control_points", control), toml_string(point));
  }
}

}  // namespace

// The canonical form is itself a plan: reading it gives the same Config. So a run file that keeps
// it can be run again without the command line that made it.
std::string Config::canonical() const {
  Lines lines;
  add(lines, "plan.budget", toml_float(budget));
  add(lines, "plan.controls", controls ? "true" : "false");
  add(lines, "plan.name", toml_string(name));
  add(lines, "plan.resolution", toml_float(resolution));
  add(lines, "plan.seed", seed_text(seed));
  add(lines, "plan.title", toml_string(title));
  for (const PointConfig& point : points) add_point(lines, point);
  for (const ClaimConfig& claim : claims) add_claim(lines, claim);
  std::sort(lines.begin(), lines.end());
  return join(lines, "\n") + '\n';
}

}  // namespace ceo::run
