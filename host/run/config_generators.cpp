// The key `rng`: which generator feeds a point.
#include <fmt/format.h>

#include <algorithm>

#include "host/base/text.hpp"
#include "host/run/config_sections.hpp"
#include "host/run/toml_text.hpp"

namespace ceo::run {
namespace {

using launch::Generator;

/// The generator of this name; nothing, and a problem at `where`, if there is none.
/// @param key what named it, for messages; may be empty
std::optional<Generator> known_generator(const std::string& name, const std::string& key,
                                         const std::string& where, Problems& problems) {
  const auto generator = launch::generator_of(name);
  if (generator) return generator;
  const std::string prefix = key.empty() ? "" : key + ": ";
  const std::string unfit = launch::why_unfit(name);
  if (unfit.empty()) {
    problems.add(prefix + "unknown generator " + toml_string(name), where,
                 suggestion(name, launch::generator_names(), "generators"));
  } else {
    problems.add(
        fmt::format("{}the generator {} cannot be used. {}", prefix, toml_string(name), unfit),
        where, "Use one of " + join(launch::generator_names(), ", ") + ".");
  }
  return std::nullopt;
}

void add_once(Generator generator, const std::string& key, const std::string& where,
              Problems& problems, std::vector<Generator>& list) {
  if (std::find(list.begin(), list.end(), generator) == list.end()) {
    list.push_back(generator);
  } else {
    problems.add(fmt::format("{}the generator {} is named twice", key.empty() ? "" : key + ": ",
                             toml_string(launch::to_string(generator))),
                 where, "Name it once.");
  }
}

std::optional<Generator> read_name(const toml::node& node, const std::string& key,
                                   Problems& problems) {
  const std::string where = position(node.source());
  const auto* name = node.as_string();
  if (name != nullptr) return known_generator(name->get(), key, where, problems);
  problems.add(key + ": expected the name of a generator", where,
               "Use one of " + join(launch::generator_names(), ", ") + ", in quotes.");
  return std::nullopt;
}

}  // namespace

void read_plan_generators(Section& plan, GeneratorChoice& choice) {
  const toml::node* node = plan.node("rng");
  if (node == nullptr) return;
  const std::string key = toml_path(plan.name(), "rng");
  std::vector<Generator> chosen;
  const toml::array* list = node->as_array();
  if (list == nullptr) {
    if (const auto generator = read_name(*node, key, plan.problems())) chosen = {*generator};
  } else {
    for (const toml::node& entry : *list) {
      const auto generator = read_name(entry, key, plan.problems());
      if (generator) add_once(*generator, key, position(entry.source()), plan.problems(), chosen);
    }
    if (list->empty()) plan.value_problem("rng", "the list is empty", "Name a generator.");
  }
  if (!chosen.empty()) choice.generators = chosen;
}

void force_generators(const std::vector<std::string>& names, Problems& problems,
                      GeneratorChoice& choice) {
  if (names.empty()) return;
  std::vector<Generator> chosen;
  for (const std::string& name : names) {
    const auto generator = known_generator(name, "", "--rng", problems);
    if (generator) add_once(*generator, "", "--rng", problems, chosen);
  }
  if (!chosen.empty()) choice = {chosen, true};
}

std::optional<Generator> read_point_generator(Section& point) {
  const toml::node* node = point.node("rng");
  if (node == nullptr) return std::nullopt;
  return read_name(*node, toml_path(point.name(), "rng"), point.problems());
}

}  // namespace ceo::run
