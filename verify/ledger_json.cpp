#include "verify/ledger_json.hpp"

#include <algorithm>
#include <cstdlib>

#include "host/run/merge.hpp"
#include "reports/run_facts.hpp"
#include "verify/conclude.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;
using reports::confirmation_command;
using reports::generator_at;
using reports::generators_of;
using reports::samples_of;

Json claim_json(const run::ClaimResult& claim) {
  return {{"id", claim.id},
          {"title", claim.title},
          {"statement", claim.statement},
          {"source", claim.source},
          {"assumptions", claim.assumptions},
          {"kind", claim.kind},
          {"expected", claim.expected},
          {"verdict", claim.verdict},
          {"as_expected", claim.as_expected},
          {"reason", claim.reason},
          {"findings", claim.findings},
          {"agree", claim.agree},
          {"disagree", claim.disagree},
          {"unresolved", claim.unresolved},
          {"errors", claim.errors},
          {"controls", claim.controls},
          {"controls_rejected", claim.controls_rejected}};
}

Json finding_json(const run::Record& record, const stats::Finding& finding) {
  return {{"claim", finding.claim},
          {"point", finding.point},
          {"generator", generator_at(record, finding.point)},
          {"quantity", finding.quantity},
          {"statement", finding.statement},
          {"verdict", stats::to_string(finding.verdict)},
          {"reason", finding.reason},
          {"unit", finding.unit_name},
          {"value", finding.estimate.value},
          {"standard_error", finding.estimate.standard_error},
          {"samples", finding.estimate.samples},
          {"predicted", finding.prediction.value},
          {"systematic", finding.prediction.systematic},
          {"z", finding.z},
          {"p", finding.p},
          {"level", finding.level},
          {"precision", reports::precision_of(finding)},
          {"resolution", finding.resolution},
          {"law", stats::to_string(finding.estimate.law)},
          {"printed", finding.printed},
          {"words", finding.words}};
}

Json control_json(const run::Record& record, const run::ControlResult& control) {
  return {{"claim", control.claim},
          {"control", control.control},
          {"description", control.description},
          {"point", control.point},
          {"quantity", control.quantity},
          {"needed", control.needed},
          {"effect", control.effect},
          {"required", run::to_string(control.required)},
          {"rejected", control.rejected},
          {"passed", control.passed()},
          {"finding", finding_json(record, control.finding)}};
}

Json axis_json(const run::Axis& axis) {
  return {{"name", axis.name}, {"unit", axis.unit}, {"scale", run::to_string(axis.scale)}};
}

Json series_json(const run::Series& series) {
  Json curves = Json::array();
  for (const run::Curve& curve : series.curves) {
    curves.push_back({{"name", curve.name},
                      {"style", run::to_string(curve.style)},
                      {"x", curve.x},
                      {"y", curve.y},
                      {"low", curve.low},
                      {"high", curve.high}});
  }
  return {{"claim", series.claim},    {"id", series.id},          {"title", series.title},
          {"x", axis_json(series.x)}, {"y", axis_json(series.y)}, {"curves", curves}};
}

Json session_json(const run::Session& session) {
  return {
      {"version", session.version}, {"commit", session.commit},   {"dirty", session.dirty},
      {"backend", session.backend}, {"device", session.device},   {"cpu", session.cpu},
      {"pack", session.pack},       {"threads", session.threads}, {"command", session.command},
      {"shard", session.shard},     {"started", session.started}, {"finished", session.finished},
      {"seconds", session.seconds}, {"strips", session.strips}};
}

template <class Item, class Convert>
Json array_of(const std::vector<Item>& items, const Convert& convert) {
  Json array = Json::array();
  for (const Item& item : items) array.push_back(convert(item));
  return array;
}

}  // namespace

Json ledger_json(const run::Record& record, const std::string& path) {
  const bool confirm = std::any_of(record.findings.begin(), record.findings.end(),
                                   [](const auto& f) { return run::worth_repeating(f); });
  Json seconds;
  const auto found = record.provenance.find("seconds");
  if (found != record.provenance.end()) seconds = std::strtod(found->second.c_str(), nullptr);
  return {{"plan", record.plan_name},
          {"title", record.title},
          {"seed", record.seed},
          {"generators", generators_of(record)},
          {"file", path},
          {"complete", record.complete},
          {"exit_code", static_cast<int>(exit_code(record))},
          {"content_sha256", run::content_sha256(record)},
          {"findings_sha256", run::findings_sha256(record)},
          {"budget", record.budget},
          {"resolution", record.resolution},
          {"samples", samples_of(record)},
          {"sampled", run::sampled(record)},
          {"seconds", seconds},
          {"claims", array_of(record.claims, claim_json)},
          {"findings",
           array_of(record.findings, [&](const auto& row) { return finding_json(record, row); })},
          {"controls",
           array_of(record.controls, [&](const auto& row) { return control_json(record, row); })},
          {"series", array_of(record.series, series_json)},
          {"confirm", confirm ? Json(confirmation_command(record)) : Json()},
          {"provenance", Json(record.provenance)},
          {"sessions", array_of(record.sessions, session_json)}};
}

std::string json_lines(const run::Record& record) {
  std::string text;
  const auto add = [&](const char* row, const Json& object) {
    Json line = {{"row", row}, {"plan", record.plan_name}, {"seed", record.seed}};
    line.update(object);
    text += line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  };
  for (const run::ClaimResult& claim : record.claims) add("claim", claim_json(claim));
  for (const stats::Finding& finding : record.findings)
    add("finding", finding_json(record, finding));
  for (const run::ControlResult& control : record.controls) {
    add("control", control_json(record, control));
  }
  return text;
}

std::string json_text(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ceo::verify
