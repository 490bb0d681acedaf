// Many runs of one plan, each with a seed of its own, added to one ever longer run.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/run/record.hpp"

namespace ceo::run {

/// SHA-256 over config and plan without seed and stream keys: equal for all nights of one plan.
[[nodiscard]] std::string seedless_plan_sha256(const Record& record);

/// Adds the totals of whole runs. Every strip of every stream counts once: a ledger of (stream key,
/// strips) refuses the second copy.
class Pool {
 public:
  /// Strips of one cell that were counted.
  struct Entry {
    std::string cell;
    std::uint64_t seed = 0;
    std::uint64_t first_sample = 0, samples = 0;
  };

  /// Adds a run. Returns why it was left out, or nothing: it is not complete, is of another plan or
  /// scale than the first one, or holds strips that are counted already. The pool is unchanged
  /// then.
  /// @param name of the file, for the reasons
  [[nodiscard]] std::optional<std::string> add(const Record& record, const std::string& name);
  /// The runs that were added.
  [[nodiscard]] std::uint64_t runs() const { return runs_; }
  /// The first run with the totals of all. Its findings, controls and claims are those of the first
  /// run, its sorted samples are gone: they cannot be added.
  [[nodiscard]] const Record& sum() const { return sum_; }
  /// What was counted, in the order of the runs and their cells.
  [[nodiscard]] const std::vector<Entry>& ledger() const { return ledger_; }

 private:
  /// A stream of random numbers and the cell that drew them: a faulty cell shares the stream of the
  /// sound one.
  using Stream = std::pair<std::array<std::uint32_t, 2>, std::string>;
  /// End of the counted strips, and the file, by their first strip.
  using Owners = std::map<std::uint64_t, std::pair<std::uint64_t, std::string>>;

  [[nodiscard]] std::optional<std::string> reason_against(const Record& record) const;
  [[nodiscard]] std::optional<std::string> counted_already(const CellRecord& cell) const;

  Record sum_;
  std::string plan_sha256_;
  std::string first_name_;
  std::uint64_t runs_ = 0;
  std::vector<Entry> ledger_;
  std::map<Stream, Owners> owners_;
};

}  // namespace ceo::run
