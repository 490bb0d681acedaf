#include "tests/support/sample_record.hpp"

#include <bit>
#include <limits>
#include <sstream>

#include "host/run/coverage.hpp"

namespace ceo::test {
namespace {

using launch::Int128;

/// Numbers without a pattern that a compressor or a wrong index could hide behind.
std::uint64_t mix(std::uint64_t n) {
  n += 0x9e3779b97f4a7c15U;
  n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9U;
  n = (n ^ (n >> 27)) * 0x94d049bb133111ebU;
  return n ^ (n >> 31);
}

/// Totals of up to 2^124 of either sign.
Int128 total(std::uint64_t n) {
  const auto high = static_cast<std::int64_t>(mix(2 * n)) >> 4;
  return static_cast<Int128>(high) * (Int128{1} << 64) + static_cast<Int128>(mix(2 * n + 1));
}

run::ShapeRecord shape(std::uint64_t salt, int workers) {
  run::ShapeRecord record;
  record.every = static_cast<std::uint32_t>(salt);
  record.error_scale = 1.25F;
  record.totals = launch::ShapeTotals(workers);
  std::uint64_t n = salt << 48;
  for (std::int64_t& count : record.totals.histogram) {
    count = static_cast<std::int64_t>(mix(n++) >> 2);
  }
  for (std::int64_t& sum : record.totals.source_bins) sum = static_cast<std::int64_t>(mix(n++));
  record.totals.strips = 32 * salt;
  record.totals.non_finite = salt + 1;
  record.totals.overflow = salt + 2;
  for (int i = 0; i <= workers; ++i) {
    const auto real = static_cast<double>(mix(n++) >> 11);
    record.sorted.push_back({mix(n++), mix(n++), real, 1 / real, {real, -real, 0.5, 3}});
  }
  return record;
}

run::CellRecord cell(std::uint64_t salt, std::size_t workers, launch::MatrixRequest matrices) {
  run::CellRecord record;
  record.id = "point-" + std::to_string(salt);
  record.point = record.id;
  record.model = "gaussian_ceo";
  record.parameters = "gaussian_ceo;var_x=1;var_n=0.5;var_v=inf";
  record.key = {static_cast<std::uint32_t>(mix(salt)), 0xffffffffU};
  record.first_strip = salt << 40;
  record.samples = 8192 * (salt + 1);
  record.matrices = matrices;
  record.outputs = {"e", "e^2", "e^4", "e*x", "x", "x^2"};
  record.scale_exponent = {30, 20, -10, 0, 31, 24};
  const int rows = static_cast<int>(2 * workers + 1);
  for (int row = 0; row < rows; ++row) record.row_exponent.push_back(row - 3);
  record.totals = launch::Totals(static_cast<int>(record.outputs.size()), rows, matrices);
  std::uint64_t n = salt << 32;
  for (Int128& sum : record.totals.sums) sum = total(n++);
  for (Int128& sum : record.totals.normals) sum = total(n++);
  for (Int128& sum : record.totals.physical) sum = total(n++);
  record.totals.strips = 256 * (salt + 1);
  record.totals.matrix_strips = 32 * salt;
  record.totals.non_finite = salt;
  record.totals.overflow = std::numeric_limits<std::uint64_t>::max() - salt;
  record.seconds = 0.1 * static_cast<double>(salt);
  if (salt % 2 == 1) record.shape = shape(salt, static_cast<int>(workers));
  return record;
}

stats::Finding finding(std::uint64_t salt, stats::Verdict verdict) {
  using Limits = std::numeric_limits<double>;
  stats::Finding f;
  f.claim = "thm2.unbiased";
  f.point = "point-" + std::to_string(salt);
  f.quantity = salt % 2 == 0 ? "slope" : "intercept";
  f.statement = "E[X̂ | X] = X, so the slope of X̂ on X is 1";
  f.unit_name = salt % 2 == 0 ? "1" : "gradient";
  f.estimate = {1.0 / static_cast<double>(salt + 3), 1e-5, (std::uint64_t{1} << 53) + salt,
                salt % 2 == 0 ? stats::Law::t255 : stats::Law::normal};
  f.prediction = {1, 5e-8, 2, Limits::denorm_min()};
  f.level = 1e-6 / 7;
  f.resolution = 1e-3;
  f.z = salt == 3 ? -0.0 : 1.5;
  f.p = 0.13361440253771584;
  f.verdict = verdict;
  if (verdict == stats::Verdict::error) {
    f.estimate.value = std::bit_cast<double>(std::uint64_t{0xfff8000000000123U});
    f.z = -Limits::infinity();
    f.p = Limits::quiet_NaN();
  }
  if (verdict != stats::Verdict::agree) f.reason = "because\tof a test";
  return f;
}

run::Series some_series() {
  run::Series series;
  series.claim = "thm2.unbiased";
  series.id = "gap";
  series.title = "Größe über N";
  series.x = {"N", "1", run::AxisScale::log};
  series.y = {"Größe", "gradient^2", run::AxisScale::linear};
  series.curves = {{"line", run::CurveStyle::line, {1, 2, 4}, {-1, 0.1, 1e300}},
                   {"", run::CurveStyle::bars, {0x1p-1074}, {-0.0}, {-1}, {1}},
                   {"σ", run::CurveStyle::points, {3, 2}, {1, 1}}};
  return series;
}

class Dump {
 public:
  void line(const std::string& name, const std::string& value) {
    out_ << name << " [" << value.size() << "] " << value << '\n';
  }
  void line(const std::string& name, double value) {
    out_ << name << ' ' << std::hex << std::bit_cast<std::uint64_t>(value) << std::dec << '\n';
  }
  void line(const std::string& name, std::uint64_t value) { out_ << name << ' ' << value << '\n'; }
  void line(const std::string& name, const std::vector<int>& values) {
    out_ << name;
    for (const int value : values) out_ << ' ' << value;
    out_ << '\n';
  }
  void line(const std::string& name, const std::vector<Int128>& values) {
    out_ << name << std::hex;
    for (const Int128 value : values) {
      out_ << ' ' << static_cast<std::uint64_t>(value >> 64) << ':'
           << static_cast<std::uint64_t>(value);
    }
    out_ << std::dec << '\n';
  }
  [[nodiscard]] std::string text() const { return out_.str(); }

