#include "reports/history_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

#include "host/base/build_info.hpp"
#include "host/base/text.hpp"
#include "reports/figures.hpp"
#include "reports/numbers.hpp"
#include "reports/page_parts.hpp"
#include "reports/run_facts.hpp"

namespace ceo::reports {
namespace {

std::string day_of(const std::string& start) {
  return start.substr(0, start.find('T'));
}

bool all_expected(const run::Record& record) {
  return record.complete &&
         std::all_of(record.claims.begin(), record.claims.end(),
                     [](const run::ClaimResult& claim) { return claim.as_expected; });
}

double seconds_of(const run::Record& record) {
  return std::strtod(provenance_of(record, "seconds").c_str(), nullptr);
}

std::string short_commit(const run::Record& record) {
  const std::string commit = provenance_of(record, "commit");
  if (commit.empty()) return "unknown";
  const bool dirty = provenance_of(record, "dirty") == "yes";
  return commit.substr(0, 10) + (dirty ? ", modified" : "");
}

std::string machine_of(const run::Record& record) {
  const std::string device = provenance_of(record, "device");
  const bool cpu = device.empty() || device == "none" || device == "unknown";
  const std::string name = provenance_of(record, cpu ? "cpu" : "device");
  return name.empty() ? "unknown" : name;
}

Section summary_of(std::span<const DatedRun> runs, const std::vector<ClaimHistory>& histories,
                   const std::vector<std::pair<std::string, std::string>>& left_out) {
  Section section{"summary", "Summary", {}};
  std::uint64_t samples = 0;
  double seconds = 0;
  std::set<std::string> plans;
  std::size_t good = 0;
  for (const DatedRun& run : runs) {
    samples += samples_of(*run.record);
    seconds += seconds_of(*run.record);
    plans.insert(run.record->plan_name);
    if (all_expected(*run.record)) ++good;
  }
  const std::vector<std::string> names(plans.begin(), plans.end());
  Facts facts;
  facts.facts.push_back(
      {"Runs", plain(fmt::format("{} from {} to {}", runs.size(), day_of(runs.front().start),
                                 day_of(runs.back().start)))});
  facts.facts.push_back(
      {"All as expected", plain(fmt::format("{} of {} runs", good, runs.size()))});
  facts.facts.push_back({"Claims", plain(fmt::format("{}", histories.size()))});
  facts.facts.push_back({plans.size() == 1 ? "Plan" : "Plans", plain(join(names, ", "))});
  facts.facts.push_back({"Samples", plain(grouped(samples) + " in " + human_seconds(seconds))});
  section.blocks.emplace_back(facts);
  if (!left_out.empty()) {
    Table table{"Files that were left out", {{"File"}, {"Why", false, true}}, {}};
    for (const auto& [file, reason] : left_out) table.rows.push_back({code(file), plain(reason)});
    section.blocks.emplace_back(table);
  }
  return section;
}

Section verdicts_of(std::span<const DatedRun> runs, const std::vector<ClaimHistory>& histories) {
  Section section{"verdicts", "Verdicts", {}};
  Table table{
      "Every claim in its latest run. Precision: median standard error of all runs of the latest "
      "plan "
      "together, in the unit of each quantity. Time: sampling in a run (median); points "
      "that several claims read are shared equally",
      {{"Claim"},
       {"Verdict"},
       {"Since"},
       {"As expected", true},
       {"Least p", true},
       {"Precision", true},
       {"Time", true}},
      {}};
  for (const ClaimHistory& history : histories) {
    const ClaimNight& since = history.unchanged_since();
    table.rows.push_back(
        {link(history.id, anchor("claim", history.id)),
         claim_verdict(*history.nights.back().result), plain(day_of(runs[since.run].start)),
         plain(fmt::format("{}/{}", history.as_expected(), history.nights.size())),
         plain(history.precision.empty() ? "\u2013" : digits(history.least_p(), 2)),
         plain(history.precision.empty() ? "\u2013" : digits(history.precision.back(), 2)),
         plain(history.median_seconds() > 0 ? human_seconds(history.median_seconds()) : "\u2013")});
  }
  section.blocks.emplace_back(table);
  return section;
}

Section runs_of(std::span<const DatedRun> runs) {
  Section section{"runs", "Runs", {}};
  Table table{"The latest first",
              {{"Start"},
               {"File"},
               {"Plan"},
               {"Seed", true},
               {"As expected", true},
               {"Samples", true},
               {"Time", true},
               {"Commit"},
               {"Machine"}},
              {}};
  for (std::size_t i = runs.size(); i-- > 0;) {
    const run::Record& record = *runs[i].record;
    const auto expected = static_cast<std::size_t>(
        std::count_if(record.claims.begin(), record.claims.end(),
                      [](const run::ClaimResult& claim) { return claim.as_expected; }));
    const std::string words = fmt::format("{}/{}", expected, record.claims.size());
    const auto tone = !record.complete       ? Span::Tone::open
                      : all_expected(record) ? Span::Tone::good
                                             : Span::Tone::bad;
    table.rows.push_back({plain(runs[i].start), code(runs[i].file), plain(record.plan_name),
                          plain(std::to_string(record.seed)),
                          verdict(record.complete ? words : "not complete", tone),
                          plain(human_count(static_cast<double>(samples_of(record)))),
                          plain(human_seconds(seconds_of(record))), code(short_commit(record)),
                          plain(machine_of(record))});
  }
  section.blocks.emplace_back(table);
  return section;
}

Section machines_of(std::span<const DatedRun> runs) {
  Section section{"machines", "Machines", {}};
  struct Work {
    std::size_t runs = 0;
    double samples = 0, seconds = 0;
  };
  std::map<std::string, Work> machines;
  for (const DatedRun& run : runs) {
    Work& work = machines[machine_of(*run.record)];
    ++work.runs;
    work.samples += static_cast<double>(samples_of(*run.record));
    work.seconds += seconds_of(*run.record);
  }
  Table table{"Where the runs were made",
              {{"Machine"}, {"Runs", true}, {"Samples", true}, {"Samples a second", true}},
              {}};
  for (const auto& [name, work] : machines) {
    table.rows.push_back(
        {plain(name), plain(std::to_string(work.runs)), plain(human_count(work.samples)),
         plain(work.seconds > 0 ? human_count(work.samples / work.seconds) : "\u2013")});
  }
  section.blocks.emplace_back(table);
  return section;
}

run::Series z_series(const ClaimHistory& history) {
  run::Series series;
  series.title =
      "Deviations of all sampled findings, in standard errors, run by run; beyond the "
      "lines a finding disagrees";
  series.x = {"run", "1", run::AxisScale::linear};
  series.y = {"z", "1", run::AxisScale::linear};
  run::Curve points{"findings", run::CurveStyle::points, {}, {}};
  for (const ClaimNight& night : history.nights) {
    for (const double z : night.z) {
      if (!std::isfinite(z)) continue;
      points.x.push_back(static_cast<double>(night.run + 1));
      points.y.push_back(z);
    }
  }
  const double first = static_cast<double>(history.nights.front().run + 1);
  const double last = std::max(first + 1, static_cast<double>(history.nights.back().run + 1));
  const double limit = history.critical_z;
  series.curves = {points,
                   {"upper level", run::CurveStyle::line, {first, last}, {limit, limit}},
                   {"lower level", run::CurveStyle::line, {first, last}, {-limit, -limit}}};
  return series;
}

run::Series precision_series(const ClaimHistory& history) {
  run::Series series;
  series.title =
      "Median standard error of all runs of the latest plan until then together, in the unit of "
      "each "
      "quantity; the line falls as one over the root of the number of runs";
  series.x = {"runs", "1", run::AxisScale::log};
  series.y = {"standard error / unit", "1", run::AxisScale::log};
  run::Curve points{"reached", run::CurveStyle::points, {}, {}};
  run::Curve root{"one over the root", run::CurveStyle::line, {}, {}};
  for (std::size_t i = 0; i < history.precision.size(); ++i) {
    const auto count = static_cast<double>(i + 1);
    points.x.push_back(count);
    points.y.push_back(history.precision[i]);
    root.x.push_back(count);
    root.y.push_back(history.precision.front() / std::sqrt(count));
  }
  series.curves = {points, root};
  return series;
}

Section claim_of(const ClaimHistory& history) {
  Section section{anchor("claim", history.id), history.id, {}};
  const run::ClaimResult& latest = *history.nights.back().result;
  section.blocks.emplace_back(Paragraph{formula(latest.title) + ". " + claim_verdict(latest)});
  if (!latest.reason.empty()) section.blocks.emplace_back(Paragraph{plain(latest.reason)});
  const bool sampled = std::any_of(history.nights.begin(), history.nights.end(),
                                   [](const ClaimNight& night) { return !night.z.empty(); });
  if (!sampled) {
    section.blocks.emplace_back(
        Paragraph{plain("Checked on the host alone: no sampling error that could shrink.")});
    return section;
  }
  section.blocks.emplace_back(series_figure(z_series(history), section.id + "-z"));
  if (history.precision.size() > 1) {
    section.blocks.emplace_back(
        series_figure(precision_series(history), section.id + "-precision"));
  }
  return section;
}

}  // namespace

Document history_page(std::span<const DatedRun> runs,
                      const std::vector<std::pair<std::string, std::string>>& left_out) {
  const std::vector<ClaimHistory> histories = claim_histories(runs);
  const auto good = static_cast<std::size_t>(std::count_if(
      runs.begin(), runs.end(), [](const DatedRun& run) { return all_expected(*run.record); }));
  Document document;
  document.title = fmt::format("History of {}", counted(runs.size(), "run"));
  document.lead = plain(
      fmt::format("{} of {} had every claim as expected.", good, counted(runs.size(), "run")));
  document.generator = "ceo-verify " + build_info().version;
  document.sections = {summary_of(runs, histories, left_out), verdicts_of(runs, histories),
                       runs_of(runs), machines_of(runs)};
  for (const ClaimHistory& history : histories) document.sections.push_back(claim_of(history));
  return document;
}

}  // namespace ceo::reports
