#include "verify/text_table.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

#include "host/base/error.hpp"

namespace ceo::verify {

TextTable::TextTable(std::vector<std::string> header, std::vector<Align> align)
    : align_(std::move(align)) {
  add(std::move(header));
}

void TextTable::add(std::vector<std::string> cells) {
  ensure(cells.size() == align_.size(), "a table row has one cell per column");
  rows_.push_back({std::move(cells), {}});
}

void TextTable::note(std::string line) {
  rows_.back().notes.push_back(std::move(line));
}

std::string TextTable::str() const {
  std::vector<std::size_t> width(align_.size(), 0);
  for (const Row& row : rows_) {
    for (std::size_t i = 0; i < width.size(); ++i)
      width[i] = std::max(width[i], row.cells[i].size());
  }
  std::string text;
  for (const Row& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < width.size(); ++i) {
      const std::string blanks(width[i] - row.cells[i].size(), ' ');
      if (i > 0) line += "  ";
      line += align_[i] == Align::left ? row.cells[i] + blanks : blanks + row.cells[i];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
    for (const std::string& note : row.notes) text += note + "\n";
  }
  return text;
}

std::string wrap(std::string_view text, std::size_t width, std::size_t indent) {
  std::istringstream words{std::string(text)};
  std::string lines, word;
  std::size_t column = 0;
  while (words >> word) {
    if (column > 0 && column + 1 + word.size() > width) {
      lines += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > 0) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += word.size();
  }
  return lines;
}

}  // namespace ceo::verify
