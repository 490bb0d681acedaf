#include "reports/csv.hpp"

#include <fmt/format.h>

#include <vector>

#include "host/base/text.hpp"
#include "reports/escape.hpp"

namespace ceo::reports {
namespace {

constexpr const char* kHeader =
    "row,claim,point,quantity,verdict,prediction,estimate,standard_error,unit,samples,z,p,level,"
    "precision,resolution,systematic,control,effect,needed,rejected,reason\r\n";

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
          shortest(f.estimate.standard_error / f.prediction.unit),
          shortest(f.resolution),
          shortest(f.prediction.systematic)};
}

std::string line(const std::vector<std::string>& fields) {
  std::vector<std::string> escaped;
  escaped.reserve(fields.size());
  for (const std::string& field : fields) escaped.push_back(csv_field(field));
  return join(escaped, ",") + "\r\n";
}

}  // namespace

std::string csv(const run::Record& record) {
  std::string text = kHeader;
  for (const stats::Finding& finding : record.findings) {
    std::vector<std::string> fields = finding_fields("finding", finding);
    fields.insert(fields.end(), {"", "", "", "", finding.reason});
    text += line(fields);
  }
  for (const run::ControlResult& control : record.controls) {
    std::vector<std::string> fields = finding_fields("control", control.finding);
    fields.insert(fields.end(),
                  {control.control, shortest(control.effect), fmt::format("{}", control.needed),
                   control.rejected ? "1" : "0", control.finding.reason});
    text += line(fields);
  }
  return text;
}

}  // namespace ceo::reports
