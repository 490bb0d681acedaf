#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/io/run_file_flat.hpp"
#include "host/io/run_file_flat_columns.hpp"
#include "host/io/run_file_parts.hpp"
#include "host/io/run_file_shape.hpp"
#include "host/io/table_read.hpp"
#include "host/io/wide.hpp"
#include "host/stats/moments.hpp"

namespace ceo::io {
namespace {

using h5::damaged;
using h5::GroupReader;

/// Hands out a long array, cell after cell.
template <class Value>
class Cursor {
 public:
  Cursor(std::vector<Value> all, std::string where)
      : all_(std::move(all)), where_(std::move(where)) {}

  /// The next `count` values; every product of counts has been bounded by kMostRows^2.
  [[nodiscard]] std::span<const Value> take(std::size_t count) {
    if (count > all_.size() - at_) damaged("the cells have more entries than the array", where_);
    const std::size_t first = std::exchange(at_, at_ + count);
    return {all_.data() + first, count};
  }
  [[nodiscard]] std::vector<Value> take_vector(std::size_t count) {
    const auto part = take(count);
    return {part.begin(), part.end()};
  }
  [[nodiscard]] std::size_t at() const { return at_; }
  void require_end() const {
    if (at_ != all_.size()) damaged("the array has more entries than the cells", where_);
  }

 private:
  std::vector<Value> all_;
  std::size_t at_ = 0;
  std::string where_;
};

template <class Value>
Cursor<Value> cursor(const GroupReader& group, const std::string& name,
                     std::initializer_list<hsize_t> shape) {
  return {group.numbers<Value>(name, shape), group.where(name)};
}

/// Totals of up to 125 bits: the few that leave 63 have a carry.
class WideCursor {
 public:
  WideCursor(const GroupReader& group, const std::string& name,
             std::initializer_list<hsize_t> shape)
      : low_(cursor<std::int64_t>(group, name, shape)), where_(group.where(name + "_wide")) {
    const std::size_t count = group.length(name + "_wide");
    index_ = group.numbers<std::uint64_t>(name + "_wide", {count});
    carry_ = group.numbers<std::int64_t>(name + "_carry", {count});
  }
  [[nodiscard]] std::vector<launch::Int128> take(std::size_t count) {
    const std::size_t first = low_.at();
    const auto part = low_.take(count);
    std::vector<launch::Int128> values(part.begin(), part.end());
    for (; next_ < index_.size() && index_[next_] < first + count; ++next_) {
      if (index_[next_] < first) damaged("the places do not ascend", where_);
      if (!add_carry(values[index_[next_] - first], carry_[next_])) {
        damaged("a total leaves 125 bits", where_);
      }
    }
    return values;
  }
  void require_end() const {
    low_.require_end();
    if (next_ != index_.size()) damaged("a place lies beyond the array", where_);
  }

 private:
  Cursor<std::int64_t> low_;
  std::vector<std::uint64_t> index_;
  std::vector<std::int64_t> carry_;
  std::size_t next_ = 0;
  std::string where_;
};

/// All arrays of the group.
struct Arrays {
  Cursor<std::string> outputs;
  Cursor<std::int32_t> scale_exponent, row_exponent;
  Cursor<launch::StripRange> ranges;
  WideCursor sums, normals, physical;
  Cursor<std::int64_t> histogram, source_bins;
  Cursor<run::SortedRecord> sorted;

