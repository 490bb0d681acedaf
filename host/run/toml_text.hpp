// Pieces of TOML text: keys, strings and numbers as canonical texts and messages write them.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ceo::run {

/// `key` as TOML writes it: bare if it may be, else quoted.
[[nodiscard]] std::string toml_key(std::string_view key);
/// "section.key"; just the key if `section` is empty.
[[nodiscard]] std::string toml_path(const std::string& section, std::string_view key);
/// A basic string with its quotes; control characters are escaped.
[[nodiscard]] std::string toml_string(std::string_view text);
/// A float that reads back as the same double: shortest(), with ".0" where it would be an integer.
[[nodiscard]] std::string toml_float(double value);
/// "[1.0,2.5,inf]".
[[nodiscard]] std::string toml_floats(std::span<const double> values);

}  // namespace ceo::run
