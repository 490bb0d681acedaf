#include "host/io/run_file_shape.hpp"

#include <string>
#include <utility>
#include <vector>

#include "host/base/error.hpp"
#include "host/io/run_file.hpp"

namespace ceo::io {
namespace {

using h5::GroupReader;
using h5::GroupWriter;
using h5::Scale;
using run::SortedRecord;

template <class Value, class Get>
std::vector<Value> column(const std::vector<SortedRecord>& rows, Get get) {
  std::vector<Value> values;
  values.reserve(rows.size());
  for (const SortedRecord& row : rows) values.push_back(get(row));
  return values;
}

void write_sorted(const GroupWriter& shape, const std::vector<SortedRecord>& rows) {
  if (rows.empty()) return;
  const GroupWriter group = shape.group("sorted");
  std::vector<std::string> names = variable_names(rows.size() + 1);
  names.pop_back();  // the error is not among them
  const Scale variable = group.scale({"variable", "1", "X, N_1 .. N_K, over sd"}, names);
  const Scale power = group.scale({"power", "1", "0 stands for z, 3 for z^4"}, kRawMoments);
  group.numbers<std::uint64_t>(
      {"samples", "sample", "sorted samples, the first of the cell"},
      column<std::uint64_t>(rows, [](const SortedRecord& row) { return row.samples; }), {variable});
  group.numbers<std::uint64_t>(
      {"checksum", "1", "sum of the bits of the float32 values, modulo 2^64"},
      column<std::uint64_t>(rows, [](const SortedRecord& row) { return row.checksum; }),
      {variable});
  group.numbers<double>(
      {"kolmogorov_smirnov", "1", "largest distance from the standard normal law"},
      column<double>(rows, [](const SortedRecord& row) { return row.kolmogorov_smirnov; }),
      {variable});
  group.numbers<double>(
      {"anderson_darling", "1", "A^2 against the standard normal law"},
      column<double>(rows, [](const SortedRecord& row) { return row.anderson_darling; }),
      {variable});
  std::vector<double> moments;
  for (const SortedRecord& row : rows) {
    moments.insert(moments.end(), row.raw_moments.begin(), row.raw_moments.end());
  }
  group.numbers<double>({"raw_moments", "1", "means of z, z^2, z^3, z^4"}, moments,
                        {variable, power});
}

void read_sorted(const GroupReader& shape, std::vector<SortedRecord>& rows) {
  if (!shape.has("sorted")) return;
  const GroupReader group = shape.group("sorted");
  const std::size_t count = group.length("variable");
  const auto samples = group.numbers<std::uint64_t>("samples", {count});
  const auto checksum = group.numbers<std::uint64_t>("checksum", {count});
  const auto distance = group.numbers<double>("kolmogorov_smirnov", {count});
  const auto squared = group.numbers<double>("anderson_darling", {count});
  const auto moments = group.numbers<double>("raw_moments", {count, kRawMoments});
  for (std::size_t i = 0; i < count; ++i) {
    SortedRecord row{samples[i], checksum[i], distance[i], squared[i], {}};
    for (std::size_t j = 0; j < kRawMoments; ++j)
      row.raw_moments.at(j) = moments[kRawMoments * i + j];
    rows.push_back(row);
  }
}

}  // namespace

std::vector<std::string> variable_names(std::size_t variables) {
  std::vector<std::string> names{"X"};
  while (names.size() + 1 < variables) names.push_back("N_" + std::to_string(names.size()));
  names.emplace_back("e");
  return names;
}

std::vector<std::string> source_sum_names() {
  static_assert(kSourceBinSums == 3);
  return {"samples", "e/sd", "(e/sd)^2"};
}

std::size_t variables_of(const run::CellRecord& cell) {
  return (cell.row_exponent.size() + 3) / 2;
}

void require_consistent_shape(const run::CellRecord& cell) {
  const launch::ShapeTotals& totals = cell.shape.totals;
  const auto variables = static_cast<std::size_t>(totals.variables);
  ensure(totals.histogram.size() == variables * kShapeBins &&
             totals.source_bins.size() == std::size_t{kSourceBinSums} * kSourceBins &&
             cell.row_exponent.size() == 2 * variables - 3,
         "the shape statistics of a cell do not fit its rows");
}

void write_shape(const GroupWriter& cell_group, const run::CellRecord& cell) {
  const run::ShapeRecord& shape = cell.shape;
  if (shape.every == 0) return;
  require_consistent_shape(cell);
  const auto variables = static_cast<std::size_t>(shape.totals.variables);
  const GroupWriter group = cell_group.group("shape");
  group.attribute("every", shape.every);
  group.attribute("error_scale", static_cast<double>(shape.error_scale));
  group.attribute("strips", shape.totals.strips);
  group.attribute("non_finite", shape.totals.non_finite);
  group.attribute("overflow", shape.totals.overflow);
  const Scale variable =
      group.scale({"variable", "1", "X, N_1 .. N_K, e, over sd"}, variable_names(variables));
  const Scale bin = group.scale({"bin", "1", "1 + i: [-6 + i/16, -6 + (i + 1)/16)"}, kShapeBins);
  group.numbers<std::int64_t>({"histogram", "sample", "samples by bin"}, shape.totals.histogram,
                              {variable, bin});
  const Scale sum = group.scale({"source_sum", "1", kSourceSums}, source_sum_names());
  const Scale source = group.scale({"source_bin", "1", kSourceBinNames}, kSourceBins);
  group.numbers<std::int64_t>({"source_bins", "1", "exact sums over the samples of a bin of X"},
                              shape.totals.source_bins, {sum, source});
  write_sorted(group, shape.sorted);
}

void read_shape(const GroupReader& cell_group, run::CellRecord& cell) {
  if (!cell_group.has("shape")) return;
  const GroupReader group = cell_group.group("shape");
  run::ShapeRecord& shape = cell.shape;
  shape.every = group.attribute<std::uint32_t>("every");
  shape.error_scale = static_cast<float>(group.attribute<double>("error_scale"));
  shape.totals.strips = group.attribute<std::uint64_t>("strips");
  shape.totals.non_finite = group.attribute<std::uint64_t>("non_finite");
  shape.totals.overflow = group.attribute<std::uint64_t>("overflow");
  const std::size_t variables = variables_of(cell);
  if (group.length("variable") != variables) {
    h5::damaged("the shape statistics do not fit the rows of the cell", group.where("variable"));
  }
  shape.totals.variables = static_cast<int>(variables);
  shape.totals.histogram = group.numbers<std::int64_t>("histogram", {variables, kShapeBins});
  shape.totals.source_bins =
      group.numbers<std::int64_t>("source_bins", {kSourceBinSums, kSourceBins});
  read_sorted(group, shape.sorted);
}

}  // namespace ceo::io
