#include "reports/markdown.hpp"

#include <algorithm>

#include "reports/escape.hpp"

namespace ceo::reports {
namespace {

std::string span_markdown(const Span& span, bool in_table) {
  std::string text = markdown_text(span.text);
  switch (span.kind) {
    case Span::Kind::strong:
    case Span::Kind::verdict:
      return text.empty() ? "" : "**" + text + "**";
    case Span::Kind::code:
    case Span::Kind::formula:
      return markdown_code(span.text, in_table);
    case Span::Kind::link:  // anchors differ between viewers of Markdown
    case Span::Kind::text:
      break;
  }
  return text;
}

std::string inline_markdown(const Inline& text, bool in_table = false) {
  std::string markdown;
  for (const Span& span : text) {
    // A text that continues a line keeps its leading sign unescaped only if it is no list.
    markdown += span_markdown(span, in_table);
  }
  return markdown;
}

struct BlockWriter {
  std::string text{};

  void operator()(const Heading& heading) { text += "### " + markdown_text(heading.text) + "\n\n"; }
  void operator()(const Paragraph& paragraph) { text += inline_markdown(paragraph.text) + "\n\n"; }
  void operator()(const List& list) {
    for (const Inline& item : list.items) text += "- " + inline_markdown(item) + "\n";
    text += "\n";
  }
  void operator()(const Facts& facts) {
    for (const Facts::Fact& fact : facts.facts) {
      text += "- **" + markdown_text(fact.name) + "**: " + inline_markdown(fact.value) + "\n";
    }
    text += "\n";
  }
  void operator()(const Code& code) {
    // Indented: no text can end the block.
    std::string block = "    ";
    for (const char c : lines(code.text))
      block += c == '\n' ? std::string("\n    ") : std::string(1, c);
    text += block + "\n\n";
  }
  void operator()(const Table& table) {
    if (table.folded) return;
    text += markdown_text(table.caption) + "\n\n|";
    for (const Table::Column& column : table.columns)
      text += " " + markdown_text(column.header) + " |";
    text += "\n|";
    for (const Table::Column& column : table.columns) text += column.numeric ? "---:|" : "---|";
    for (const auto& row : table.rows) {
      text += "\n|";
      for (const Inline& cell : row) text += " " + inline_markdown(cell, true) + " |";
    }
    text += "\n\n";
  }
  void operator()(const Figure& figure) {
    text += "*Figure.* " + markdown_text(figure.caption) + " " + markdown_text(figure.alt) + "\n\n";
  }
};

}  // namespace

std::string markdown(const Document& document) {
  BlockWriter writer;
  writer.text =
      "# " + markdown_text(document.title) + "\n\n" + inline_markdown(document.lead) + "\n\n";
  for (const Section& section : document.sections) {
    writer.text += "## " + markdown_text(section.heading) + "\n\n";
    for (const Block& block : section.blocks) std::visit(writer, block);
  }
  return writer.text + "Written by " + markdown_text(document.generator) +
         " from the run file alone.\n";
}

}  // namespace ceo::reports
