#include "reports/csv.hpp"

#include <fmt/format.h>

#include <vector>

#include "host/base/text.hpp"
#include "reports/escape.hpp"
#include "reports/run_facts.hpp"

namespace ceo::reports {
namespace {

constexpr const char* kHeader =
    "row,claim,point,quantity,verdict,prediction,estimate,standard_error,unit,samples,z,p,level,"
    "precision,resolution,systematic,control,effect,needed,rejected,reason,law,words,printed,"
    "required,series,curve,x,y,low,high\r\n";

constexpr std::size_t kColumns = 31;

std::vector<std::string> finding_fields(const char* row, const stats::Finding& f) {
  return {row,
          f.claim,
          f.point,
          f.quantity,
          stats::to_string(f.verdict),
          shortest(f.prediction.value),
          shortest(f.estimate.value),
          shortest(f.estimate.standard_error),
          f.unit_name,
          fmt::format("{}", f.estimate.samples),
          shortest(f.z),
          shortest(f.p),
          shortest(f.level),
          shortest(precision_of(f)),
          shortest(f.resolution),
          shortest(f.prediction.systematic)};
}

/// The last columns of a finding or control; those of series are empty.
void add_words(const stats::Finding& finding, const std::string& required,
               std::vector<std::string>& fields) {
  fields.insert(fields.end(), {stats::to_string(finding.estimate.law), finding.words,
                               finding.printed ? "1" : "0", required});
  fields.resize(kColumns);
}

std::string line(const std::vector<std::string>& fields) {
  std::vector<std::string> escaped;
  escaped.reserve(fields.size());
  for (const std::string& field : fields) escaped.push_back(csv_field(field));
  return join(escaped, ",") + "\r\n";
}

/// A row per point of each curve.
std::string series_lines(const run::Series& series) {
  std::string text;
  for (const run::Curve& curve : series.curves) {
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      std::vector<std::string> fields = {"series", series.claim};
      fields.resize(kColumns - 6);
      fields.insert(fields.end(),
                    {series.id, curve.name, shortest(curve.x[i]), shortest(curve.y[i]),
                     curve.low.empty() ? "" : shortest(curve.low[i]),
                     curve.high.empty() ? "" : shortest(curve.high[i])});
      text += line(fields);
    }
  }
  return text;
}

}  // namespace

std::string csv(const run::Record& record) {
  std::string text = kHeader;
  for (const stats::Finding& finding : record.findings) {
    std::vector<std::string> fields = finding_fields("finding", finding);
    fields.insert(fields.end(), {"", "", "", "", finding.reason});
    add_words(finding, "", fields);
    text += line(fields);
  }
  for (const run::ControlResult& control : record.controls) {
    std::vector<std::string> fields = finding_fields("control", control.finding);
    fields.insert(fields.end(),
                  {control.control, shortest(control.effect), fmt::format("{}", control.needed),
                   control.rejected ? "1" : "0", control.finding.reason});
    add_words(control.finding, run::to_string(control.required), fields);
    text += line(fields);
  }
  for (const run::Series& series : record.series) text += series_lines(series);
  return text;
}

}  // namespace ceo::reports
