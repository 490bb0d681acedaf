#include "reports/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace ceo::reports {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

/// Removes everything from `begin` to `end`, both included, wherever it occurs.
void remove_all(std::string& text, std::string_view begin, std::string_view end) {
  for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos;) {
    const std::size_t stop = text.find(end, at + begin.size());
    if (stop == std::string::npos) return;
    text.erase(at, stop + end.size() - at);
  }
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos) continue;
    line.remove_prefix(first);
    lines.push_back(line.substr(0, line.find_last_not_of(" \t") + 1));
  }
  return lines;
}

/// gnuplot opens a group for every change of the pen; most of them hold nothing.
std::string without_empty_groups(std::string_view text) {
  std::vector<std::string_view> kept;
  for (const std::string_view line : lines_of(text)) {
    const bool closes = line == "</g>";
    if (closes && !kept.empty() && kept.back().substr(0, 3) == "<g " && kept.back().back() == '>' &&
        kept.back().find('<', 1) == std::string_view::npos) {
      kept.pop_back();
    } else {
      kept.push_back(line);
    }
  }
  std::string joined;
  for (const std::string_view line : kept) joined.append(line) += '\n';
  return joined;
}

}  // namespace

std::string embedded_svg(std::string_view picture, const std::string& prefix) {
  std::string svg(picture);
  remove_all(svg, "<title>", "</title>");
  remove_all(svg, "<desc>", "</desc>");
  remove_all(svg, "<filter ", "</filter>");
  remove_all(svg, "xmlns:xlink=\"", "\"");
  replace_all(svg, "xlink:href", "href");
  for (const char* const quote : {"'", "\""}) {
    const auto quoted = [&](const char* form) {
      return fmt::format(fmt::runtime(form), quote, prefix);
    };
    replace_all(svg, quoted("id={0}"), quoted("id={0}{1}-"));
    replace_all(svg, quoted("href={0}#"), quoted("href={0}#{1}-"));
    replace_all(svg, quoted("{0}black{0}"), quoted("{0}currentColor{0}"));
  }
  replace_all(svg, "url(#", fmt::format("url(#{}-", prefix));
  // The page lightens both colours where it is dark.
  replace_all(svg, "rgb(  0, 114, 178)", "var(--blue)");
  replace_all(svg, "rgb(213,  94,   0)", "var(--orange)");
  svg = without_empty_groups(svg);
  return svg.replace(0, 4, "<svg aria-hidden=\"true\"");
}

}  // namespace ceo::reports
