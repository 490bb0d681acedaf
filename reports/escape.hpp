// Texts of a run file made harmless for each format. Nothing from a file reaches a page otherwise.
#pragma once

#include <string>
#include <string_view>

#include "host/base/clean_text.hpp"

namespace ceo::reports {

using ceo::lines;
using ceo::one_line;

/// For the content of an element and for attributes in double or single quotes.
[[nodiscard]] std::string html_text(std::string_view text);
/// Plain words of GitHub-flavoured Markdown, anywhere in a line or in a table cell.
[[nodiscard]] std::string markdown_text(std::string_view text);
/// A code span of Markdown; `in_table`: bars are escaped.
[[nodiscard]] std::string markdown_code(std::string_view text, bool in_table);
/// A string of gnuplot with its quotes. Inside single quotes only the quote itself is special; the
/// characters that gnuplot interprets elsewhere ($ ` @ \ { } ^ ~ % and quotes) become '_' all the
/// same.
[[nodiscard]] std::string gnuplot_text(std::string_view text);
/// A field of RFC 4180: quoted where needed. A field that a spreadsheet would take for a formula
/// (= + - @ in front, and no number) gets an apostrophe in front.
[[nodiscard]] std::string csv_field(std::string_view text);

}  // namespace ceo::reports
