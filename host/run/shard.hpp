// A run cut into n shares that other processes, machines or nights sample.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/run/coverage.hpp"
#include "host/run/plan.hpp"

namespace ceo::run {

/// Share `index` of `count`, 0 <= index < count.
struct Shard {
  std::uint64_t index = 0;
  std::uint64_t count = 1;
  bool operator==(const Shard&) const = default;
};

/// Largest number of shards of a run.
inline constexpr std::uint64_t kMostShards = 1000000;

/// "3/10" -> {3, 10}. Throws Error(usage) that names --shard.
[[nodiscard]] Shard parse_shard(const std::string& text);
/// "3/10".
[[nodiscard]] std::string to_string(const Shard& shard);

/// All strips of a cell.
[[nodiscard]] launch::StripRange whole_of(const Cell& cell);
/// The shard's strips of a cell: whole quanta (256 strips, one of each batch), as many as in any
/// other shard or one more; none where the cell has fewer quanta than there are shards.
[[nodiscard]] Ranges share_of(const Cell& cell, const Shard& shard);
/// share_of() of every cell of a plan, in order.
[[nodiscard]] std::vector<Ranges> shares_of(const Plan& plan, const Shard& shard);

/// Cuts strips of the cells of a plan, tidy ranges of whole quanta, into `count` parts that make up
/// all of them, and returns part `index`. Parts of a cell differ by a quantum at most. The first
/// part of one cell belongs to another index than that of the next, so that the work of sorting,
/// which goes with strip 0, and what does not divide evenly are spread.
[[nodiscard]] std::vector<Ranges> divided(const std::vector<Ranges>& cells, std::uint64_t index,
                                          std::uint64_t count);

}  // namespace ceo::run
