// A picture of gnuplot made fit to stand inside a page.
#pragma once

#include <string>
#include <string_view>

namespace ceo::reports {

/// The element without titles, filters, empty groups and addresses of name spaces. Ids get
/// `prefix`, so that those of several pictures do not clash. Black becomes the colour of the text,
/// which is light on a dark page. Hidden from assistive technology: the page gives its own words.
[[nodiscard]] std::string embedded_svg(std::string_view picture, const std::string& prefix);

}  // namespace ceo::reports
