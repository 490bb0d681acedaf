// The fold: exact addition of parts of a run, in any order.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/run/coverage.hpp"
#include "host/run/record.hpp"

namespace ceo::run {

/// The strips behind the totals of a cell.
[[nodiscard]] Ranges done_strips(const CellRecord& cell);
/// No cell lacks a strip.
[[nodiscard]] bool is_whole(const Record& record);
/// Samples behind the totals of all cells.
[[nodiscard]] std::uint64_t sampled(const Record& record);

/// Adds disjoint strips of the same cell. Overlapping strips or other shapes are defects of the
/// caller here; Merger refuses them as a user's mistake.
void add_part(CellRecord& to, const CellRecord& part);

/// Merges run files, one after the other.
class Merger {
 public:
  /// @param name of the file, for messages
  /// Throws Error(usage) that names both files and what differs, where the new one has another
  /// schema than the parts (or complete files) before it, another config, plan, cell, scale or
  /// matrices, strips that are merged already, or cells of a foreign generator; the record merged
  /// so far is unchanged then.
  void add(Record record, const std::string& name);
  /// The merged record: no findings, `complete` if no strip is missing. Config, plan and provenance
  /// are those of the first file, sessions those of all.
  [[nodiscard]] const Record& merged() const { return merged_; }

 private:
  /// What stands from a strip on: its end and the file it came from.
  struct Owned {
    std::uint64_t end = 0;
    std::size_t file = 0;
  };
  using Owners = std::map<std::uint64_t, Owned>;  ///< by first strip

  void require_equal(const Record& record, const std::string& name) const;
  void require_disjoint(const Record& record, const std::string& name) const;
  void own(const Record& record);

  Record merged_;
  std::vector<std::string> names_;
  std::array<std::string, 2> schemas_;  ///< of the first part and of the first complete file
  std::vector<Owners> owners_;          ///< [cells]
};

}  // namespace ceo::run
