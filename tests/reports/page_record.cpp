#include "tests/reports/page_record.hpp"

#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace ceo::reports::testing {
namespace {

constexpr std::uint64_t kSamples = 256 * 32 * 16;

launch::ShapeTotals shape_of(double samples) {
  const boost::math::normal law;
  launch::ShapeTotals shape(1);
  for (std::size_t bin = 0; bin < kShapeBins; ++bin) {
    const double from = -kShapeHalfRange + (static_cast<double>(bin) - 1) / kShapeBinsPerUnit;
    const double share =
        boost::math::cdf(law, from + 1.0 / kShapeBinsPerUnit) - boost::math::cdf(law, from);
    shape.histogram[2 * kShapeBins + bin] = std::llround(samples * share);
  }
  const double each = samples / kSourceBins;
  for (std::size_t bin = 0; bin < kSourceBins; ++bin) {
    shape.source_bins[kBinSamples * kSourceBins + bin] = std::llround(each);
    shape.source_bins[kBinError * kSourceBins + bin] =
        std::llround(std::sqrt(each) * (bin % 2 == 0 ? 1 : -1)) * 65536;  // one standard error
    shape.source_bins[kBinError2 * kSourceBins + bin] = std::llround(each) * 4096;
  }
  shape.strips = kSamples / 32;
  return shape;
}

run::CellRecord cell(const std::string& point) {
  run::CellRecord record;
  record.id = record.point = point;
  record.model = "gaussian_ceo";
  record.parameters = "gaussian_ceo var_x=1 var_n=0.5 var_v=0.5";
  record.key = {0x01234567U, 0x89abcdefU};
  record.samples = kSamples;
  record.matrices = {true, false, 1};
  record.outputs = {"e", "e^2", "e^4", "e*x", "x", "x^2"};
  record.scale_exponent = {0, 4, 4, 0, 0, 4};
  record.row_exponent = {0, 0, 0};
  record.totals = launch::Totals(6, 3, record.matrices);
  // D = 1 + 0.01 in even batches and 1 - 0.01 in odd ones; e^4 = 3, x^2 = 1.
  const double strips = kSamples / 32.0 / 256;
  for (std::size_t b = 0; b < 256; ++b) {
    record.totals.sums[1 * 256 + b] = std::llround(strips * 32 * 16 * (b % 2 == 0 ? 1.01 : 0.99));
    record.totals.sums[2 * 256 + b] = std::llround(strips * 32 * 16 * 3);
    record.totals.sums[5 * 256 + b] = std::llround(strips * 32 * 16);
  }
  for (const std::size_t diagonal : {0U, 2U, 5U})
    record.totals.normals[diagonal] = static_cast<launch::Int128>(kSamples) << 15U;
  record.totals.strips = record.totals.matrix_strips = kSamples / 32;
  record.shape.every = 1;
  record.shape.totals = shape_of(1e7);
  return record;
}

stats::Finding finding(const std::string& claim, const std::string& point) {
  stats::Finding f;
  f.claim = claim;
  f.point = point;
  f.quantity = "distortion";
  f.statement = "the mean square error is D = 1/sum_k a_k";
  f.unit_name = "gradient^2";
  f.estimate = {1.0, std::sqrt(2.0 / kSamples), kSamples, stats::Law::normal};
  f.prediction = {1.002, 0, 1.002, std::sqrt(2.0)};
  f.level = 1e-7;
  f.resolution = 1e-2;
  return stats::judge(f, {});
}

}  // namespace

std::string hostile() {
  return "</style><script>alert(1)</script>\"'><img src=x onerror=alert(1)> `rm -rf .` $(id) @x "
         "| [a](javascript:x) ![i](http://x.invalid/i) **b** <!-- --> &lt; \\ {/Symbol a}\n"
         // NOLINTNEXTLINE(misc-misleading-bidirectional): what pages must not pass on
         "# heading\nsystem('touch pwned') # \x1b[31m\x01\xff\xe2\x80\xae end'; !touch pwned";
}

