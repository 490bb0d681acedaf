// Sections that are made of figures.
#include <utility>

#include "reports/figures.hpp"
#include "reports/page_parts.hpp"

namespace ceo::reports {
namespace {

void add(Section& section, std::vector<Figure> figures) {
  for (Figure& figure : figures) section.blocks.emplace_back(std::move(figure));
}

}  // namespace

Section together_section(const run::Record& record) {
  Section section{"together", "All findings and controls together", {}};
  add(section, together_figures(record));
  return section;
}

Section samples_section(const run::Record& record) {
  Section section{"samples", "Random numbers and samples", {}};
  add(section, sample_figures(record));
  return section;
}

}  // namespace ceo::reports
