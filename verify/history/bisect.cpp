#include "verify/history/bisect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "reports/run_facts.hpp"

namespace ceo::verify {
namespace {

using nlohmann::ordered_json;

const run::ClaimResult* result_of(const run::Record& record, const std::string& claim) {
  const auto found =
      std::find_if(record.claims.begin(), record.claims.end(),
                   [&](const run::ClaimResult& result) { return result.id == claim; });
  return found == record.claims.end() ? nullptr : &*found;
}

[[noreturn]] void refuse_unknown(const std::vector<Night>& nights, const std::string& claim) {
  std::set<std::string> known;
  for (const Night& night : nights) {
    for (const run::ClaimResult& result : night.record.claims) known.insert(result.id);
  }
  const std::vector<std::string> names(known.begin(), known.end());
  const std::string guess = nearest(claim, names);
  throw Error(ExitCode::usage, "no run has the claim '" + claim + "'", "",
              guess.empty() ? "The runs have: " + join(names, ", ") + "."
                            : "Did you mean '" + guess + "'?");
}

VerdictChange change_of(const Night& before, const Night& after, const run::ClaimResult& old_result,
                        const run::ClaimResult& new_result) {
  const auto commit = [](const Night& night) { return reports::known(night.record, "commit"); };
  const auto dirty = [](const Night& night) {
    return reports::provenance_of(night.record, "dirty") == "yes";
  };
  return {before.file,       before.start,
          commit(before),    old_result.verdict,
          after.file,        after.start,
          commit(after),     new_result.verdict,
          new_result.reason, dirty(before) || dirty(after)};
}

bool is_commit(const std::string& text) {
  return text.size() >= 7 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string commits_text(const VerdictChange& change) {
  if (change.commit_before == change.commit_after) {
    return "Both ran the same commit: compare machine, seed and samples with ceo-verify diff " +
           change.file_before + " " + change.file_after + "\n";
  }
  const auto commits = commits_between(change.commit_before, change.commit_after);
  const std::string range = change.commit_before + ".." + change.commit_after;
  if (!commits)
    return "Commits between, in a clone of the sources: git log --oneline " + range + "\n";
  std::string text =
      fmt::format("{} between, newest first:\n",
                  commits->size() == 1 ? "1 commit" : fmt::format("{} commits", commits->size()));
  for (const std::string& line : *commits) text += "  " + line + "\n";
  return text;
}

}  // namespace

std::vector<VerdictChange> verdict_changes(const std::vector<Night>& nights,
                                           const std::string& claim) {
  std::vector<VerdictChange> changes;
  const Night* last = nullptr;
  for (const Night& night : nights) {
    const run::ClaimResult* result = result_of(night.record, claim);
    if (result == nullptr) continue;
    if (last != nullptr) {
      const run::ClaimResult* old_result = result_of(last->record, claim);
      if (old_result->verdict != result->verdict) {
        changes.push_back(change_of(*last, night, *old_result, *result));
      }
    }
    last = &night;
  }
  if (last == nullptr) refuse_unknown(nights, claim);
  return changes;
}

std::optional<std::vector<std::string>> commits_between(const std::string& before,
                                                        const std::string& after) {
  if (!is_commit(before) || !is_commit(after)) return std::nullopt;
  // Both words are hexadecimal, so the shell sees nothing else.
  const std::string command =
      "git log --oneline --no-decorate " + before + ".." + after + " 2>/dev/null";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
  if (::pclose(pipe) != 0) return std::nullopt;
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string bisect_text(const std::string& claim, const std::vector<VerdictChange>& changes,
                        std::size_t runs) {
  if (changes.empty()) {
    return fmt::format("The verdict of {} is the same in all {} runs that have it.\n", claim, runs);
  }
  const VerdictChange& first = changes.front();
  std::string text = fmt::format(
      "{} changed from '{}' to '{}'\n\n  before  {}  {}  commit {}\n  after   {}  {}  commit {}\n",
      claim, first.verdict_before, first.verdict_after, first.file_before, first.start_before,
      first.commit_before, first.file_after, first.start_after, first.commit_after);
  if (!first.reason_after.empty()) text += "          " + first.reason_after + "\n";
  if (first.dirty)
    text += "One of the two ran from a modified tree: its commit is not all of it.\n";
  text += "\n" + commits_text(first);
  if (changes.size() > 1) {
    text += "\nLater changes:\n";
    for (std::size_t i = 1; i < changes.size(); ++i) {
      text += fmt::format("  {}  {}: '{}' to '{}'\n", changes[i].start_after, changes[i].file_after,
                          changes[i].verdict_before, changes[i].verdict_after);
    }
  }
  return text;
}

ordered_json bisect_json(const std::string& claim, const std::vector<VerdictChange>& changes) {
  ordered_json list = ordered_json::array();
  for (const VerdictChange& change : changes) {
    const auto commits = commits_between(change.commit_before, change.commit_after);
    list.push_back({{"before",
                     {{"file", change.file_before},
                      {"start", change.start_before},
                      {"commit", change.commit_before},
                      {"verdict", change.verdict_before}}},
                    {"after",
                     {{"file", change.file_after},
                      {"start", change.start_after},
                      {"commit", change.commit_after},
                      {"verdict", change.verdict_after},
                      {"reason", change.reason_after}}},
                    {"modified_tree", change.dirty},
                    {"commits", commits ? ordered_json(*commits) : ordered_json(nullptr)}});
  }
  return {{"claim", claim}, {"changes", list}};
}

}  // namespace ceo::verify
