// The hashes of a run. docs/run-file.md defines the text that is hashed, line by line.
#include <fmt/format.h>

#include <array>
#include <bit>
#include <iterator>
#include <string_view>

#include "host/base/sha256.hpp"
#include "host/run/record.hpp"

namespace ceo::run {
namespace {

/// Hashes lines "name value value ...\n"; a text is "name LENGTH\n" and then its bytes and "\n", so
/// that no two records share a text.
class Lines {
 public:
  explicit Lines(std::string_view title) { hash_.update(fmt::format("{}\n", title)); }

  void text(std::string_view name, std::string_view value) {
    hash_.update(fmt::format("{} {}\n", name, value.size()));
    hash_.update(value);
    hash_.update("\n");
  }

  template <class Range>
  void integers(std::string_view name, const Range& values) {
    line_.assign(name);
    for (const auto& value : values) fmt::format_to(std::back_inserter(line_), " {}", value);
    line_ += '\n';
    hash_.update(line_);
  }

  void count(std::string_view name, std::uint64_t value) {
    hash_.update(fmt::format("{} {}\n", name, value));
  }

  /// The 64 bits of the number: no rounding, and a NaN has a text too.
  void real(std::string_view name, double value) {
    hash_.update(fmt::format("{} {:016x}\n", name, std::bit_cast<std::uint64_t>(value)));
  }

  void reals(std::string_view name, const std::vector<double>& values) {
    line_.assign(name);
    for (const double value : values) {
      fmt::format_to(std::back_inserter(line_), " {:016x}", std::bit_cast<std::uint64_t>(value));
    }
    line_ += '\n';
    hash_.update(line_);
  }

  std::string digest() { return hex(hash_.finish()); }

