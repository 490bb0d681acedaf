#include "host/run/parcel.hpp"

#include "host/base/bytes.hpp"
#include "host/base/error.hpp"
#include "host/run/execute.hpp"
#include "host/run/merge.hpp"
#include "host/run/shard.hpp"

namespace ceo::run {
namespace {

void write_totals(ByteWriter& writer, const launch::Totals& totals) {
  writer.numbers(totals.sums);
  writer.numbers(totals.normals);
  writer.numbers(totals.physical);
  writer.number(totals.strips);
  writer.number(totals.matrix_strips);
  writer.number(totals.non_finite);
  writer.number(totals.overflow);
}

/// @param totals  empty ones of the cell, which say how many numbers there are
void read_totals(ByteReader& reader, launch::Totals& totals) {
  for (auto* values : {&totals.sums, &totals.normals, &totals.physical}) {
    const std::size_t wanted = values->size();
    *values = reader.numbers<launch::Int128>();
    ensure(values->size() == wanted, "another rank sent totals of another shape");
  }
  totals.strips = reader.number<std::uint64_t>();
  totals.matrix_strips = reader.number<std::uint64_t>();
  totals.non_finite = reader.number<std::uint64_t>();
  totals.overflow = reader.number<std::uint64_t>();
}

void write_shape(ByteWriter& writer, const ShapeRecord& shape) {
  writer.number(shape.every);
  if (shape.every == 0) return;
  writer.number(shape.error_scale);
  writer.number(shape.totals.variables);
  writer.numbers(shape.totals.histogram);
  writer.numbers(shape.totals.source_bins);
  writer.number(shape.totals.strips);
  writer.number(shape.totals.non_finite);
  writer.number(shape.totals.overflow);
  writer.numbers(shape.sorted);
}

ShapeRecord read_shape(ByteReader& reader) {
  ShapeRecord shape;
  shape.every = reader.number<std::uint32_t>();
  if (shape.every == 0) return shape;
  shape.error_scale = reader.number<float>();
  shape.totals.variables = reader.number<int>();
  shape.totals.histogram = reader.numbers<std::int64_t>();
  shape.totals.source_bins = reader.numbers<std::int64_t>();
  shape.totals.strips = reader.number<std::uint64_t>();
  shape.totals.non_finite = reader.number<std::uint64_t>();
  shape.totals.overflow = reader.number<std::uint64_t>();
  shape.sorted = reader.numbers<SortedRecord>();
  return shape;
}

}  // namespace

std::string packed_cell(std::size_t index, const CellRecord& cell) {
  ByteWriter writer;
  writer.number<std::uint64_t>(index);
  writer.text(cell.id);
  writer.numbers(done_strips(cell));
  writer.number(cell.seconds);
  write_totals(writer, cell.totals);
  write_shape(writer, cell.shape);
  return writer.take();
}

void add_packed_cell(Record& record, const Plan& plan, const std::string& bytes) {
  ByteReader reader(bytes);
  const auto index = reader.number<std::uint64_t>();
  ensure(index < plan.cells.size() && reader.text() == plan.cells[index].id,
         "another rank sent a cell of another plan");
  const Cell& cell = plan.cells[index];
  CellRecord part = empty_cell(cell);
  part.partial = reader.numbers<launch::StripRange>();
  ensure(is_tidy(*part.partial) && strips_of(missing(*part.partial, {whole_of(cell)})) == 0,
         "another rank sent strips that the cell has not");
  part.seconds = reader.number<double>();
  read_totals(reader, part.totals);
  part.shape = read_shape(reader);
  ensure(reader.at_end() && part.totals.strips == strips_of(*part.partial),
         "another rank sent other totals than strips");
  add_part(record.cells[index], part);
}

}  // namespace ceo::run
