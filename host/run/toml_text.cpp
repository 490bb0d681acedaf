#include "host/run/toml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "host/base/text.hpp"

namespace ceo::run {
namespace {

bool bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

}  // namespace

std::string toml_key(std::string_view key) {
  if (!key.empty() && std::all_of(key.begin(), key.end(), bare)) return std::string(key);
  return toml_string(key);
}

std::string toml_path(const std::string& section, std::string_view key) {
  return section.empty() ? toml_key(key) : section + '.' + toml_key(key);
}

std::string toml_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(byte));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string toml_float(double value) {
  std::string text = shortest(value);
  // Letters are those of "inf", "nan" and of an exponent: already a TOML float.
  if (text.find_first_of(".einf") == std::string::npos) text += ".0";
  return text;
}

std::string toml_floats(std::span<const double> values) {
  std::vector<std::string> parts;
  parts.reserve(values.size());
  for (const double value : values) parts.push_back(toml_float(value));
  return '[' + join(parts, ",") + ']';
}

}  // namespace ceo::run
