#include "host/run/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/base/error.hpp"
#include "host/run/record_difference.hpp"

namespace ceo::run {
namespace {

constexpr std::uint64_t kStripSamples = 32;

launch::StripRange whole_of(const CellRecord& cell) {
  return {cell.first_strip, cell.samples / kStripSamples};
}

void add_shape(ShapeRecord& to, const ShapeRecord& part) {
  if (part.every == 0) return;
  if (to.every == 0) {
    to = part;
    return;
  }
  ensure(to.every == part.every && to.error_scale == part.error_scale,
         "shape statistics of different scales were added");
  ensure(to.sorted.empty() || part.sorted.empty(), "sorted samples were drawn twice");
  to.totals.add(part.totals);
  if (to.sorted.empty()) to.sorted = part.sorted;
}

[[noreturn]] void refuse(const std::string& what, const std::string& name,
                         const std::string& remedy) {
  throw Error(ExitCode::usage, what, name, remedy);
}

}  // namespace

Ranges done_strips(const CellRecord& cell) {
  return cell.partial ? *cell.partial : Ranges{whole_of(cell)};
}

bool is_whole(const Record& record) {
  return std::none_of(record.cells.begin(), record.cells.end(),
                      [](const CellRecord& cell) { return cell.partial.has_value(); });
}

std::uint64_t sampled(const Record& record) {
  std::uint64_t strips = 0;
  for (const CellRecord& cell : record.cells) strips += strips_of(done_strips(cell));
  return strips * kStripSamples;
}

void add_part(CellRecord& to, const CellRecord& part) {
  const Ranges done = united(done_strips(to), done_strips(part));
  to.totals.add(part.totals);
  add_shape(to.shape, part.shape);
  to.seconds += part.seconds;
  to.partial = done;
  if (covers(done, whole_of(to))) to.partial.reset();
}

void Merger::require_equal(const Record& record, const std::string& name) const {
  const std::string& first = names_.front();
  const std::string& schema = schemas_.at(record.complete ? 1 : 0);
  if (!schema.empty() && record.schema != schema) {
    refuse(fmt::format("the schemas differ: {} here, {} in {}", record.schema, schema, first), name,
           "Merge files that the same release wrote.");
  }
  const std::optional<Difference> difference = plan_difference(merged_, record);
  if (difference) {
    refuse(fmt::format("{} is unequal: {}, in that order in {} and here", difference->dataset,
                       difference->what, first),
           name, "Merge parts of one run only.");
  }
}

void Merger::require_disjoint(const Record& record, const std::string& name) const {
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    for (const launch::StripRange& range : done_strips(record.cells[i])) {
      auto next = owners_[i].upper_bound(range.first);
      if (next != owners_[i].begin() && std::prev(next)->second.end > range.first) --next;
      if (next == owners_[i].end() || next->first >= range.first + range.count) continue;
      const std::uint64_t from = std::max(range.first, next->first);
      const std::uint64_t last = std::min(range.first + range.count, next->second.end) - 1;
      refuse(fmt::format("the strips {} to {} of the cell {} are in {} too", from, last,
                         record.cells[i].id, names_[next->second.file]),
             name, "Merge every shard once.");
    }
  }
}

void Merger::own(const Record& record) {
  const std::size_t file = names_.size() - 1;
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    for (const launch::StripRange& range : done_strips(record.cells[i])) {
      owners_[i][range.first] = {range.first + range.count, file};
    }
  }
}

void Merger::add(Record record, const std::string& name) {
  for (const CellRecord& cell : record.cells) {
    if (cell.rng == "philox") continue;
    refuse(fmt::format("the cell {} is of {}, and foreign generators have no shards", cell.id,
                       cell.rng),
           name, "Merge runs of philox only.");
  }
  if (!names_.empty()) {
    require_equal(record, name);
    require_disjoint(record, name);
  }
  owners_.resize(record.cells.size());
  std::string& schema = schemas_.at(record.complete ? 1 : 0);  // the two have schemas of their own
  if (schema.empty()) schema = record.schema;
  names_.push_back(name);
  own(record);
  if (names_.size() == 1) {
    merged_ = std::move(record);
  } else {
    for (std::size_t i = 0; i < record.cells.size(); ++i) {
      add_part(merged_.cells[i], record.cells[i]);
    }
    merged_.sessions.insert(merged_.sessions.end(), record.sessions.begin(), record.sessions.end());
  }
  merged_.findings.clear();
  merged_.controls.clear();
  merged_.claims.clear();
  merged_.complete = is_whole(merged_);
}

}  // namespace ceo::run
