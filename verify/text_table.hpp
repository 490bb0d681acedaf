// Plain-text tables with aligned columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ceo::verify {

enum class Align { left, right };

/// Collects rows and lays them out: columns as wide as their longest cell, two spaces apart, no
/// trailing blanks. ASCII only.
class TextTable {
 public:
  /// @param align one entry per column
  TextTable(std::vector<std::string> header, std::vector<Align> align);
  /// @param cells one per column
  void add(std::vector<std::string> cells);
  /// A line of its own below the last row; it does not widen any column.
  void note(std::string line);
  /// Header and rows, each ended by a newline.
  [[nodiscard]] std::string str() const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::vector<std::string> notes;
  };
  std::vector<Align> align_;
  std::vector<Row> rows_;  // the first is the header
};

/// Breaks text at blanks into lines of at most `width` characters; every line but the first begins
/// with `indent` blanks. Longer words stay whole. No newline at the end.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace ceo::verify
