#include "verify/commands/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "host/io/file_bytes.hpp"
#include "reports/figures.hpp"
#include "reports/history_page.hpp"
#include "reports/html.hpp"
#include "verify/history/bisect.hpp"
#include "verify/history/nights.hpp"
#include "verify/history/pooled_text.hpp"
#include "verify/ledger_json.hpp"

namespace ceo::verify {
namespace {

namespace fs = std::filesystem;

/// The file name: the page is the same wherever the folder lies.
std::string name_of(const std::string& path) {
  return fs::path(path).filename().string();
}

std::string page_path(const HistoryRequest& request) {
  if (!request.output.empty()) return request.output;
  const fs::path first(request.files.front());
  std::error_code problem;
  return ((fs::is_directory(first, problem) ? first : first.parent_path()) / "history.html")
      .string();
}

std::string page_of(const Nights& read, const CommonOptions& common) {
  std::vector<reports::DatedRun> runs;
  for (const Night& night : read.nights) {
    runs.push_back({name_of(night.file), night.start, &night.record});
  }
  std::vector<std::pair<std::string, std::string>> left_out;
  for (const LeftOut& item : read.left_out) left_out.emplace_back(name_of(item.file), item.reason);
  reports::Document document = reports::history_page(runs, left_out);
  const std::string problem = reports::draw(document);
  if (!problem.empty()) print_message(common, "Warning: no figures: " + problem + ".");
  return reports::html(document);
}

std::string runs_text(const Nights& read) {
  std::string text;
  for (const Night& night : read.nights) {
    const auto& claims = night.record.claims;
    const auto expected = std::count_if(claims.begin(), claims.end(),
                                        [](const auto& claim) { return claim.as_expected; });
    text += fmt::format("{}  {}  plan {}, seed {}: {}\n", night.start, night.file,
                        night.record.plan_name, night.record.seed,
                        night.record.complete
                            ? fmt::format("{} of {} claims as expected", expected, claims.size())
                            : "not complete");
  }
  return text + left_out_text(read.left_out);
}

}  // namespace

ExitCode history_command(const HistoryRequest& request, const CommonOptions& common) {
  const std::string path = page_path(request);
  // A page of runs is made anew after every night, so one that stands there is replaced.
  if (fs::path(path).extension() == ".h5") {
    throw Error(ExitCode::usage, "the page would have the name of a run file", path,
                "Give a name that ends in .html.");
  }
  io::require_publishable(path, true);
  Nights read = read_nights(request.files);
  sort_by_time(read.nights);
  const std::string text = page_of(read, common);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  io::publish_bytes({bytes, text.size()}, path, true);
  if (common.json) {
    nlohmann::ordered_json left_out = nlohmann::ordered_json::array();
    for (const LeftOut& item : read.left_out) left_out.push_back(item.file);
    print_result(
        json_text({{"written", path}, {"runs", read.nights.size()}, {"left_out", left_out}}));
  } else {
    print_result(runs_text(read) + "\n" + path + "\n");
  }
  return ExitCode::as_expected;
}

ExitCode pool_command(const PoolRequest& request, const CommonOptions& common) {
  const PooledRuns pooled = pool_runs(request.files);
  print_result(common.json ? json_text(pooled_json(pooled)) : pooled_text(pooled, request.all));
  return exit_code(pooled);
}

ExitCode bisect_command(const BisectRequest& request, const CommonOptions& common) {
  Nights read = read_nights(request.files);
  sort_by_time(read.nights);
  const auto changes = verdict_changes(read.nights, request.claim);
  if (common.json) {
    print_result(json_text(bisect_json(request.claim, changes)));
  } else {
    print_result(bisect_text(request.claim, changes, read.nights.size()) +
                 left_out_text(read.left_out));
  }
  return changes.empty() ? ExitCode::as_expected : ExitCode::unexpected;
}

}  // namespace ceo::verify