  void require_end() const {
    outputs.require_end();
    row_exponent.require_end();
    ranges.require_end();
    sums.require_end();
    normals.require_end();
    physical.require_end();
    histogram.require_end();
    source_bins.require_end();
    sorted.require_end();
  }
};

std::vector<launch::StripRange> ranges_of(const GroupReader& group) {
  std::vector<launch::StripRange> rows(group.rows("range", sizeof(launch::StripRange)));
  TableReader table(group, rows);
  range_columns(table);
  return rows;
}

std::vector<run::SortedRecord> sorted_of(const GroupReader& group) {
  std::vector<run::SortedRecord> rows(group.rows("sorted_variable", sizeof(run::SortedRecord)));
  TableReader table(group, rows);
  sorted_columns(table);
  const auto moments = group.numbers<double>("raw_moments", {rows.size(), kRawMoments});
  for (std::size_t i = 0; i < moments.size(); ++i) {
    rows[i / kRawMoments].raw_moments.at(i % kRawMoments) = moments[i];
  }
  return rows;
}

Arrays arrays_of(const GroupReader& group) {
  const std::size_t outputs = group.length("output");
  return {{group.texts("output", outputs), group.where("output")},
          cursor<std::int32_t>(group, "scale_exponent", {outputs}),
          cursor<std::int32_t>(group, "row_exponent", {group.length("row")}),
          {ranges_of(group), group.where("range")},
          {group, "sums", {outputs, stats::kBatches}},
          {group, "normals", {group.length("normals_entry")}},
          {group, "physical", {group.length("physical_entry")}},
          cursor<std::int64_t>(group, "histogram", {group.length("variable"), kShapeBins}),
          cursor<std::int64_t>(group, "source_bins",
                               {group.length("shape"), kSourceBinSums, kSourceBins}),
          {sorted_of(group), group.where("sorted_variable")}};
}

void read_one(const GroupReader& group, Arrays& arrays, const CellSizes& sizes,
              run::CellRecord& cell) {
  if (sizes.outputs > kMostRows) damaged("no model has so many outputs", group.where("outputs"));
  if (sizes.rows > kMostRows) damaged("no model has so many rows", group.where("rows"));
  cell.outputs = arrays.outputs.take_vector(sizes.outputs);
  const auto scales = arrays.scale_exponent.take(sizes.outputs);
  cell.scale_exponent.assign(scales.begin(), scales.end());
  const auto rows = arrays.row_exponent.take(sizes.rows);
  cell.row_exponent.assign(rows.begin(), rows.end());
  launch::Totals& totals = cell.totals;
  totals.outputs = static_cast<int>(sizes.outputs);
  totals.rows = static_cast<int>(sizes.rows);
  totals.sums = arrays.sums.take(sizes.outputs * stats::kBatches);
  const std::size_t entries = sizes.rows * (sizes.rows + 1) / 2;
  if (cell.matrices.normals) totals.normals = arrays.normals.take(entries);
  if (cell.matrices.physical) totals.physical = arrays.physical.take(entries);
  if (sizes.partial) {
    cell.partial = arrays.ranges.take_vector(sizes.ranges);
    if (!ranges_fit(*cell.partial, cell)) {
      damaged("the ranges do not fit the strips of the cell " + cell.id, group.where("range"));
    }
  }
  if (cell.shape.every == 0) return;
  const std::size_t variables = variables_of(cell);
  cell.shape.totals.variables = static_cast<int>(variables);
  cell.shape.totals.histogram = arrays.histogram.take_vector(variables * kShapeBins);
  cell.shape.totals.source_bins =
      arrays.source_bins.take_vector(std::size_t{kSourceBinSums} * kSourceBins);
  cell.shape.sorted = arrays.sorted.take_vector(sizes.sorted);
}

}  // namespace

void read_flat_totals(const GroupReader& root, run::Record& record) {
  const GroupReader group = root.group("totals");
  const std::vector<std::string> ids = group.texts("cell", record.cells.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == record.cells[i].id) continue;
    damaged("the totals do not belong to the cell " + record.cells[i].id, group.where("cell"));
  }
  std::vector<CellSizes> sizes(record.cells.size());
  TableReader counts(group, sizes);
  size_columns(counts);
  TableReader totals(group, record.cells);
  total_columns(totals);
  Arrays arrays = arrays_of(group);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    read_one(group, arrays, sizes[i], record.cells[i]);
  }
  arrays.require_end();
}

}  // namespace ceo::io
