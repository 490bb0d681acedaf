#include "reports/html.hpp"

#include <fmt/format.h>

#include "reports/escape.hpp"

namespace ceo::reports {
namespace {

const char* tone_class(Span::Tone tone) {
  switch (tone) {
    case Span::Tone::good:
      return "good";
    case Span::Tone::open:
      return "open";
    case Span::Tone::bad:
      return "bad";
    case Span::Tone::neutral:
      break;
  }
  return "neutral";
}

/// A sign beside the colour, for those who do not see it.
const char* tone_sign(Span::Tone tone) {
  switch (tone) {
    case Span::Tone::good:
      return "\u2713";
    case Span::Tone::open:
      return "?";
    case Span::Tone::bad:
      return "\u2717";
    case Span::Tone::neutral:
      break;
  }
  return "\u2013";
}

std::string span_html(const Span& span) {
  std::string text = html_text(span.text);
  switch (span.kind) {
    case Span::Kind::strong:
      return "<strong>" + text + "</strong>";
    case Span::Kind::code:
      return "<code>" + text + "</code>";
    case Span::Kind::formula:
      return html_formula(span.text);
    case Span::Kind::link:
      return fmt::format("<a href=\"#{}\">{}</a>", html_text(span.target), text);
    case Span::Kind::verdict:
      return fmt::format(R"(<span class="verdict {}"><span aria-hidden="true">{}</span> {}</span>)",
                         tone_class(span.tone), tone_sign(span.tone), text);
    case Span::Kind::text:
      break;
  }
  return text;
}

std::string inline_html(const Inline& text) {
  std::string html;
  for (const Span& span : text) html += span_html(span);
  return html;
}

const char* cell_class(const Table::Column& column) {
  if (column.numeric) return " class=\"number\"";
  return column.wide ? " class=\"wide\"" : "";
}

struct BlockWriter {
  std::string html{};

  void operator()(const Heading& heading) {
    html += fmt::format("<h3 id=\"{}\">{}</h3>\n", heading.id, html_text(heading.text));
  }
  void operator()(const Paragraph& paragraph) {
    html += "<p>" + inline_html(paragraph.text) + "</p>\n";
  }
  void operator()(const List& list) {
    html += "<ul>\n";
    for (const Inline& item : list.items) html += "<li>" + inline_html(item) + "</li>\n";
    html += "</ul>\n";
  }
  void operator()(const Facts& facts) {
    html += "<dl>\n";
    for (const Facts::Fact& fact : facts.facts) {
      html +=
          fmt::format("<dt>{}</dt>\n<dd>{}</dd>\n", html_text(fact.name), inline_html(fact.value));
    }
    html += "</dl>\n";
  }
  void operator()(const Code& code) {
    html += "<pre tabindex=\"0\"><code>" + html_text(code.text) + "</code></pre>\n";
  }
  void operator()(const Table& table) {
    if (table.folded) html += "<details>\n<summary>" + html_text(table.caption) + "</summary>\n";
    // A wide table scrolls by itself; the region can be reached and scrolled by keyboard.
    html += fmt::format(
        "<div class=\"table\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n<table>\n"
        "<caption>{}</caption>\n<thead><tr>",
        html_text(table.caption), html_text(table.caption));
    for (const Table::Column& column : table.columns) {
      html +=
          fmt::format("<th scope=\"col\"{}>{}</th>", cell_class(column), html_text(column.header));
    }
    html += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) write_row(table, row);
    html += "</tbody>\n</table>\n</div>\n";
    if (table.folded) html += "</details>\n";
  }
  void operator()(const Figure& figure) {
    html += fmt::format("<figure id=\"{}\">\n", figure.id);
    if (figure.svg.empty()) {
      html += "<p class=\"missing\">" + html_text(figure.alt) + "</p>\n";
    } else {
      html += fmt::format("<div role=\"img\" aria-label=\"{}\">\n{}</div>\n", html_text(figure.alt),
                          figure.svg);
    }
    html += "<figcaption>" + html_text(figure.caption) + "</figcaption>\n</figure>\n";
  }

 private:
  void write_row(const Table& table, const std::vector<Inline>& row) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const char* number = cell_class(table.columns[i]);
      html += i == 0 ? fmt::format("<th scope=\"row\"{}>{}</th>", number, inline_html(row[i]))
                     : fmt::format("<td{}>{}</td>", number, inline_html(row[i]));
    }
    html += "</tr>\n";
  }
};

/// Figures that follow one another stand side by side where there is room.
std::string blocks_html(const std::vector<Block>& blocks) {
  BlockWriter writer;
  bool in_figures = false;
  for (const Block& block : blocks) {
    const bool figure = std::holds_alternative<Figure>(block);
    if (figure && !in_figures) writer.html += "<div class=\"figures\">\n";
    if (!figure && in_figures) writer.html += "</div>\n";
    in_figures = figure;
    std::visit(writer, block);
  }
  return writer.html + (in_figures ? "</div>\n" : "");
}

std::string section_html(const Section& section) {
  return fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-heading\">\n"
      "<h2 id=\"{0}-heading\">{1}</h2>\n{2}</section>\n",
      section.id, html_text(section.heading), blocks_html(section.blocks));
}

std::string navigation(const Document& document) {
  std::string html = "<nav aria-label=\"Contents\">\n<ul>\n";
  for (const Section& section : document.sections) {
    html +=
        fmt::format("<li><a href=\"#{}\">{}</a></li>\n", section.id, html_text(section.heading));
  }
  return html + "</ul>\n</nav>\n";
}

}  // namespace

std::string html(const Document& document) {
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"{}\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n",
      html_text(document.generator), html_text(document.title), kStyle);
  page += fmt::format(
      "<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n"
      "<header>\n<h1>{}</h1>\n<p>{}</p>\n</header>\n{}<main id=\"content\">\n",
      html_text(document.title), inline_html(document.lead), navigation(document));
  for (const Section& section : document.sections) page += section_html(section);
  page += "</main>\n<footer>\n<p>Written by " + html_text(document.generator) +
          " from the run file alone.</p>\n</footer>\n</body>\n</html>\n";
  return page;
}

}  // namespace ceo::reports
