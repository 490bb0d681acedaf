#include "verify/plan_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/text.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

std::string count(std::uint64_t samples) {
  return human_count(static_cast<double>(samples));
}

/// Ids of the cells of all layers that a joined finding or control reads.
Json layers_json(const run::Plan& plan, const std::vector<std::size_t>& layers) {
  Json ids = Json::array();
  for (const std::size_t cell : layers) ids.push_back(plan.cells.at(cell).id);
  return ids;
}

std::string cells_text(const run::Plan& plan) {
  TextTable table(
      {"cell", "generator", "workers", "silent", "D", "samples"},
      {Align::left, Align::left, Align::right, Align::right, Align::right, Align::right});
  for (const run::Cell& cell : plan.cells) {
    const auto channel =
        theory::channel_from_noise(cell.spec.var_x, cell.spec.var_n, cell.spec.var_v);
    const auto silent = std::count(channel.weight.begin(), channel.weight.end(), 0.0);
    table.add({cell.id, launch::to_string(cell.rng), fmt::format("{}", cell.spec.workers()),
               fmt::format("{}", silent), fmt::format("{:.4g}", channel.distortion),
               count(cell.samples)});
  }
  return table.str();
}

std::string findings_text(const run::Plan& plan) {
  TextTable table(
      {"claim", "point", "quantity", "level", "precision", "needed"},
      {Align::left, Align::left, Align::left, Align::right, Align::right, Align::right});
  for (const run::PlannedFinding& finding : plan.findings) {
    table.add({finding.claim, finding.point, finding.quantity, fmt::format("{:.2e}", finding.level),
               fmt::format("{:.2e}", finding.expected_resolution),
               fmt::format("{:.2e}", finding.resolution)});
  }
  return table.str();
}

std::string controls_text(const run::Plan& plan) {
  TextTable table({"claim", "control", "point", "quantity", "effect", "needed", "planned"},
                  {Align::left, Align::left, Align::left, Align::left, Align::right, Align::right,
                   Align::right});
  for (const run::PlannedControl& control : plan.controls) {
    table.add({control.claim, control.control, control.point, control.quantity,
               fmt::format("{:.2e}", control.effect), count(control.needed),
               count(plan.cells.at(control.cell).samples)});
  }
  return table.str();
}

std::string host_text(const run::Plan& plan) {
  TextTable table(
      {"claim", "quantity", "instances", "level", "needed", "control"},
      {Align::left, Align::left, Align::right, Align::right, Align::right, Align::left});
  const auto level = [](double value) {
    return value > 0 ? fmt::format("{:.2e}", value) : std::string("exact");
  };
  for (const run::PlannedHostFinding& finding : plan.host_findings) {
    table.add({finding.claim, finding.quantity, fmt::format("{}", finding.instances),
               level(finding.level), fmt::format("{:.2e}", finding.resolution), ""});
  }
  for (const run::PlannedHostControl& control : plan.host_controls) {
    table.add({control.claim, control.quantity, fmt::format("{}", control.instances),
               level(control.level), fmt::format("{:.2e}", control.resolution),
               fmt::format("{}: {}", control.control, run::to_string(control.required))});
  }
  return table.str();
}

Json host_findings_json(const run::Plan& plan) {
  Json rows = Json::array();
  for (const run::PlannedHostFinding& finding : plan.host_findings) {
    rows.push_back({{"claim", finding.claim},
                    {"quantity", finding.quantity},
                    {"instances", finding.instances},
                    {"level", finding.level},
                    {"resolution", finding.resolution}});
  }
  return rows;
}

Json host_controls_json(const run::Plan& plan) {
  Json rows = Json::array();
  for (const run::PlannedHostControl& control : plan.host_controls) {
    rows.push_back({{"claim", control.claim},
                    {"control", control.control},
                    {"quantity", control.quantity},
                    {"instances", control.instances},
                    {"level", control.level},
                    {"resolution", control.resolution},
                    {"required", run::to_string(control.required)}});
  }
  return rows;
}

/// Processor time of a normal on a core with AVX-512, matrices and shape statistics of a plan with
/// up to 64 workers included: measured for `nightly` (docs/performance.md).
constexpr double kSecondsPerNormal = 0.94e-9;

