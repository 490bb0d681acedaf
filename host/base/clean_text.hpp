// Texts of files and command lines made fit to be shown.
#pragma once

#include <string>
#include <string_view>

namespace ceo {

/// Valid UTF-8 on one line: line ends and tabs become blanks; other control characters, characters
/// that change the direction of writing, and bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string one_line(std::string_view text);
/// The same, but line ends stay.
[[nodiscard]] std::string lines(std::string_view text);

}  // namespace ceo
