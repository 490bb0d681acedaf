#include <array>
#include <cstdio>

#include "host/base/error.hpp"
#include "host/base/sha256.hpp"
#include "host/io/file_bytes.hpp"
#include "host/io/hdf5_write.hpp"
#include "host/io/run_file.hpp"
#include "host/io/run_file_columns.hpp"
#include "host/io/run_file_flat.hpp"
#include "host/io/run_file_parts.hpp"
#include "host/io/run_file_series.hpp"
#include "host/io/run_file_shape.hpp"
#include "host/io/seal.hpp"
#include "host/io/table_write.hpp"
#include "host/io/wide.hpp"
#include "host/stats/moments.hpp"

namespace ceo::io {
namespace {

using h5::GroupWriter;
using h5::Label;
using h5::Scale;

constexpr const char* kReferences =
    "Zhang, Tao, Wang, Xu: Fundamental Limits of Communication Efficiency for Model Aggregation in "
    "Distributed Learning: A Rate-Distortion Approach, arXiv 2206.13984. "
    "The layout of this file is described in docs/run-file.md of ceo-verify.";

template <class Row, class Get>
std::vector<std::string> names_of(const std::vector<Row>& rows, Get get) {
  std::vector<std::string> names;
  names.reserve(rows.size());
  for (const Row& row : rows) names.push_back(get(row));
  return names;
}

void write_config(const GroupWriter& root, const run::Record& record) {
  const GroupWriter config = root.group("config");
  config.attribute("plan_name", record.plan_name);
  config.attribute("seed", record.seed);
  config.attribute("budget", record.budget);
  config.attribute("resolution", record.resolution);
  config.attribute("sha256", hex(sha256(record.config_canonical)));
  config.text({"text", "1", "exact text of the plan file"}, record.config_text);
  config.text({"canonical", "1", "everything that decides the bits of the run, one value per line"},
              record.config_canonical);
  const GroupWriter plan = root.group("plan");
  plan.text({"canonical", "1", "cells, findings and controls, one per line"},
            record.plan_canonical);
}

void write_streams(const GroupWriter& root, const run::Record& record) {
  const GroupWriter streams = root.group("streams");
  const Scale cell =
      streams.scale({"cell", "1", "id of the cell"},
                    names_of(record.cells, [](const run::CellRecord& row) { return row.id; }));
  TableWriter table(streams, cell, record.cells);
  stream_columns(table);
  generator_column(table);
  const Scale word = streams.scale({"key_word", "1", "word of the Philox key"}, 2);
  std::vector<std::uint32_t> keys;
  for (const run::CellRecord& row : record.cells)
    keys.insert(keys.end(), row.key.begin(), row.key.end());
  streams.numbers<std::uint32_t>({"key", "1", "Philox key of the cell"}, keys, {cell, word});
}

/// A record whose vectors do not fit each other is a defect of whoever made it.
void require_consistent(const run::CellRecord& cell) {
  const launch::Totals& totals = cell.totals;
  const std::size_t outputs = cell.outputs.size();
  const std::size_t rows = cell.row_exponent.size();
  const std::size_t entries = rows * (rows + 1) / 2;
  ensure(std::cmp_equal(totals.outputs, outputs) && cell.scale_exponent.size() == outputs &&
             totals.sums.size() == outputs * stats::kBatches,
         "the sums of a cell do not fit its outputs");
  ensure(std::cmp_equal(totals.rows, rows), "the totals of a cell do not fit its rows");
  ensure(totals.normals.size() == (cell.matrices.normals ? entries : 0) &&
             totals.physical.size() == (cell.matrices.physical ? entries : 0),
         "the matrices of a cell do not fit its rows");
}

void write_moments(const GroupWriter& moments, std::size_t index, const run::CellRecord& cell) {
  std::array<char, 24> name{};
  std::snprintf(name.data(), name.size(), "%04zu", index);
  const GroupWriter group = moments.group(name.data());
  group.attribute("cell", cell.id);
  group.attribute("strips", cell.totals.strips);
  group.attribute("matrix_strips", cell.totals.matrix_strips);
  group.attribute("non_finite", cell.totals.non_finite);
  group.attribute("overflow", cell.totals.overflow);
  group.attribute("matrix_every", cell.matrices.every);

  const Scale output = group.scale({"output", "1", "name of the scalar output"}, cell.outputs);
  const Scale batch = group.scale({"batch", "1", "strip index modulo 256"}, stats::kBatches);
  const std::array<std::string, 2> parts = {"hi", "lo"};
  const Scale part = group.scale({"part", "1", "value = hi * 2^62 + lo, 0 <= lo < 2^62"}, parts);
  const std::size_t rows = cell.row_exponent.size();
  const Scale row = group.scale({"row", "1", "0: X; 1 + 2k: N_k, Y_k; 2 + 2k: V_k, U_k"}, rows);

  group.numbers<std::int32_t>({"scale_exponent", "1", "sums count units of 2^-scale_exponent"},
                              cell.scale_exponent, {output});
  group.numbers<std::int32_t>(
      {"row_exponent", "1", "a row of the physical matrix was multiplied by 2^-row_exponent"},
      cell.row_exponent, {row});
  group.numbers<std::int64_t>(
      {"sums", "2^-scale_exponent", "exact sums over the samples of a batch"},
      split_wide(cell.totals.sums), {output, batch, part});
  write_shape(group, cell);
  write_ranges(group, cell);
  if (!cell.matrices.normals && !cell.matrices.physical) return;
  const Scale entry = group.scale({"entry", "1", "i (i + 1)/2 + j for row i, column j <= i"},
                                  rows * (rows + 1) / 2);
  if (cell.matrices.normals) {
    group.numbers<std::int64_t>(
        {"normals", "2^-15", "exact sums of products of the normals behind X, N_k, V_k"},
        split_wide(cell.totals.normals), {entry, part});
  }
  if (cell.matrices.physical) {
    group.numbers<std::int64_t>(
        {"physical", "2^-13", "exact sums of products of the scaled X, Y_k, U_k"},
        split_wide(cell.totals.physical), {entry, part});
  }
}

void write_cells(const GroupWriter& root, const run::Record& record) {
  for (const run::CellRecord& cell : record.cells) require_consistent(cell);
  if (!record.complete) return write_flat_totals(root, record);
  const GroupWriter moments = root.group("moments");
  for (std::size_t i = 0; i < record.cells.size(); ++i) write_moments(moments, i, record.cells[i]);
}

void write_findings(const GroupWriter& root, const run::Record& record) {
  const auto itself = [](auto& row) -> auto& {
    return row;
  };
  const Label axis = {"finding", "1", "number of the finding, in the order of the plan"};
  const GroupWriter estimates = root.group("estimates");
  TableWriter measured(estimates, estimates.scale(axis, record.findings.size()), record.findings);
  estimate_columns(measured, "", itself);
  const GroupWriter findings = root.group("findings");
  TableWriter judged(findings, findings.scale(axis, record.findings.size()), record.findings);
  finding_columns(judged, "", itself);
  words_columns(judged, "", itself);
}

void write_verdicts(const GroupWriter& root, const run::Record& record) {
  const GroupWriter controls = root.group("controls");
  TableWriter faults(
      controls,
      controls.scale(
          {"control", "1", "id of the control"},
          names_of(record.controls, [](const run::ControlResult& row) { return row.control; })),
      record.controls);
  control_columns(faults);
  required_columns(faults);
  const GroupWriter claims = root.group("claims");
  TableWriter ledger(
      claims,
      claims.scale({"claim", "1", "id of the claim"},
                   names_of(record.claims, [](const run::ClaimResult& row) { return row.id; })),
      record.claims);
  claim_columns(ledger);
  assumptions_column(ledger);
}

void write_provenance(const GroupWriter& root, const run::Record& record) {
  const GroupWriter provenance = root.group("provenance");
  for (const auto& [key, text] : record.provenance) provenance.attribute(key, text);
  const Scale cell =
      provenance.scale({"cell", "1", "id of the cell"},
                       names_of(record.cells, [](const run::CellRecord& row) { return row.id; }));
  std::vector<double> seconds;
  for (const run::CellRecord& row : record.cells) seconds.push_back(row.seconds);
  provenance.numbers<double>({"seconds", "s", "wall time of the cell"}, seconds, {cell});
  write_sessions(provenance, record.sessions);
}

std::vector<std::uint8_t> image_of(const run::Record& record) {
  h5::ImageWriter image;
  {
    const GroupWriter root(image);
    root.attribute("filetype", kRunFileType);
    root.attribute("schema_version", record.complete ? kSchemaVersion : kPartSchemaVersion);
    root.attribute("title", record.title);
    root.attribute("references", kReferences);
    root.attribute("complete", std::uint8_t{record.complete});
    root.attribute("content_sha256", run::content_sha256(record));
    root.attribute("findings_sha256", run::findings_sha256(record));
    root.attribute("claims_sha256", run::claims_sha256(record));
    write_config(root, record);
    write_streams(root, record);
    write_cells(root, record);
    write_findings(root, record);
    write_verdicts(root, record);
    write_series(root, record);
    write_provenance(root, record);
  }
  return image.finish();
}

}  // namespace

void check_writable(const std::string& path, bool force) {
  require_publishable(path, force);
}

std::vector<std::uint8_t> run_bytes(const run::Record& record) {
  const h5::Quiet quiet;
  std::vector<std::uint8_t> bytes = image_of(record);
  append_seal(bytes);
  return bytes;
}

void write_run(const run::Record& record, const std::string& path, bool force) {
  require_publishable(path, force);
  publish_bytes(run_bytes(record), path, force);
}

}  // namespace ceo::io
