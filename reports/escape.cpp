#include "reports/escape.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace ceo::reports {
namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct Decoded {
  std::uint32_t point = 0;
  std::size_t length = 0;  // bytes; 0: not UTF-8
};

/// The character at the start of `text`, which is not empty.
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : (first >= 0xE0 ? 3 : 2);
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  std::uint32_t point = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    point = point << 6 | (byte(i) & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < kLeast[length] || point > 0x10FFFF || surrogate) return {};
  return {point, length};
}

bool invisible(std::uint32_t point) {
  const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
  const bool direction = (point >= 0x200E && point <= 0x200F) ||
                         (point >= 0x2028 && point <= 0x202E) ||
                         (point >= 0x2066 && point <= 0x2069) || point == 0x61C;
  const bool no_character = (point & 0xFFFEU) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
  return control || direction || no_character;
}

std::string cleaned(std::string_view text, bool keep_lines) {
  std::string clean;
  while (!text.empty()) {
    const Decoded next = decode(text);
    const std::size_t length = std::max<std::size_t>(next.length, 1);
    if (next.point == '\n' || next.point == '\t') {
      clean += next.point == '\n' && keep_lines ? '\n' : ' ';
    } else if (next.point == '\r') {
      // Part of a line end; alone it is one.
      if (text.substr(1, 1) != "\n") clean += keep_lines ? '\n' : ' ';
    } else if (next.length == 0 || invisible(next.point)) {
      clean += kReplacement;
    } else {
      clean += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return clean;
}

bool is_number(std::string_view text) {
  if (text.substr(0, 1) == "+") text.remove_prefix(1);
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

}  // namespace

std::string one_line(std::string_view text) {
  return cleaned(text, false);
}
std::string lines(std::string_view text) {
  return cleaned(text, true);
}

std::string html_text(std::string_view text) {
  std::string escaped;
  for (const char c : lines(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string markdown_text(std::string_view text) {
  const std::string clean = one_line(text);
  std::string escaped;
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const char c = clean[i];
    // A colon or dot may make an address, a sign or digits in front a list.
    const bool special = std::string_view("\\`*_[]<>|~&!#").find(c) != std::string_view::npos;
    const bool address = (c == ':' && clean.compare(i, 3, "://") == 0) ||
                         (c == '.' && i >= 3 && clean.compare(i - 3, 3, "www") == 0);
    const bool list = (c == '-' || c == '+' || c == '=') && i == 0;
    const bool number =
        (c == '.' || c == ')') && i > 0 && clean.find_first_not_of("0123456789") == i;
    if (special || address || list || number) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string markdown_code(std::string_view text, bool in_table) {
  std::string content;
  std::size_t run = 0, longest = 0;
  for (const char c : one_line(text)) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    if (c == '|' && in_table) content += '\\';
    content += c;
  }
  if (content.empty()) return "";
  const std::string fence(longest + 1, '`');
  const bool pad = content.front() == '`' || content.back() == '`';
  return fence + (pad ? " " : "") + content + (pad ? " " : "") + fence;
}

std::string gnuplot_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : one_line(text)) {
    const bool special = std::string_view("'\"`@$\\{}^~%#").find(c) != std::string_view::npos;
    quoted += special ? '_' : c;
  }
  return quoted + "'";
}

std::string csv_field(std::string_view text) {
  std::string field = lines(text);
  const bool risky = !field.empty() &&
                     std::string_view("=+-@").find(field.front()) != std::string_view::npos &&
                     !is_number(field);
  if (risky) field.insert(0, "'");
  if (field.find_first_of(",\"\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace ceo::reports