/// What sampling would cost on a machine that is known; no clock and no device of this one.
std::string work_text(const run::Plan& plan) {
  double normals = 0;
  for (const run::Cell& cell : plan.cells) {
    normals += static_cast<double>(cell.samples) * (2 * cell.spec.workers() + 1);
  }
  return fmt::format("{} normals; about {} on two cores with AVX-512, host checks not counted\n",
                     human_count(normals), human_seconds(normals * kSecondsPerNormal / 2));
}

}  // namespace

std::string plan_text(const run::Plan& plan) {
  const run::Config& config = plan.config;
  const bool titled = !config.title.empty() && config.title != config.name;
  std::string text = fmt::format("Plan {}, seed {}{}\n", config.name, config.seed,
                                 titled ? ": " + config.title : "");
  text += fmt::format(
      "False-alarm budget {} over {} findings and {} controls; {} samples in {} cells\n",
      shortest(config.budget), plan.findings.size() + plan.host_findings.size(),
      plan.controls.size() + plan.host_controls.size(), count(plan.total_samples()),
      plan.cells.size());
  if (!plan.cells.empty()) {
    text += work_text(plan);
    text += "\nCells\n" + cells_text(plan);
    text +=
        "\nFindings (precision: predicted standard error in units of the quantity; needed: to "
        "count "
        "as\n"
        "an answer; level: p-values at or below it disagree)\n" +
        findings_text(plan);
  }
  if (!plan.controls.empty()) {
    text +=
        fmt::format(
            "\nControls (effect: shift in standard deviations per sample; needed: samples for a "
            "rejection\nwith probability {})\n",
            run::kControlPower) +
        controls_text(plan);
  }
  if (!plan.host_findings.empty()) {
    text +=
        "\nHost checks, without cells (needed: rounding or standard error to count as an "
        "answer;\ncontrol: what its verdict must come to)\n" +
        host_text(plan);
  }
  return text;
}

std::string resolution_warning(const run::Plan& plan) {
  std::size_t coarse = 0;
  double factor = 1;
  for (const run::PlannedFinding& finding : plan.findings) {
    if (finding.expected_resolution <= finding.resolution) continue;
    ++coarse;
    const double ratio = finding.expected_resolution / finding.resolution;
    factor = std::max(factor, ratio * ratio);
  }
  if (coarse == 0) return "";
  return fmt::format(
      "{} of {} findings cannot reach the resolution {} with the planned samples and will be "
      "unresolved; {:.3g} times the samples would do",
      coarse, plan.findings.size(), shortest(plan.config.resolution), factor);
}

nlohmann::ordered_json plan_json(const run::Plan& plan) {
  Json cells = Json::array(), findings = Json::array(), controls = Json::array();
  for (const run::Cell& cell : plan.cells) {
    cells.push_back({{"id", cell.id},
                     {"point", cell.point},
                     {"parameters", cell.spec.canonical()},
                     {"generator", launch::to_string(cell.rng)},
                     {"fault", cell.spec.canonical_fault()},
                     {"workers", cell.spec.workers()},
                     {"samples", cell.samples}});
  }
  for (const run::PlannedFinding& finding : plan.findings) {
    findings.push_back({{"claim", finding.claim},
                        {"point", finding.point},
                        {"quantity", finding.quantity},
                        {"cell", plan.cells.at(finding.cell).id},
                        {"layers", layers_json(plan, finding.layers)},
                        {"level", finding.level},
                        {"resolution", finding.resolution},
                        {"expected_resolution", finding.expected_resolution}});
  }
  for (const run::PlannedControl& control : plan.controls) {
    controls.push_back({{"claim", control.claim},
                        {"control", control.control},
                        {"point", control.point},
                        {"quantity", control.quantity},
                        {"cell", plan.cells.at(control.cell).id},
                        {"layers", layers_json(plan, control.layers)},
                        {"effect", control.effect},
                        {"level", control.level},
                        {"needed", control.needed},
                        {"samples", plan.cells.at(control.cell).samples}});
  }
  return {{"plan", plan.config.name},
          {"title", plan.config.title},
          {"seed", plan.config.seed},
          {"budget", plan.config.budget},
          {"resolution", plan.config.resolution},
          {"samples", plan.total_samples()},
          {"canonical", plan.canonical()},
          {"cells", cells},
          {"findings", findings},
          {"controls", controls},
          {"host_findings", host_findings_json(plan)},
          {"host_controls", host_controls_json(plan)}};
}

}  // namespace ceo::verify
