#include "host/run/shard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "host/base/error.hpp"

namespace ceo::run {
namespace {

constexpr std::uint64_t kStripSamples = 32;
constexpr std::uint64_t kQuantumStrips = kSampleQuantum / kStripSamples;

/// The quantum at which shard `index` of a cell of `quanta` begins.
std::uint64_t cut(std::uint64_t quanta, std::uint64_t index, std::uint64_t count) {
  return static_cast<std::uint64_t>(static_cast<launch::Int128>(quanta) * index / count);
}

/// The strips at places from .. to - 1 of the ranges, counted in quanta.
Ranges slice_of(const Ranges& ranges, std::uint64_t from, std::uint64_t to) {
  Ranges slice;
  std::uint64_t place = 0;
  for (const launch::StripRange& range : ranges) {
    ensure(range.count % kQuantumStrips == 0, "a broken quantum was to be divided");
    const std::uint64_t quanta = range.count / kQuantumStrips;
    const std::uint64_t begin = std::max(from, place), end = std::min(to, place + quanta);
    if (begin < end) {
      slice.push_back(
          {range.first + (begin - place) * kQuantumStrips, (end - begin) * kQuantumStrips});
    }
    place += quanta;
  }
  return slice;
}

}  // namespace

Shard parse_shard(const std::string& text) {
  Shard shard;
  const char* end = text.data() + text.size();
  const auto [slash, bad_index] = std::from_chars(text.data(), end, shard.index);
  const bool cut = bad_index == std::errc() && slash != end && *slash == '/';
  if (cut) {
    const auto [stop, bad_count] = std::from_chars(slash + 1, end, shard.count);
    const bool whole = bad_count == std::errc() && stop == end;
    if (whole && shard.index < shard.count && shard.count <= kMostShards) return shard;
  }
  throw Error(ExitCode::usage, "'" + text + "' is no shard", "--shard",
              fmt::format("Give i/n with 0 <= i < n <= {}: of four shards 0/4, 1/4, 2/4, 3/4.",
                          kMostShards));
}

std::string to_string(const Shard& shard) {
  return fmt::format("{}/{}", shard.index, shard.count);
}

launch::StripRange whole_of(const Cell& cell) {
  return {0, cell.samples / kStripSamples};
}

Ranges share_of(const Cell& cell, const Shard& shard) {
  ensure(shard.index < shard.count, "a shard outside its run");
  const std::uint64_t quanta = cell.samples / kSampleQuantum;
  const std::uint64_t from = cut(quanta, shard.index, shard.count);
  const std::uint64_t to = cut(quanta, shard.index + 1, shard.count);
  if (from == to) return {};
  return {{from * kQuantumStrips, (to - from) * kQuantumStrips}};
}

std::vector<Ranges> shares_of(const Plan& plan, const Shard& shard) {
  std::vector<Ranges> shares;
  shares.reserve(plan.cells.size());
  for (const Cell& cell : plan.cells) shares.push_back(share_of(cell, shard));
  return shares;
}

std::vector<Ranges> divided(const std::vector<Ranges>& cells, std::uint64_t index,
                            std::uint64_t count) {
  ensure(index < count, "a part outside its run");
  std::vector<Ranges> parts;
  parts.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::uint64_t quanta = strips_of(cells[i]) / kQuantumStrips, part = (index + i) % count;
    parts.push_back(slice_of(cells[i], cut(quanta, part, count), cut(quanta, part + 1, count)));
  }
  return parts;
}

}  // namespace ceo::run
