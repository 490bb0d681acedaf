// Which run changed the verdict of a claim, and which commits lie between.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "verify/history/nights.hpp"

namespace ceo::verify {

/// Two neighbouring runs, in the order of time, that differ in the verdict of a claim.
struct VerdictChange {
  std::string file_before, start_before, commit_before, verdict_before;
  std::string file_after, start_after, commit_after, verdict_after;
  std::string reason_after;  ///< of the later verdict
  bool dirty = false;        ///< one of the two was made from a modified tree
};

/// All changes of a claim's verdict, the first one first. Runs without the claim are skipped.
/// Throws Error(usage) if no run has the claim; the nearest name is suggested.
[[nodiscard]] std::vector<VerdictChange> verdict_changes(const std::vector<Night>& nights,
                                                         const std::string& claim);

/// The commits after `before` up to `after`, newest first, one line each, by git in the working
/// folder. Nothing where git or one of the commits is not there.
[[nodiscard]] std::optional<std::vector<std::string>> commits_between(const std::string& before,
                                                                      const std::string& after);

/// What `ceo-verify history bisect` prints.
[[nodiscard]] std::string bisect_text(const std::string& claim,
                                      const std::vector<VerdictChange>& changes, std::size_t runs);
[[nodiscard]] nlohmann::ordered_json bisect_json(const std::string& claim,
                                                 const std::vector<VerdictChange>& changes);

}  // namespace ceo::verify