run::Record page_record(const std::string& name) {
  run::Record record;
  record.complete = true;
  record.title = "A page" + name;
  record.plan_name = "page" + name;
  record.seed = 3;
  record.budget = 1e-6;
  record.resolution = 1e-2;
  const std::string claim = "thm.test" + name;
  for (const std::string& point : {"one" + name, "two" + name}) {
    record.cells.push_back(cell(point));
    record.findings.push_back(finding(claim, point));
  }
  run::ControlResult control;
  control.claim = claim;
  control.control = "fault" + name;
  control.description = "A fault." + name;
  control.point = "one" + name;
  control.quantity = "distortion";
  control.needed = kSamples;
  control.effect = 0.03;
  control.finding = finding(claim, control.point);
  control.finding.prediction.value = 1.1;
  control.finding = stats::judge(control.finding, {});
  control.rejected = control.finding.verdict == stats::Verdict::disagree;
  record.controls = {control};
  run::ClaimResult result;
  result.id = claim;
  result.title = "distortion" + name;
  result.statement = "E[(Xhat - X)^2] = D = 1 / sum_k a_k" + name;
  result.source = "a source, eq 1" + name;
  result.kind = "equality";
  result.expected = result.verdict = "holds";
  result.findings = result.agree = 2;
  result.controls = result.controls_rejected = 1;
  result.as_expected = true;
  result.assumptions = "X is Gaussian." + name;
  record.claims = {result};
  record.provenance = {{"cpu", "A processor" + name},
                       {"repeat", "ceo-verify run page" + name},
                       {"seconds", "1.5"},
                       {"threads", "2"},
                       {"version", "0.1.0" + name}};
  return record;
}

namespace {

stats::Finding host_finding(const std::string& name, const std::string& quantity, double value) {
  stats::Finding f;
  f.claim = "host.test" + name;
  f.point = run::kHostPoint;
  f.quantity = quantity;
  f.statement = "the constant of " + quantity + " is 13" + name;
  f.unit_name = "1";
  f.estimate = {value, 0, 64, stats::Law::exact};
  f.prediction = {13, 0.01, 13, 0};
  f.resolution = 1e-2;
  f.words = "N^2 times the gap is " + std::to_string(value) + name;
  return stats::judge(f, {});
}

std::vector<run::Series> host_series(const std::string& name) {
  run::Series curves;
  curves.claim = "host.test" + name;
  curves.id = "curves" + name;
  curves.title = "Gap of a ring" + name;
  curves.x = {"workers N" + name, "1", run::AxisScale::log};
  curves.y = {"gap" + name, "gradient^2", run::AxisScale::linear};
  curves.curves = {
      {"N^-2" + name, run::CurveStyle::line, {3, 10, 60}, {-1, 0, 2}, {-2, -1, 1}, {0, 1, 3}},
      {"found" + name, run::CurveStyle::points, {3, 60}, {-1.1, 2.1}, {-1.2, 2}, {-1, 2.2}}};
  run::Series bars = curves;
  bars.id = "bars" + name;
  bars.x.scale = run::AxisScale::linear;
  bars.y.scale = run::AxisScale::log;
  bars.curves = {{"bars" + name, run::CurveStyle::bars, {1, 2}, {1e-6, 1}, {1e-7, 0.5}, {1e-5, 2}},
                 {"one" + name, run::CurveStyle::points, {1}, {1e-3}}};
  return {curves, bars};
}

}  // namespace

run::Record host_record(const std::string& name) {
  run::Record record;
  record.complete = true;
  record.plan_name = "host" + name;
  record.budget = 1e-6;
  record.resolution = 1e-2;
  record.findings = {host_finding(name, "corrected", 13.005), host_finding(name, "printed", 26)};
  record.findings[1].printed = true;
  for (const run::Required required : {run::Required::rejected, run::Required::accepted}) {
    run::ControlResult control;
    control.claim = "host.test" + name;
    control.control = run::to_string(required) + "-case" + name;
    control.description = "A case." + name;
    control.point = run::kHostPoint;
    control.quantity = "corrected";
    control.needed = 64;
    control.required = required;
    control.finding =
        host_finding(name, "corrected", required == run::Required::rejected ? 26 : 13);
    control.rejected = control.finding.verdict == stats::Verdict::disagree;
    record.controls.push_back(control);
  }
  run::ClaimResult result;
  result.id = "host.test" + name;
  result.title = "gap of a ring" + name;
  result.statement = "1 - rho = c/N^2" + name;
  result.source = "a source" + name;
  result.kind = "identity";
  result.expected = result.verdict = "refuted as printed";
  result.findings = 2;
  result.agree = result.disagree = 1;
  result.controls = result.controls_rejected = 2;
  result.as_expected = true;
  record.claims = {result};
  record.series = host_series(name);
  return record;
}

}  // namespace ceo::reports::testing