 private:
  Sha256 hash_;
  std::string line_;
};

/// Integers only: distances of sorted samples are float64 and depend on the host's erfc.
void add_shape(Lines& lines, const ShapeRecord& shape) {
  lines.count("shape_every", shape.every);
  lines.real("shape_error_scale", shape.error_scale);
  lines.count("shape_strips", shape.totals.strips);
  lines.count("shape_non_finite", shape.totals.non_finite);
  lines.count("shape_overflow", shape.totals.overflow);
  lines.integers("shape_histogram", shape.totals.histogram);
  lines.integers("shape_source_bins", shape.totals.source_bins);
  lines.count("sorted", shape.sorted.size());
  for (const SortedRecord& variable : shape.sorted) {
    lines.integers("sorted_values", std::array{variable.samples, variable.checksum});
  }
}

/// Only of a cell that lacks strips, so that a whole cell has one text however it came about.
void add_ranges(Lines& lines, const std::vector<launch::StripRange>& ranges) {
  lines.count("ranges", ranges.size());
  for (const launch::StripRange& range : ranges) {
    lines.integers("range", std::array{range.first, range.count});
  }
}

void add_cell(Lines& lines, const CellRecord& cell) {
  lines.text("id", cell.id);
  lines.text("model", cell.model);
  lines.text("parameters", cell.parameters);
  lines.text("fault", cell.fault);
  if (cell.rng != "philox") lines.text("rng", cell.rng);
  lines.integers("key", cell.key);
  lines.count("first_strip", cell.first_strip);
  lines.count("samples", cell.samples);
  lines.integers("matrices",
                 std::array<unsigned, 3>{cell.matrices.normals ? 1U : 0U,
                                         cell.matrices.physical ? 1U : 0U, cell.matrices.every});
  lines.count("outputs", cell.outputs.size());
  for (const std::string& output : cell.outputs) lines.text("output", output);
  lines.integers("scale_exponent", cell.scale_exponent);
  lines.integers("row_exponent", cell.row_exponent);
  lines.count("strips", cell.totals.strips);
  lines.count("matrix_strips", cell.totals.matrix_strips);
  lines.count("non_finite", cell.totals.non_finite);
  lines.count("overflow", cell.totals.overflow);
  lines.integers("sums", cell.totals.sums);
  lines.integers("normals", cell.totals.normals);
  lines.integers("physical", cell.totals.physical);
  if (cell.shape.every > 0) add_shape(lines, cell.shape);
  if (cell.partial) add_ranges(lines, *cell.partial);
}

void add_finding(Lines& lines, const stats::Finding& finding) {
  lines.text("claim", finding.claim);
  lines.text("point", finding.point);
  lines.text("quantity", finding.quantity);
  lines.real("value", finding.estimate.value);
  lines.real("standard_error", finding.estimate.standard_error);
  lines.count("samples", finding.estimate.samples);
  lines.text("law", stats::to_string(finding.estimate.law));
  lines.real("prediction", finding.prediction.value);
  lines.real("systematic", finding.prediction.systematic);
  lines.real("unit", finding.prediction.unit);
  lines.real("level", finding.level);
  lines.real("resolution", finding.resolution);
  lines.real("z", finding.z);
  lines.real("p", finding.p);
  lines.text("verdict", stats::to_string(finding.verdict));
  // Only where they are there: files from before there were host checks keep their hash.
  if (!finding.words.empty()) lines.text("words", finding.words);
  if (finding.printed) lines.count("printed", 1);
}

void add_axis(Lines& lines, const Axis& axis) {
  lines.text("axis", axis.name);
  lines.text("unit", axis.unit);
  lines.text("scale", to_string(axis.scale));
}

void add_series(Lines& lines, const Series& series) {
  lines.text("series_claim", series.claim);
  lines.text("series_id", series.id);
  lines.text("title", series.title);
  add_axis(lines, series.x);
  add_axis(lines, series.y);
  lines.count("curves", series.curves.size());
  for (const Curve& curve : series.curves) {
    lines.text("curve", curve.name);
    lines.text("style", to_string(curve.style));
    lines.reals("x", curve.x);
    lines.reals("y", curve.y);
    lines.reals("low", curve.low);
    lines.reals("high", curve.high);
  }
}

}  // namespace

std::string content_sha256(const Record& record) {
  Lines lines("ceo-verify content 1");
  lines.text("config", record.config_canonical);
  lines.text("plan", record.plan_canonical);
  lines.count("cells", record.cells.size());
  for (const CellRecord& cell : record.cells) add_cell(lines, cell);
  return lines.digest();
}

std::string claims_sha256(const Record& record) {
  Lines lines("ceo-verify claims 1");
  lines.count("claims", record.claims.size());
  for (const ClaimResult& claim : record.claims) {
    lines.text("claim", claim.id);
    lines.text("title", claim.title);
    lines.text("statement", claim.statement);
    lines.text("source", claim.source);
    lines.text("assumptions", claim.assumptions);
    lines.text("kind", claim.kind);
    lines.text("expected", claim.expected);
    lines.text("verdict", claim.verdict);
    lines.text("reason", claim.reason);
    lines.integers("counts",
                   std::array{claim.findings, claim.agree, claim.disagree, claim.unresolved,
                              claim.errors, claim.controls, claim.controls_rejected});
    lines.count("as_expected", claim.as_expected ? 1 : 0);
  }
  return lines.digest();
}

std::string findings_sha256(const Record& record) {
  Lines lines("ceo-verify findings 1");
  lines.count("findings", record.findings.size());
  for (const stats::Finding& finding : record.findings) add_finding(lines, finding);
  lines.count("controls", record.controls.size());
  for (const ControlResult& control : record.controls) {
    lines.text("control_claim", control.claim);
    lines.text("control", control.control);
    lines.count("needed", control.needed);
    lines.real("effect", control.effect);
    lines.count("rejected", control.rejected ? 1 : 0);
    if (control.required == Required::accepted) lines.count("must_be_accepted", 1);
    add_finding(lines, control.finding);
  }
  if (!record.series.empty()) lines.count("series", record.series.size());
  for (const Series& series : record.series) add_series(lines, series);
  return lines.digest();
}

}  // namespace ceo::run
