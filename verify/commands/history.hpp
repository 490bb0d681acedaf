// `ceo-verify history`: many runs side by side, added, and searched for a change.
#pragma once

#include <string>
#include <vector>

#include "verify/commands/commands.hpp"

namespace ceo::verify {

struct HistoryRequest {
  std::vector<std::string> files;  ///< run files, or folders of them
  std::string output;              ///< page to write; empty: history.html in the first folder
};

struct PoolRequest {
  std::vector<std::string> files;
  bool all = false;  ///< every finding, not only a row per claim
};

struct BisectRequest {
  std::string claim;
  std::vector<std::string> files;
};

/// Each prints its result and returns the exit code; errors are thrown as Error.
[[nodiscard]] ExitCode history_command(const HistoryRequest& request, const CommonOptions& common);
[[nodiscard]] ExitCode pool_command(const PoolRequest& request, const CommonOptions& common);
[[nodiscard]] ExitCode bisect_command(const BisectRequest& request, const CommonOptions& common);

}  // namespace ceo::verify
