#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "host/io/run_file_flat.hpp"
#include "host/io/run_file_flat_columns.hpp"
#include "host/io/run_file_shape.hpp"
#include "host/io/table_write.hpp"
#include "host/io/wide.hpp"
#include "host/stats/moments.hpp"

namespace ceo::io {
namespace {

using h5::GroupWriter;
using h5::Scale;

/// Arrays up to here are stored as they are: unpacking them would take most of the time of a merge.
constexpr std::size_t kPlainNumbers = std::size_t{1} << 20;

template <class Value>
void append(std::vector<Value>& all, const std::vector<Value>& values) {
  all.insert(all.end(), values.begin(), values.end());
}

/// Everything that follows cell after cell.
struct Flat {
  std::vector<CellSizes> sizes;
  std::vector<std::string> outputs, variables, sorted_variables;
  std::vector<int> scale_exponent, row_exponent;
  std::vector<launch::StripRange> ranges;
  WideColumn sums, normals, physical;
  std::vector<std::int64_t> histogram, source_bins;
  std::vector<run::SortedRecord> sorted;
  std::size_t shapes = 0;
};

void add_shape(Flat& flat, const run::CellRecord& cell) {
  if (cell.shape.every == 0) return;
  require_consistent_shape(cell);
  ++flat.shapes;
  const auto variables = static_cast<std::size_t>(cell.shape.totals.variables);
  append(flat.variables, variable_names(variables));
  append(flat.histogram, cell.shape.totals.histogram);
  append(flat.source_bins, cell.shape.totals.source_bins);
  if (cell.shape.sorted.empty()) return;
  std::vector<std::string> names = variable_names(cell.shape.sorted.size() + 1);
  names.pop_back();  // the error is not among them
  append(flat.sorted_variables, names);
  append(flat.sorted, cell.shape.sorted);
}

Flat flat_of(const std::vector<run::CellRecord>& cells) {
  Flat flat;
  for (const run::CellRecord& cell : cells) {
    flat.sizes.push_back(
        {cell.outputs.size(), cell.row_exponent.size(), cell.partial ? cell.partial->size() : 0,
         cell.shape.every == 0 ? 0 : cell.shape.sorted.size(), cell.partial.has_value()});
    append(flat.outputs, cell.outputs);
    append(flat.scale_exponent, cell.scale_exponent);
    append(flat.row_exponent, cell.row_exponent);
    if (cell.partial) append(flat.ranges, *cell.partial);
    flat.sums.add(cell.totals.sums);
    flat.normals.add(cell.totals.normals);
    flat.physical.add(cell.totals.physical);
    add_shape(flat, cell);
  }
  return flat;
}

void write_long(const GroupWriter& group, const h5::Label& label,
                const std::vector<std::int64_t>& values, std::initializer_list<Scale> axes) {
  if (values.size() <= kPlainNumbers) {
    group.plain_numbers<std::int64_t>(label, values, axes);
  } else {
    group.numbers<std::int64_t>(label, values, axes);
  }
}

void write_wide(const GroupWriter& group, const h5::Label& label, const WideColumn& column,
                std::initializer_list<Scale> axes) {
  write_long(group, label, column.low, axes);
  const Scale wide = group.scale<std::uint64_t>(
      {label.name + "_wide", "1", "place in " + label.name + " of a total beyond 63 bits"},
      column.index);
  group.numbers<std::int64_t>({label.name + "_carry", "1", "the total is the entry + 2^64 carry"},
                              column.carry, {wide});
}

void write_matrix(const GroupWriter& group, const h5::Label& label, const WideColumn& column) {
  const Scale entry = group.scale({label.name + "_entry", "1", "lower triangles, cell after cell"},
                                  column.low.size());
  write_wide(group, label, column, {entry});
}

void write_shapes(const GroupWriter& group, const Flat& flat) {
  const Scale variable =
      group.scale({"variable", "1", "X, N_1 .. N_K, e, over sd, cell after cell"}, flat.variables);
  const Scale bin = group.scale({"bin", "1", "1 + i: [-6 + i/16, -6 + (i + 1)/16)"}, kShapeBins);
  write_long(group, {"histogram", "sample", "samples by bin"}, flat.histogram, {variable, bin});
  const Scale shape =
      group.scale({"shape", "1", "number of the cell among those with shape"}, flat.shapes);
  const Scale sum = group.scale({"source_sum", "1", kSourceSums}, source_sum_names());
  const Scale source = group.scale({"source_bin", "1", kSourceBinNames}, kSourceBins);
  write_long(group, {"source_bins", "1", "exact sums over the samples of a bin of X"},
             flat.source_bins, {shape, sum, source});
  const Scale sorted = group.scale(
      {"sorted_variable", "1", "X, N_1 .. N_K, over sd, cell after cell"}, flat.sorted_variables);
  TableWriter table(group, sorted, flat.sorted);
  sorted_columns(table);
  std::vector<double> moments;
  for (const run::SortedRecord& row : flat.sorted) {
    moments.insert(moments.end(), row.raw_moments.begin(), row.raw_moments.end());
  }
  const Scale power = group.scale({"power", "1", "0 stands for z, 3 for z^4"}, kRawMoments);
  group.numbers<double>({"raw_moments", "1", "means of z, z^2, z^3, z^4"}, moments,
                        {sorted, power});
}

}  // namespace

void write_flat_totals(const GroupWriter& root, const run::Record& record) {
  const Flat flat = flat_of(record.cells);
  const GroupWriter group = root.group("totals");
  std::vector<std::string> ids;
  for (const run::CellRecord& cell : record.cells) ids.push_back(cell.id);
  const Scale cell = group.scale({"cell", "1", "id of the cell"}, ids);
  TableWriter sizes(group, cell, flat.sizes);
  size_columns(sizes);
  TableWriter totals(group, cell, record.cells);
  total_columns(totals);

  const Scale output =
      group.scale({"output", "1", "name of the scalar output, cell after cell"}, flat.outputs);
  const Scale row =
      group.scale({"row", "1", "number of the row, cell after cell"}, flat.row_exponent.size());
  const Scale batch = group.scale({"batch", "1", "strip index modulo 256"}, stats::kBatches);
  const Scale range =
      group.scale({"range", "1", "number of the range, cell after cell"}, flat.ranges.size());
  group.numbers<std::int32_t>({"scale_exponent", "1", "sums count units of 2^-scale_exponent"},
                              flat.scale_exponent, {output});
  group.numbers<std::int32_t>(
      {"row_exponent", "1", "a row of the physical matrix was multiplied by 2^-row_exponent"},
      flat.row_exponent, {row});
  TableWriter ranges(group, range, flat.ranges);
  range_columns(ranges);
  write_wide(group, {"sums", "2^-scale_exponent", "exact sums over the samples of a batch"},
             flat.sums, {output, batch});
  write_matrix(group, {"normals", "2^-15", "exact sums of products of the normals"}, flat.normals);
  write_matrix(group, {"physical", "2^-13", "exact sums of products of the scaled X, Y_k, U_k"},
               flat.physical);
  write_shapes(group, flat);
}

}  // namespace ceo::io
