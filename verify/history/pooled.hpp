// One verdict over many nights of a plan, which may be looked at after every night.
#pragma once

#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/run/pool.hpp"
#include "verify/history/nights.hpp"

namespace ceo::verify {

/// How the nights of a finding come together.
enum class Pooling {
  totals,    ///< the integer totals of its cells are added: one estimate, ever sharper
  fisher,    ///< Fisher's combination of the nights' p-values: what was drawn cannot be added
  constant,  ///< nothing random, or printed data: the same every night; any disagreement counts
};
/// "totals", "fisher" or "constant".
[[nodiscard]] std::string to_string(Pooling pooling);

struct PooledFinding {
  stats::Finding finding;  ///< its level is that of this look
  Pooling pooling = Pooling::totals;
  double whole_level = 0;  ///< of all looks together, as planned; 0 where nothing is random
};

struct PooledRuns {
  std::vector<std::string> files;  ///< that were added, in the order given
  std::vector<LeftOut> left_out;
  std::string plan_sha256;  ///< run::seedless_plan_sha256
  /// Cells with the totals of all nights. Its claims are concluded from `findings` without
  /// controls, which each night has had.
  run::Record sum;
  std::vector<run::Pool::Entry> ledger;
  std::vector<PooledFinding> findings;
  std::uint64_t controls = 0, controls_passed = 0;  ///< of all nights
  /// P(so many missed controls or more) where each is missed with probability 1 - kControlPower;
  /// 1 without controls; 0 if one without chance failed.
  double missed_p = 1;

  [[nodiscard]] std::uint64_t nights() const { return files.size(); }
};

/// Reads run files, adds them and judges the sum at the level of look number t, t = the number of
/// nights (stats::look_level): over all looks ever the probability of a false alarm is at most the
/// budget of the plan. Nights that another plan made, incomplete ones and copies are left out.
/// @param files  as read_nights()
/// Throws as read_nights(), and Error(usage) where this program plans the first night otherwise.
[[nodiscard]] PooledRuns pool_runs(const std::vector<std::string>& files);

/// 0 every claim as expected and the missed controls within chance (p above `budget`), 1 not, 3
/// something unresolved.
[[nodiscard]] ExitCode exit_code(const PooledRuns& pooled);

}  // namespace ceo::verify
