// Reads the tables of a TOML document with checked types; every problem keeps its position.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.hpp"

namespace ceo::run {

/// "file:line:column"; for a value that came from `--set`, the option itself.
[[nodiscard]] std::string position(const toml::source_region& region);
/// A remedy for an unknown word: the nearest candidate, else all of them.
/// @param kind what the word is, in the plural ("keys", "points")
[[nodiscard]] std::string suggestion(std::string_view word,
                                     const std::vector<std::string>& candidates,
                                     const std::string& kind);

/// A real interval; `text` describes it in messages ("a positive finite number").
struct Interval {
  double low, high;
  bool low_open, high_open;
  const char* text;
  [[nodiscard]] bool holds(double value) const;
};

/// Numbers of a key that takes one number or a list.
struct NumberList {
  std::vector<double> values;
  bool scalar = false;  ///< one number, not a list
};

/// One table. Each getter returns nothing if the key is absent, and reports a value of a wrong type
/// or range. Keys that were asked for are the known ones.
class Section {
 public:
  /// @param name dotted name of the table for messages; empty for the root
  Section(const toml::table& table, std::string name, Problems& problems);

  [[nodiscard]] bool has(std::string_view key) const;
  /// All keys, sorted.
  [[nodiscard]] std::vector<std::string> keys() const;
  /// The value of a key, of whatever type; null if absent.
  const toml::node* node(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  std::optional<bool> flag(std::string_view key);
  std::optional<std::uint64_t> count(std::string_view key, std::uint64_t low, std::uint64_t high);
  std::optional<double> number(std::string_view key, const Interval& interval);
  std::optional<NumberList> numbers(std::string_view key, const Interval& interval);
  const toml::table* table(std::string_view key);

  /// A problem with the whole table, at its header.
  void problem(const std::string& what, const std::string& remedy = "");
  /// A problem with the value of a key that is there.
  void value_problem(std::string_view key, const std::string& what, const std::string& remedy = "");
  /// Reports every key that was not asked for.
  void reject_unknown();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string where() const { return position(table_.source()); }
  [[nodiscard]] Problems& problems() { return problems_; }

 private:
  void wrong_type(const toml::node& found, std::string_view key, const std::string& expected,
                  const std::string& remedy = "");
  std::optional<double> checked(const toml::node& found, std::string_view key,
                                const Interval& interval, const char* expected);

  const toml::table& table_;
  std::string name_;
  Problems& problems_;
  std::vector<std::string> known_;
};

}  // namespace ceo::run
