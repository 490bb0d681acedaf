// From scripts to pictures.
#include "reports/figures.hpp"

#include <utility>

#include "reports/gnuplot.hpp"
#include "reports/svg.hpp"

namespace ceo::reports {
namespace {

std::vector<Figure*> figures_of(Document& document) {
  std::vector<Figure*> figures;
  for (Section& section : document.sections) {
    for (Block& block : section.blocks) {
      if (auto* figure = std::get_if<Figure>(&block)) figures.push_back(figure);
    }
  }
  return figures;
}

}  // namespace

std::string draw(Document& document, std::vector<std::string>* pictures) {
  const std::vector<Figure*> figures = figures_of(document);
  std::vector<Plot> plots;
  plots.reserve(figures.size());
  for (const Figure* figure : figures)
    plots.push_back({figure->script, kFigureWidth, figure->height});
  Pictures drawn = run_gnuplot(plots);
  if (!drawn.problem.empty()) {
    document.sections.front().blocks.emplace_back(Paragraph{
        strong("The figures are missing") +
        plain(": " + drawn.problem +
              ". All numbers stand in the tables. To have the figures, install gnuplot (Debian: "
              "gnuplot-nox) and make the page again.")});
    return drawn.problem;
  }
  for (std::size_t i = 0; i < figures.size(); ++i) {
    figures[i]->svg = embedded_svg(drawn.pictures[i], figures[i]->id);
  }
  if (pictures != nullptr) *pictures = std::move(drawn.pictures);
  return "";
}

}  // namespace ceo::reports