 private:
  std::ostringstream out_;
};

void dump_shape(Dump& out, const run::ShapeRecord& shape) {
  out.line("shape.every", std::uint64_t{shape.every});
  out.line("shape.error_scale", static_cast<double>(shape.error_scale));
  out.line("shape.variables", static_cast<std::uint64_t>(shape.totals.variables));
  for (const std::int64_t count : shape.totals.histogram) {
    out.line("histogram", static_cast<std::uint64_t>(count));
  }
  for (const std::int64_t sum : shape.totals.source_bins) {
    out.line("source_bins", static_cast<std::uint64_t>(sum));
  }
  out.line("shape.strips", shape.totals.strips);
  out.line("shape.non_finite", shape.totals.non_finite);
  out.line("shape.overflow", shape.totals.overflow);
  for (const run::SortedRecord& row : shape.sorted) {
    out.line("sorted.samples", row.samples);
    out.line("sorted.checksum", row.checksum);
    out.line("sorted.ks", row.kolmogorov_smirnov);
    out.line("sorted.ad", row.anderson_darling);
    for (const double moment : row.raw_moments) out.line("sorted.moment", moment);
  }
}

void dump_cell(Dump& out, const run::CellRecord& cell) {
  out.line("id", cell.id);
  out.line("point", cell.point);
  out.line("model", cell.model);
  out.line("parameters", cell.parameters);
  out.line("fault", cell.fault);
  out.line("rng", cell.rng);
  out.line("key0", std::uint64_t{cell.key[0]});
  out.line("key1", std::uint64_t{cell.key[1]});
  out.line("first_strip", cell.first_strip);
  out.line("samples", cell.samples);
  out.line("normals", std::uint64_t{cell.matrices.normals});
  out.line("physical", std::uint64_t{cell.matrices.physical});
  out.line("every", std::uint64_t{cell.matrices.every});
  for (const std::string& output : cell.outputs) out.line("output", output);
  out.line("scale_exponent", cell.scale_exponent);
  out.line("row_exponent", cell.row_exponent);
  out.line("totals.outputs", static_cast<std::uint64_t>(cell.totals.outputs));
  out.line("totals.rows", static_cast<std::uint64_t>(cell.totals.rows));
  out.line("sums", cell.totals.sums);
  out.line("normals", cell.totals.normals);
  out.line("physical", cell.totals.physical);
  out.line("strips", cell.totals.strips);
  out.line("matrix_strips", cell.totals.matrix_strips);
  out.line("non_finite", cell.totals.non_finite);
  out.line("overflow", cell.totals.overflow);
  out.line("seconds", cell.seconds);
  if (cell.partial) {
    for (const launch::StripRange& range : *cell.partial) {
      out.line("range.first", range.first);
      out.line("range.count", range.count);
    }
    out.line("ranges", std::uint64_t{cell.partial->size()});
  }
  dump_shape(out, cell.shape);
}

void dump_finding(Dump& out, const stats::Finding& f) {
  out.line("claim", f.claim);
  out.line("point", f.point);
  out.line("quantity", f.quantity);
  out.line("statement", f.statement);
  out.line("unit_name", f.unit_name);
  out.line("value", f.estimate.value);
  out.line("standard_error", f.estimate.standard_error);
  out.line("samples", f.estimate.samples);
  out.line("law", static_cast<std::uint64_t>(f.estimate.law));
  out.line("prediction", f.prediction.value);
  out.line("systematic", f.prediction.systematic);
  out.line("unit", f.prediction.unit);
  out.line("sd_per_sample", f.prediction.sd_per_sample);
  out.line("level", f.level);
  out.line("resolution", f.resolution);
  out.line("z", f.z);
  out.line("p", f.p);
  out.line("verdict", static_cast<std::uint64_t>(f.verdict));
  out.line("reason", f.reason);
  out.line("words", f.words);
  out.line("printed", std::uint64_t{f.printed});
}

void dump_series(Dump& out, const run::Series& series) {
  out.line("claim", series.claim);
  out.line("id", series.id);
  out.line("title", series.title);
  for (const run::Axis& axis : {series.x, series.y}) {
    out.line("axis", axis.name + ' ' + axis.unit + ' ' + run::to_string(axis.scale));
  }
  for (const run::Curve& curve : series.curves) {
    out.line("curve", curve.name + ' ' + run::to_string(curve.style));
    for (const auto* numbers : {&curve.x, &curve.y, &curve.low, &curve.high}) {
      out.line("numbers", std::uint64_t{numbers->size()});
      for (const double value : *numbers) out.line("number", value);
    }
  }
}

void dump_claim(Dump& out, const run::ClaimResult& claim) {
  out.line("id", claim.id);
  out.line("title", claim.title);
  out.line("statement", claim.statement);
  out.line("source", claim.source);
  out.line("assumptions", claim.assumptions);
  out.line("kind", claim.kind);
  out.line("expected", claim.expected);
  out.line("verdict", claim.verdict);
  out.line("reason", claim.reason);
  for (const std::uint32_t count : {claim.findings, claim.agree, claim.disagree, claim.unresolved,
                                    claim.errors, claim.controls, claim.controls_rejected}) {
    out.line("count", std::uint64_t{count});
  }
  out.line("as_expected", std::uint64_t{claim.as_expected});
}

void dump_session(Dump& out, const run::Session& session) {
  for (const std::string& text :
       {session.version, session.commit, session.dirty, session.backend, session.device,
        session.cpu, session.pack, session.threads, session.command, session.shard, session.started,
        session.finished}) {
    out.line("session", text);
  }
  out.line("session.seconds", session.seconds);
  out.line("session.strips", session.strips);
}

}  // namespace

run::Record sample_record() {
  run::Record record;
  record.complete = true;
  record.title = "Größe ≤ ½, 模型, 🙂";
  record.plan_name = "sample";
  record.seed = std::numeric_limits<std::uint64_t>::max();
  record.budget = 1e-6;
  record.resolution = 1.0 / 3;
  record.config_text = "# Größe\r\nname = \"sample\"\n\tseed = 1\n";
  record.config_canonical = "budget=1e-06\nname=sample\n";
  record.plan_canonical = "cell point-0\ncell point-1\n";
  record.cells = {cell(0, 1, {}), cell(1, 3, {true, true, 4}), cell(2, 8, {true, false, 1})};
  record.cells[2].fault = "offset=0.001";
  record.cells[2].id += "!offset";
  record.cells[2].rng = "mrg32k3a";
  // The edges of value = hi * 2^62 + lo.
  const Int128 quarter = Int128{1} << 62;
  const Int128 edge = Int128{1} << 124;
  auto& sums = record.cells[0].totals.sums;
  const std::vector<Int128> edges = {
      0, 1, -1, quarter, -quarter, quarter - 1, -quarter - 1, edge + (edge - 1), -edge - edge};
  std::copy(edges.begin(), edges.end(), sums.begin());

  using stats::Verdict;
  record.findings = {finding(0, Verdict::agree), finding(1, Verdict::disagree),
                     finding(2, Verdict::unresolved), finding(3, Verdict::error),
                     finding(4, Verdict::not_run)};
  record.controls = {{"thm2.unbiased", "weights-1.001", "decoder weights times 1.001", "point-2",
                      "slope", 80000000, 1.25e-3, true, finding(5, Verdict::disagree)},
                     {"thm2.unbiased", "offset", "", "point-2", "intercept", 1, -0.0, false,
                      finding(6, Verdict::error)}};
  record.findings[1].words = "Gefunden: ½ σ, nicht ¼ σ.";
  record.findings[1].printed = true;
  record.findings[4].estimate.law = stats::Law::exact;
  record.controls[0].finding.words = "found";
  record.controls[1].required = run::Required::accepted;
  record.series = {some_series(), some_series()};
  record.series[1].id = "other";
  record.series[1].curves.pop_back();
  record.claims = {{"thm2.unbiased", "the decoder is unbiased", "E[X̂ | X] = X", "ZTW Theorem 2",
                    "equality", "holds", "holds", "", 5, 1, 1, 1, 1, 2, 1, true},
                   {"thm2.distortion", "distortion", "D = 1/Σ a_k", "ZTW eq 32", "equality",
                    "holds", "not run", "no samples", 0, 0, 0, 0, 0, 0, 0, false}};
  record.claims[0].assumptions = "X and N are independent, σ > 0";
  record.provenance = {{"commit", "0123abcd"},
                       {"compiler", "g++ 12"},
                       {"argv", "run quick"},
                       {"cpu", "Größe"},
                       {"flags", ""},
                       {"hdf5", "1.10"},
                       {"started", "2024-01-01T00:00:00Z"},
                       {"threads", "2"},
                       {"instruction set", "avx2"}};
  record.sessions = {{"0.1.0", "0123abcd", "no", "cpu", "none", "Größe", "avx2", "2",
                      "ceo-verify run quick --shard 0/2", "0/2", "2024-01-01T00:00:00Z",
                      "2024-01-01T00:01:00Z", 59.5, 512},
                     {"", "", "", "", "", "", "", "", "", "", "", "", 0.0, 0}};
  return record;
}

run::Record partial_record() {
  run::Record record = sample_record();
  record.complete = false;
  // Point 0 has 256 strips from strip 0 on, point 1 has 512 from 2^40 on: nothing and two parts.
  record.cells[0].totals = launch::Totals(6, 3, {});
  record.cells[0].partial = run::Ranges{};
  record.cells[1].totals.strips = 320;
  record.cells[1].partial =
      run::Ranges{{std::uint64_t{1} << 40, 64}, {(std::uint64_t{1} << 40) + 256, 256}};
  return record;
}

run::Record empty_record() {
  run::Record record;
  record.plan_name = "empty";
  return record;
}

std::string dump(const run::Record& record) {
  Dump out;
  out.line("complete", std::uint64_t{record.complete});
  out.line("title", record.title);
  out.line("plan_name", record.plan_name);
  out.line("seed", record.seed);
  out.line("budget", record.budget);
  out.line("resolution", record.resolution);
  out.line("config_text", record.config_text);
  out.line("config_canonical", record.config_canonical);
  out.line("plan_canonical", record.plan_canonical);
  for (const run::CellRecord& cell : record.cells) dump_cell(out, cell);
  for (const stats::Finding& f : record.findings) dump_finding(out, f);
  for (const run::ControlResult& control : record.controls) {
    out.line("claim", control.claim);
    out.line("control", control.control);
    out.line("description", control.description);
    out.line("point", control.point);
    out.line("quantity", control.quantity);
    out.line("needed", control.needed);
    out.line("effect", control.effect);
    out.line("rejected", std::uint64_t{control.rejected});
    out.line("required", run::to_string(control.required));
    dump_finding(out, control.finding);
  }
  for (const run::ClaimResult& claim : record.claims) dump_claim(out, claim);
  for (const run::Series& series : record.series) dump_series(out, series);
  for (const auto& [key, text] : record.provenance) out.line(key, text);
  for (const run::Session& session : record.sessions) dump_session(out, session);
  return out.text();
}

}  // namespace ceo::test
