#include "host/run/toml_set.hpp"

#include <utility>

namespace ceo::run {
namespace {

/// Tables made by dotted keys are merged; every other value, an inline table too, replaces.
void merge(toml::table& into, toml::table&& from) {
  for (auto&& [key, value] : from) {
    toml::table* patch = value.as_table();
    toml::node* present = into.get(key.str());
    if (patch != nullptr && !patch->is_inline() && present != nullptr && present->is_table()) {
      merge(*present->as_table(), std::move(*patch));
      continue;
    }
    // Moved, not copied: a copy of a node forgets where it came from.
    const toml::key& name = key;
    std::move(value).visit(
        [&](auto&& node) { into.insert_or_assign(name, std::forward<decltype(node)>(node)); });
  }
}

/// True if the document is one assignment: one key at every level down to a value.
bool single_assignment(const toml::table& document) {
  if (document.size() != 1) return false;
  const toml::table* below = document.begin()->second.as_table();
  return below == nullptr || below->is_inline() || single_assignment(*below);
}

}  // namespace

void apply_settings(toml::table& plan, const std::vector<std::string>& settings,
                    Problems& problems) {
  for (const std::string& setting : settings) {
    const std::string where = "--set " + setting;
    const std::string remedy =
        "Write --set 'dotted.key=value' with a TOML value; strings and keys with a dot need double "
        "quotes, as in --set 'claims.\"thm2.unbiased\".samples=1000000'.";
    try {
      toml::table patch = toml::parse(setting, where);
      if (single_assignment(patch)) {
        merge(plan, std::move(patch));
      } else {
        problems.add("not one assignment", where, remedy);
      }
    } catch (const toml::parse_error& error) {
      problems.add(std::string(error.description()), where, remedy);
    }
  }
}

}  // namespace ceo::run
