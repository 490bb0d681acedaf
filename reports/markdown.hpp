// A document as GitHub-flavoured Markdown, for terminals, pull requests and diffs.
#pragma once

#include <string>

#include "reports/document.hpp"

namespace ceo::reports {

/// Figures are told by their alternative text and caption.
[[nodiscard]] std::string markdown(const Document& document);

}  // namespace ceo::reports
