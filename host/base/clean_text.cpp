#include "host/base/clean_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace ceo {
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

}  // namespace

std::string one_line(std::string_view text) {
  return cleaned(text, false);
}
std::string lines(std::string_view text) {
  return cleaned(text, true);
}

}  // namespace ceo
