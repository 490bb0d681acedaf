#include "host/run/toml_section.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/text.hpp"
#include "host/run/toml_text.hpp"

namespace ceo::run {
namespace {

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number with a fraction or exponent";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date or time";
  }
}

}  // namespace

std::string position(const toml::source_region& region) {
  std::string path = region.path ? *region.path : std::string("plan");
  // An option is one line; a column in it would not help.
  if (path.starts_with("--") || region.begin.line == 0) return path;
  return fmt::format("{}:{}:{}", path, region.begin.line, region.begin.column);
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates,
                       const std::string& kind) {
  const std::string near = nearest(word, candidates);
  if (!near.empty()) return "Did you mean " + toml_string(near) + "?";
  if (candidates.empty()) return "There are no " + kind + " here.";
  return "Known " + kind + ": " + join(candidates, ", ") + ".";
}

bool Interval::holds(double value) const {
  return (low_open ? value > low : value >= low) && (high_open ? value < high : value <= high);
}

Section::Section(const toml::table& table, std::string name, Problems& problems)
    : table_(table), name_(std::move(name)), problems_(problems) {}

bool Section::has(std::string_view key) const {
  return table_.contains(key);
}

std::vector<std::string> Section::keys() const {
  std::vector<std::string> names;
  for (const auto& [key, value] : table_) names.emplace_back(key.str());
  return names;
}

const toml::node* Section::node(std::string_view key) {
  known_.emplace_back(key);
  return table_.get(key);
}

std::optional<std::string> Section::text(std::string_view key) {
  const toml::node* found = node(key);
  if (found == nullptr) return std::nullopt;
  if (const auto* value = found->as_string()) return value->get();
  wrong_type(*found, key, "a string", "Strings need quotes.");
  return std::nullopt;
}

std::optional<bool> Section::flag(std::string_view key) {
  const toml::node* found = node(key);
  if (found == nullptr) return std::nullopt;
  if (const auto* value = found->as_boolean()) return value->get();
  wrong_type(*found, key, "true or false");
  return std::nullopt;
}

std::optional<std::uint64_t> Section::count(std::string_view key, std::uint64_t low,
                                            std::uint64_t high) {
  const toml::node* found = node(key);
  if (found == nullptr) return std::nullopt;
  const auto* value = found->as_integer();
  if (value == nullptr) {
    wrong_type(*found, key, "an integer", "Write it without point or exponent, as in 8_000_000.");
    return std::nullopt;
  }
  const std::int64_t n = value->get();
  if (n >= 0 && static_cast<std::uint64_t>(n) >= low && static_cast<std::uint64_t>(n) <= high) {
    return static_cast<std::uint64_t>(n);
  }
  value_problem(key, fmt::format("{} is out of range", n),
                fmt::format("Give an integer from {} to {}.", low, high));
  return std::nullopt;
}

std::optional<double> Section::number(std::string_view key, const Interval& interval) {
  const toml::node* found = node(key);
  if (found == nullptr) return std::nullopt;
  return checked(*found, key, interval, "a number");
}

std::optional<NumberList> Section::numbers(std::string_view key, const Interval& interval) {
  const toml::node* found = node(key);
  if (found == nullptr) return std::nullopt;
  constexpr const char* kExpected = "a number or a list of numbers";
  const toml::array* list = found->as_array();
  if (list == nullptr) {
    const auto value = checked(*found, key, interval, kExpected);
    if (!value) return std::nullopt;
    return NumberList{{*value}, true};
  }
  if (list->empty()) {
    value_problem(key, "the list is empty", "Give one number per worker.");
    return std::nullopt;
  }
  NumberList numbers;
  for (const toml::node& entry : *list) {
    if (const auto value = checked(entry, key, interval, "a number")) {
      numbers.values.push_back(*value);
    }
  }
  if (numbers.values.size() != list->size()) return std::nullopt;
  return numbers;
}

const toml::table* Section::table(std::string_view key) {
  const toml::node* found = node(key);
  if (found == nullptr) return nullptr;
  if (const toml::table* value = found->as_table()) return value;
  wrong_type(*found, key, "a table");
  return nullptr;
}

void Section::problem(const std::string& what, const std::string& remedy) {
  problems_.add(name_.empty() ? what : name_ + ": " + what, where(), remedy);
}

void Section::value_problem(std::string_view key, const std::string& what,
                            const std::string& remedy) {
  const toml::node* found = table_.get(key);
  problems_.add(toml_path(name_, key) + ": " + what,
                found == nullptr ? where() : position(found->source()), remedy);
}

void Section::reject_unknown() {
  for (const auto& [key, value] : table_) {
    if (std::find(known_.begin(), known_.end(), key.str()) != known_.end()) continue;
    problems_.add(toml_path(name_, key.str()) + ": unknown key", position(key.source()),
                  suggestion(key.str(), known_, "keys"));
  }
}

void Section::wrong_type(const toml::node& found, std::string_view key, const std::string& expected,
                         const std::string& remedy) {
  problems_.add(
      fmt::format("{}: expected {}, found {}", toml_path(name_, key), expected, type_name(found)),
      position(found.source()), remedy);
}

std::optional<double> Section::checked(const toml::node& found, std::string_view key,
                                       const Interval& interval, const char* expected) {
  if (!found.is_number()) {
    wrong_type(found, key, expected);
    return std::nullopt;
  }
  const double value = found.is_integer() ? static_cast<double>(found.as_integer()->get())
                                          : found.as_floating_point()->get();
  if (interval.holds(value)) return value;
  problems_.add(fmt::format("{}: {} is out of range", toml_path(name_, key), shortest(value)),
                position(found.source()), fmt::format("Give {}.", interval.text));
  return std::nullopt;
}

}  // namespace ceo::run
