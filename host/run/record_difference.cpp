#include "host/run/record_difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "host/run/merge.hpp"

namespace ceo::run {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Compares one thing after the other and keeps the first that differs.
class Search {
 public:
  [[nodiscard]] const std::optional<Difference>& found() const { return found_; }

  template <class Value>
  void value(const std::string& dataset, const Value& a, const Value& b) {
    if (found_ || a == b) return;
    found_ = {dataset, fmt::format("{} and {}", a, b)};
  }

  /// A line that only one of them has is told as such, not beside an unrelated line of the other.
  void lines(const std::string& dataset, const std::string& a, const std::string& b) {
    if (found_ || a == b) return;
    const std::vector<std::string> left = lines_of(a), right = lines_of(b);
    const auto at = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
    const bool new_left =
        at.first != left.end() && std::find(at.second, right.end(), *at.first) == right.end();
    const bool new_right =
        at.second != right.end() && std::find(at.first, left.end(), *at.second) == left.end();
    const bool both = new_left == new_right;  // a changed line, or lines in another order
    const auto text = [&](const auto& line, const auto& end, bool is_new) -> std::string {
      if (line == end || !(both || is_new)) return "no such line";
      return fmt::format("'{}'", *line);
    };
    found_ = {fmt::format("{} line {}", dataset, at.first - left.begin() + 1),
              fmt::format("{} and {}", text(at.first, left.end(), new_left),
                          text(at.second, right.end(), new_right))};
  }

  template <class Value>
  void list(const std::string& dataset, const std::vector<Value>& a, const std::vector<Value>& b) {
    if (found_ || a == b) return;
    if (a.size() != b.size()) {
      found_ = {dataset, fmt::format("{} and {} numbers", a.size(), b.size())};
      return;
    }
    const auto at = std::mismatch(a.begin(), a.end(), b.begin());
    found_ = {fmt::format("{}[{}]", dataset, at.first - a.begin()),
              fmt::format("{} and {}", *at.first, *at.second)};
  }

 private:
  std::optional<Difference> found_;
};

void compare_stream(Search& search, const std::string& at, const CellRecord& a,
                    const CellRecord& b) {
  search.value("streams/cell" + at, a.id, b.id);
  search.value("streams/point" + at, a.point, b.point);
  search.value("streams/model" + at, a.model, b.model);
  search.value("streams/parameters" + at, a.parameters, b.parameters);
  search.value("streams/fault" + at, a.fault, b.fault);
  search.value("streams/rng" + at, a.rng, b.rng);
  search.value("streams/key" + at, fmt::format("{:08x} {:08x}", a.key[0], a.key[1]),
               fmt::format("{:08x} {:08x}", b.key[0], b.key[1]));
  search.value("streams/first_strip" + at, a.first_strip, b.first_strip);
  search.value("streams/samples" + at, a.samples, b.samples);
}

void compare_scales(Search& search, const std::string& group, const CellRecord& a,
                    const CellRecord& b) {
  search.list(group + "/output", a.outputs, b.outputs);
  search.value(group + "/normals (kept)", a.matrices.normals, b.matrices.normals);
  search.value(group + "/physical (kept)", a.matrices.physical, b.matrices.physical);
  search.value(group + "@matrix_every", a.matrices.every, b.matrices.every);
  search.list(group + "/scale_exponent", a.scale_exponent, b.scale_exponent);
  search.list(group + "/row_exponent", a.row_exponent, b.row_exponent);
  if (a.shape.every == 0 || b.shape.every == 0) return;  // one of them has no strip yet
  search.value(group + "/shape@every", a.shape.every, b.shape.every);
  search.value(group + "/shape@error_scale", a.shape.error_scale, b.shape.error_scale);
}

std::string ranges_text(const CellRecord& cell) {
  std::string text;
  for (const launch::StripRange& range : done_strips(cell)) {
    text += fmt::format("{}{}+{}", text.empty() ? "" : " ", range.first, range.count);
  }
  return text.empty() ? "none" : text;
}

void compare_shape(Search& search, const std::string& group, const ShapeRecord& a,
                   const ShapeRecord& b) {
  search.value(group + "@every", a.every, b.every);
  search.value(group + "@strips", a.totals.strips, b.totals.strips);
  search.value(group + "@non_finite", a.totals.non_finite, b.totals.non_finite);
  search.value(group + "@overflow", a.totals.overflow, b.totals.overflow);
  search.list(group + "/histogram", a.totals.histogram, b.totals.histogram);
  search.list(group + "/source_bins", a.totals.source_bins, b.totals.source_bins);
  std::vector<std::uint64_t> x, y;
  for (const SortedRecord& row : a.sorted) x.insert(x.end(), {row.samples, row.checksum});
  for (const SortedRecord& row : b.sorted) y.insert(y.end(), {row.samples, row.checksum});
  search.list(group + "/sorted/checksum", x, y);
}

void compare_totals(Search& search, const std::string& group, const CellRecord& a,
                    const CellRecord& b) {
  search.value(group + "/range", ranges_text(a), ranges_text(b));
  search.value(group + "@strips", a.totals.strips, b.totals.strips);
  search.value(group + "@matrix_strips", a.totals.matrix_strips, b.totals.matrix_strips);
  search.value(group + "@non_finite", a.totals.non_finite, b.totals.non_finite);
  search.value(group + "@overflow", a.totals.overflow, b.totals.overflow);
  search.list(group + "/sums", a.totals.sums, b.totals.sums);
  search.list(group + "/normals", a.totals.normals, b.totals.normals);
  search.list(group + "/physical", a.totals.physical, b.totals.physical);
  compare_shape(search, group + "/shape", a.shape, b.shape);
}

std::string group_of(std::size_t cell) {
  return fmt::format("moments/{:04}", cell);
}

void compare_plans(Search& search, const Record& a, const Record& b) {
  search.lines("config/canonical", a.config_canonical, b.config_canonical);
  search.lines("plan/canonical", a.plan_canonical, b.plan_canonical);
  search.value("streams/cell (entries)", a.cells.size(), b.cells.size());
  for (std::size_t i = 0; i < a.cells.size() && !search.found(); ++i) {
    compare_stream(search, fmt::format("[{}]", i), a.cells[i], b.cells[i]);
    compare_scales(search, group_of(i), a.cells[i], b.cells[i]);
  }
}

}  // namespace

std::optional<Difference> plan_difference(const Record& a, const Record& b) {
  Search search;
  compare_plans(search, a, b);
  return search.found();
}

std::optional<Difference> first_difference(const Record& a, const Record& b) {
  Search search;
  compare_plans(search, a, b);
  for (std::size_t i = 0; i < a.cells.size() && !search.found(); ++i) {
    compare_totals(search, group_of(i), a.cells[i], b.cells[i]);
  }
  return search.found();
}

}  // namespace ceo::run
