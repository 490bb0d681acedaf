// ASCII formulas of claims, set with HTML.
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "reports/escape.hpp"
#include "reports/html.hpp"

namespace ceo::reports {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Words that stand for a symbol; none holds a character that HTML interprets.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kSymbols = {{
    {"Xhat", "X\u0302"},
    {"sX2", "\u03c3<sub>X</sub>\u00b2"},
    {"sN2", "\u03c3\u00b2<sub>N</sub>"},
    {"sV2", "\u03c3\u00b2<sub>V</sub>"},
    {"sqrt", "\u221a"},
    {"alpha", "\u03b1"},
    {"delta", "\u03b4"},
    {"kappa", "\u03ba"},
    {"lambda", "\u03bb"},
    {"pi", "\u03c0"},
    {"rho", "\u03c1"},
}};

std::string symbol_of(std::string_view word) {
  for (const auto& [name, symbol] : kSymbols) {
    if (word == name) return std::string(symbol);
  }
  // One letter is a variable, more are words.
  const std::string text = html_text(word);
  return word.size() == 1 && is_letter(word.front()) && word != "a" && word != "I"
             ? "<var>" + text + "</var>"
             : text;
}

/// Before an index "a" is no article, and "sum" no noun as in "sum rate".
std::string indexed_symbol_of(std::string_view word) {
  if (word == "a") return "<var>a</var>";
  return word == "sum" ? "\u2211" : symbol_of(word);
}

/// Length of the letters and digits at the start of `text`.
std::size_t word_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && (is_letter(text[length]) || is_digit(text[length]))) ++length;
  return length;
}

}  // namespace

std::string html_formula(std::string_view text) {
  const std::string clean = one_line(text);
  std::string set;
  std::string_view rest = clean;
  while (!rest.empty()) {
    const std::size_t length = word_length(rest);
    const bool mark = (rest.front() == '_' || rest.front() == '^') && !set.empty();
    const std::size_t after = mark ? word_length(rest.substr(1)) : 0;
    if (length > 0) {
      const std::string_view word = rest.substr(0, length);
      const bool indexed = rest.size() > length && rest[length] == '_';
      set += indexed ? indexed_symbol_of(word) : symbol_of(word);
      rest.remove_prefix(length);
    } else if (after > 0) {
      const char* tag = rest.front() == '_' ? "sub" : "sup";
      set += "<" + std::string(tag) + ">" + html_text(rest.substr(1, after)) + "</" + tag + ">";
      rest.remove_prefix(1 + after);
    } else {
      // Whole characters of UTF-8 pass through unchanged, byte by byte.
      const auto byte = static_cast<unsigned char>(rest.front());
      set += byte < 0x80 ? html_text(rest.substr(0, 1)) : std::string(rest.substr(0, 1));
      rest.remove_prefix(1);
    }
  }
  return set;
}

}  // namespace ceo::reports
