#include <array>
#include <charconv>
#include <cstdio>
#include <functional>
#include <future>
#include <optional>

#include "host/base/error.hpp"
#include "host/base/sha256.hpp"
#include "host/io/crash_message.hpp"
#include "host/io/file_bytes.hpp"
#include "host/io/hdf5_read.hpp"
#include "host/io/rehearse.hpp"
#include "host/io/run_file.hpp"
#include "host/io/run_file_columns.hpp"
#include "host/io/run_file_flat.hpp"
#include "host/io/run_file_parts.hpp"
#include "host/io/run_file_series.hpp"
#include "host/io/run_file_shape.hpp"
#include "host/io/seal.hpp"
#include "host/io/table_read.hpp"
#include "host/io/wide.hpp"
#include "host/run/merge.hpp"
#include "host/stats/moments.hpp"

namespace ceo::io {
namespace {

using h5::damaged;
using h5::GroupReader;

/// Major number of "major.minor"; nothing if the text is not of that form.
std::optional<unsigned> major_of(const std::string& version) {
  unsigned major = 0;
  const char* end = version.data() + version.size();
  const auto result = std::from_chars(version.data(), end, major);
  if (result.ec != std::errc{} || result.ptr == end || *result.ptr != '.') return std::nullopt;
  return major;
}

void require_run_file(const GroupReader& root, const std::string& path) {
  const std::string type = root.text_attribute("filetype");
  if (type != kRunFileType) {
    throw Error(ExitCode::file, "the file type is '" + type + "', not '" + kRunFileType + "'", path,
                "Give a file that ceo-verify run wrote.");
  }
  const std::string version = root.text_attribute("schema_version");
  const auto major = major_of(version);
  if (!major) damaged("'" + version + "' is no schema version", root.where("@schema_version"));
  if (*major > *major_of(kPartSchemaVersion)) {
    throw Error(ExitCode::file,
                "the file has schema " + version + ", this program reads schemas up to " +
                    kPartSchemaVersion,
                path, "Use a newer ceo-verify.");
  }
}

void read_config(const GroupReader& root, run::Record& record) {
  const GroupReader config = root.group("config");
  record.plan_name = config.text_attribute("plan_name");
  record.seed = config.attribute<std::uint64_t>("seed");
  record.budget = config.attribute<double>("budget");
  record.resolution = config.attribute<double>("resolution");
  record.config_text = config.text("text");
  record.config_canonical = config.text("canonical");
  if (config.text_attribute("sha256") != hex(sha256(record.config_canonical))) {
    damaged("the text differs from its stored hash", config.where("canonical"));
  }
  record.plan_canonical = root.group("plan").text("canonical");
}

void read_streams(const GroupReader& root, run::Record& record) {
  const GroupReader streams = root.group("streams");
  const std::vector<std::string> ids =
      streams.texts("cell", streams.rows("cell", sizeof(run::CellRecord)));
  record.cells.resize(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) record.cells[i].id = ids[i];
  TableReader table(streams, record.cells);
  stream_columns(table);
  if (streams.has("rng")) generator_column(table);
  const auto keys = streams.numbers<std::uint32_t>("key", {ids.size(), 2});
  for (std::size_t i = 0; i < ids.size(); ++i) record.cells[i].key = {keys[2 * i], keys[2 * i + 1]};
}

std::vector<launch::Int128> read_wide(const GroupReader& group, const std::string& name,
                                      const std::vector<std::int64_t>& parts) {
  bool valid = false;
  std::vector<launch::Int128> values = join_wide(parts, valid);
  if (!valid) damaged("a lo lies outside [0, 2^62)", group.where(name));
  return values;
}

void read_moments(const GroupReader& group, run::CellRecord& cell) {
  if (group.text_attribute("cell") != cell.id) {
    damaged("the group does not belong to the cell " + cell.id, group.where("@cell"));
  }
  cell.outputs = group.texts("output", group.length("output"));
  const std::size_t rows = group.length("row");
  if (rows > kMostRows) damaged("no model has so many rows", group.where("row"));
  const std::size_t outputs = cell.outputs.size();
  if (outputs > kMostRows) damaged("no model has so many outputs", group.where("output"));
  cell.scale_exponent = group.numbers<std::int32_t>("scale_exponent", {outputs});
  cell.row_exponent = group.numbers<std::int32_t>("row_exponent", {rows});
  cell.matrices.normals = group.has("normals");
  cell.matrices.physical = group.has("physical");
  cell.matrices.every = group.attribute<std::uint32_t>("matrix_every");

  launch::Totals& totals = cell.totals;
  totals.outputs = static_cast<int>(outputs);
  totals.rows = static_cast<int>(rows);
  totals.strips = group.attribute<std::uint64_t>("strips");
  totals.matrix_strips = group.attribute<std::uint64_t>("matrix_strips");
  totals.non_finite = group.attribute<std::uint64_t>("non_finite");
  totals.overflow = group.attribute<std::uint64_t>("overflow");
  totals.sums =
      read_wide(group, "sums", group.numbers<std::int64_t>("sums", {outputs, stats::kBatches, 2}));
  const hsize_t entries = rows * (rows + 1) / 2;
  read_shape(group, cell);
  read_ranges(group, cell);
  if (cell.matrices.normals) {
    totals.normals =
        read_wide(group, "normals", group.numbers<std::int64_t>("normals", {entries, 2}));
  }
  if (cell.matrices.physical) {
    totals.physical =
        read_wide(group, "physical", group.numbers<std::int64_t>("physical", {entries, 2}));
  }
}

void read_cells(const GroupReader& root, run::Record& record) {
  if (root.has("totals")) return read_flat_totals(root, record);
  const GroupReader moments = root.group("moments");
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    std::array<char, 24> name{};
    std::snprintf(name.data(), name.size(), "%04zu", i);
    read_moments(moments.group(name.data()), record.cells[i]);
  }
}

void read_verdicts(const GroupReader& root, run::Record& record) {
  const auto itself = [](auto& row) -> auto& {
    return row;
  };
  const GroupReader findings = root.group("findings");
  record.findings.resize(findings.rows("finding", sizeof(record.findings[0])));
  TableReader judged(findings, record.findings);
  finding_columns(judged, "", itself);
  if (findings.has("words")) words_columns(judged, "", itself);
  const GroupReader estimates = root.group("estimates");
  TableReader measured(estimates, record.findings);
  estimate_columns(measured, "", itself);

  const GroupReader controls = root.group("controls");
  const std::vector<std::string> names =
      controls.texts("control", controls.rows("control", sizeof(record.controls[0])));
  record.controls.resize(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) record.controls[i].control = names[i];
  TableReader faults(controls, record.controls);
  control_columns(faults);
  if (controls.has("required")) required_columns(faults);

  const GroupReader claims = root.group("claims");
  const std::vector<std::string> ids =
      claims.texts("claim", claims.rows("claim", sizeof(record.claims[0])));
  record.claims.resize(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) record.claims[i].id = ids[i];
  TableReader ledger(claims, record.claims);
  claim_columns(ledger);
  if (claims.has("assumptions")) assumptions_column(ledger);
}

void read_provenance(const GroupReader& root, run::Record& record) {
  const GroupReader provenance = root.group("provenance");
  record.provenance = provenance.text_attributes();
  const auto seconds = provenance.numbers<double>("seconds", {record.cells.size()});
  for (std::size_t i = 0; i < seconds.size(); ++i) record.cells[i].seconds = seconds[i];
  record.sessions = read_sessions(provenance);
}

/// How much of a file is wanted.
enum class Extent { all, part };

void require_hashes(const GroupReader& root, const run::Record& record) {
  if (root.text_attribute("content_sha256") != run::content_sha256(record)) {
    damaged("config, plan, streams or moments differ from the stored hash",
            root.where("@content_sha256"));
  }
  if (root.text_attribute("findings_sha256") != run::findings_sha256(record)) {
    damaged("estimates, findings or controls differ from the stored hash",
            root.where("@findings_sha256"));
  }
  const bool before = record.schema == "1.0" || record.schema == "1.1" || record.schema == "1.2";
  if (!before && root.text_attribute("claims_sha256") != run::claims_sha256(record)) {
    damaged("the claims differ from the stored hash", root.where("@claims_sha256"));
  }
}

run::Record read_record(const GroupReader& root, Extent extent) {
  run::Record record;
  record.schema = root.text_attribute("schema_version");
  record.title = root.text_attribute("title");
  record.complete = flag_of(root.attribute<std::uint8_t>("complete"), root.where("@complete")) == 1;
  read_config(root, record);
  read_streams(root, record);
  read_cells(root, record);
  if (record.complete && !run::is_whole(record)) {
    damaged("cells lack strips, but the file says that it is complete", root.where("@complete"));
  }
  read_provenance(root, record);
  if (extent == Extent::part) return record;
  read_verdicts(root, record);
  read_series(root, record);
  require_hashes(root, record);
  return record;
}

/// Reads the HDF5 part of the file.
run::Record read_body(std::span<const std::uint8_t> body, const std::string& path, Extent extent) {
  const CrashMessage guard(path, body.size());
  const h5::Quiet quiet;
  const h5::ImageReader image(body, path);
  // A file without a seal must at least end where HDF5 says.
  if (image.length() != body.size()) damaged("bytes at the end are missing or foreign", path);
  const GroupReader root(image);
  require_run_file(root, path);
  return read_record(root, extent);
}

/// The bytes of a file and what its seal says of them.
struct SealedBytes {
  std::vector<std::uint8_t> bytes;
  Seal seal = Seal::absent;
};

SealedBytes load(const std::string& path) {
  SealedBytes file{read_bytes(path)};
  file.seal = check_seal(file.bytes);
  return file;
}

run::Record read_loaded(const SealedBytes& file, const std::string& path, Extent extent) {
  const std::span<const std::uint8_t> all(file.bytes);
  switch (file.seal) {
    case Seal::whole:
      return read_body(all.first(all.size() - kSealBytes), path, extent);
    case Seal::broken:
      damaged("the bytes of the file do not match its seal", path);
    case Seal::absent:
      break;
  }
  // The file was cut, or a tool of HDF5 rewrote it and dropped the seal. The hashes inside tell
  // which, but HDF5 1.10 can crash on damaged files and leaks on others, so a child process tries
  // first.
  const Rehearsal trial = rehearse([&] { static_cast<void>(read_body(all, path, Extent::all)); });
  if (!trial.survived) damaged("the file has no seal and HDF5 crashes on it", path);
  if (!trial.failure.empty()) throw Error(ExitCode::file, trial.failure);
  return read_body(all, path, Extent::all);
}

}  // namespace

run::Record read_run(const std::string& path) {
  return read_loaded(load(path), path, Extent::all);
}

void read_parts(const std::vector<std::string>& paths,
                const std::function<void(run::Record, const std::string&)>& take) {
  // HDF5 has one thread; reading bytes and hashing them for the seal take as long as it does.
  std::future<SealedBytes> next;
  const auto begin = [&](std::size_t i) {
    if (i < paths.size()) next = std::async(std::launch::async, load, paths[i]);
  };
  begin(0);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const SealedBytes file = next.get();
    begin(i + 1);
    take(read_loaded(file, paths[i], Extent::part), paths[i]);
  }
}

}  // namespace ceo::io
