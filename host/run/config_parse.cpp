#include <algorithm>
#include <charconv>
#include <limits>

#include "host/base/text.hpp"
#include "host/run/config_sections.hpp"
#include "host/run/plan.hpp"
#include "host/run/toml_set.hpp"
#include "host/run/toml_text.hpp"

namespace ceo::run {
namespace {

constexpr Interval kBudget{0, 0.1, true, false, "a number in (0, 0.1]"};
constexpr Interval kResolution{0, 1, true, false, "a number in (0, 1]"};

bool plan_name_ok(std::string_view name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

/// A seed is an integer, or a string of decimal digits above 2^63 - 1, where TOML's integers end.
std::optional<std::uint64_t> read_seed(Section& plan) {
  constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const toml::node* node = plan.node("seed");
  if (node == nullptr || !node->is_string()) return plan.count("seed", 0, kLargest);
  const std::string digits = node->as_string()->get();
  std::uint64_t seed = 0;
  const char* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, seed);
  if (parsed.ec == std::errc() && parsed.ptr == end) return seed;
  plan.value_problem("seed", "expected an integer, found the string " + toml_string(digits),
                     "A seed is an integer from 0 to 18446744073709551615; quote it above "
                     "9223372036854775807.");
  return std::nullopt;
}

toml::table parse_toml(const std::string& text, const std::string& origin) {
  try {
    return toml::parse(text, origin);
  } catch (const toml::parse_error& error) {
    throw Error(ExitCode::usage, std::string(error.description()), position(error.source()),
                "The file is not valid TOML; see docs/plans.md for the format.");
  }
}

void check_overrides(const Overrides& overrides, Problems& problems) {
  if (overrides.samples && overrides.precision) {
    problems.add("--samples and --precision exclude each other", "", "Give one of them.");
  }
  if (overrides.samples && (*overrides.samples == 0 || *overrides.samples > kMaxSamples)) {
    problems.add(std::to_string(*overrides.samples) + " is out of range", "--samples",
                 "Give an integer from 1 to " + std::to_string(kMaxSamples) + ".");
  }
  if (overrides.precision && !kResolution.holds(*overrides.precision)) {
    problems.add(shortest(*overrides.precision) + " is out of range", "--precision",
                 std::string("Give ") + kResolution.text + ".");
  }
}

/// Whether the plan must have points: not if all of its claims are checked on the host alone.
bool needs_points(const toml::table& document, const std::vector<Claim>& ledger) {
  const toml::table* claims = document["claims"].as_table();
  if (claims == nullptr || claims->empty()) return true;
  return !std::all_of(claims->begin(), claims->end(), [&](const auto& row) {
    return std::any_of(ledger.begin(), ledger.end(), [&](const Claim& claim) {
      return claim.id == row.first.str() && !claim.samples_cells();
    });
  });
}

/// The table of a section; an empty one, and a problem, if the file has none.
const toml::table& section_table(Section& root, const char* name, const char* header) {
  static const toml::table kEmpty;
  if (!root.has(name)) {
    root.problem(std::string("the section [") + name + "] is missing",
                 std::string("Add ") + header + "; see docs/plans.md.");
  }
  const toml::table* table = root.table(name);
  return table == nullptr ? kEmpty : *table;
}

}  // namespace

void read_plan_section(Section& plan, Config& config, GeneratorChoice& choice) {
  const auto name = plan.text("name");
  if (!plan.has("name")) plan.problem("the key name is missing", "Add name = \"...\".");
  if (name && !plan_name_ok(*name)) {
    plan.value_problem("name", toml_string(*name) + " is no name for a plan",
                       "Use lower-case letters, digits and '-'.");
  }
  config.name = name.value_or("");
  config.title = plan.text("title").value_or(config.name);
  config.seed = read_seed(plan).value_or(config.seed);
  config.budget = plan.number("budget", kBudget).value_or(config.budget);
  config.resolution = plan.number("resolution", kResolution).value_or(config.resolution);
  config.controls = plan.flag("controls").value_or(config.controls);
  read_plan_generators(plan, choice);
  plan.reject_unknown();
}

Config parse_config(const std::string& text, const std::string& origin,
                    const std::vector<Claim>& claims, const Overrides& overrides) {
  toml::table document = parse_toml(text, origin);
  Problems problems;
  apply_settings(document, overrides.set, problems);
  check_overrides(overrides, problems);

  Config config;
  config.text = text;
  config.path = origin;
  Section root(document, "", problems);
  Section plan(section_table(root, "plan", "[plan] with a name"), "plan", problems);
  GeneratorChoice generators;
  if (root.has("plan")) read_plan_section(plan, config, generators);
  force_generators(overrides.rng, problems, generators);
  config.seed = overrides.seed.value_or(config.seed);
  config.resolution = overrides.precision.value_or(config.resolution);
  if (overrides.no_controls) config.controls = false;

  PointTable points;
  if (root.has("points") || needs_points(document, claims)) {
    Section section(section_table(root, "points", "[points.NAME]"), "points", problems);
    if (root.has("points")) points = read_points(section, generators);
  }
  Section claim_section(section_table(root, "claims", "[claims.\"ID\"]"), "claims", problems);
  if (root.has("claims")) {
    config.claims = read_claims(claim_section, points, claims, config, overrides);
  }
  root.reject_unknown();
  problems.raise(ExitCode::usage);
  config.points = std::move(points.points);
  return config;
}

}  // namespace ceo::run
