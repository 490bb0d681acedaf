// A page as plain data: what is said, not how it looks. Rendered by html.hpp and markdown.hpp.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace ceo::reports {

/// A piece of running text. All texts are raw: renderers escape them.
struct Span {
  enum class Kind {
    text,
    strong,
    code,
    formula,  ///< symbols in ASCII, "w_k = a_k / sum_j a_j"; typeset in HTML
    link,     ///< to `target`, the id of a section or figure of the same page
    verdict   ///< of a claim, finding or control; `tone` says how good it is
  };
  enum class Tone { neutral, good, open, bad };
  Kind kind = Kind::text;
  std::string text;
  std::string target{};
  Tone tone = Tone::neutral;
};
using Inline = std::vector<Span>;

[[nodiscard]] Inline plain(std::string text);
[[nodiscard]] Inline strong(std::string text);
[[nodiscard]] Inline code(std::string text);
[[nodiscard]] Inline formula(std::string text);
[[nodiscard]] Inline link(std::string text, std::string target);
[[nodiscard]] Inline verdict(std::string text, Span::Tone tone);
/// The pieces one after the other.
[[nodiscard]] Inline operator+(Inline first, const Inline& second);
[[nodiscard]] Inline operator+(Inline first, const char* second);

struct Heading {
  std::string id;  ///< letters, digits and hyphens; unique in the page
  std::string text;
};
struct Paragraph {
  Inline text;
};
struct List {
  std::vector<Inline> items;
};
/// Names with their values.
struct Facts {
  struct Fact {
    std::string name;
    Inline value;
  };
  std::vector<Fact> facts;
};
/// Text to be copied as it stands.
struct Code {
  std::string text;
};
/// The first cell of a row is its header.
struct Table {
  struct Column {
    std::string header;
    bool numeric = false;
    bool wide = false;  ///< holds sentences
  };
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<Inline>> rows;  ///< one cell per column
  bool folded = false;                    ///< opened on demand in HTML, left out of Markdown
};
struct Figure {
  std::string id;       ///< as in Heading
  std::string alt;      ///< what somebody who cannot see it should know
  std::string caption;  ///< what to see in it
  std::string script;   ///< gnuplot commands without terminal and output
  int height = 300;     ///< in units of which the width is kFigureWidth
  std::string svg{};    ///< empty until it is drawn
};
/// Chosen so that a figure scaled to a phone keeps letters that can be read.
inline constexpr int kFigureWidth = 480;

using Block = std::variant<Heading, Paragraph, List, Facts, Code, Table, Figure>;

struct Section {
  std::string id, heading;
  std::vector<Block> blocks;
};

struct Document {
  std::string title;
  Inline lead;            ///< the whole page in a sentence
  std::string generator;  ///< program and version
  std::vector<Section> sections;
};

/// An id for a heading: letters and digits of `text` in lower case, all else hyphens, after
/// `prefix` and a hyphen.
[[nodiscard]] std::string anchor(const std::string& prefix, const std::string& text);

}  // namespace ceo::reports
