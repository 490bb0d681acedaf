// A document as one self-contained HTML page: no scripts, no addresses, nothing to fetch.
#pragma once

#include <string>
#include <string_view>

#include "reports/document.hpp"

namespace ceo::reports {

/// Landmarks (banner, navigation, main, contentinfo), one h1, headings in order, tables with
/// header scopes. Figures that were not drawn leave their alternative text and caption.
[[nodiscard]] std::string html(const Document& document);

/// Symbols of the theory set with HTML: "sum_k a_k" becomes a sigma with its index, "e^2" a
/// superscript, "Xhat" a hat. Escapes all else.
[[nodiscard]] std::string html_formula(std::string_view text);

/// The style sheet of a page: light, dark and print; screens from 320 units of width.
extern const char* const kStyle;

}  // namespace ceo::reports
