#include "reports/escape.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace ceo::reports {
namespace {

bool is_number(std::string_view text) {
  if (text.substr(0, 1) == "+") text.remove_prefix(1);
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

}  // namespace

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
