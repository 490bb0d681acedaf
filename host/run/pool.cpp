#include "host/run/pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "host/base/sha256.hpp"
#include "host/run/merge.hpp"

namespace ceo::run {
namespace {

constexpr std::uint64_t kStripSamples = 32;

bool is_recorded(const CellRecord& cell) {
  return cell.parameters.find(" trace=") != std::string::npos;
}

/// The cells alike but for their streams: same model, parameters, scales and requests.
bool same_shape(const CellRecord& a, const CellRecord& b) {
  return a.id == b.id && a.model == b.model && a.parameters == b.parameters && a.fault == b.fault &&
         a.rng == b.rng && a.matrices == b.matrices && a.outputs == b.outputs &&
         a.scale_exponent == b.scale_exponent && a.row_exponent == b.row_exponent &&
         a.shape.every == b.shape.every && a.shape.error_scale == b.shape.error_scale;
}

std::uint64_t end_of(const CellRecord& cell) {
  return cell.first_strip + cell.samples / kStripSamples;
}

void add_cell(CellRecord& to, const CellRecord& cell) {
  if (is_recorded(cell)) return;  // the same gradients again are not new samples
  to.totals.add(cell.totals);
  to.samples += cell.samples;
  to.seconds += cell.seconds;
  if (cell.shape.every > 0) to.shape.totals.add(cell.shape.totals);
}

}  // namespace

std::string seedless_plan_sha256(const Record& record) {
  static const std::regex kSeed("(^|\n)plan\\.seed = [^\n]*"), kKey(" key=[0-9a-f]{8},[0-9a-f]{8}");
  return hex(sha256(std::regex_replace(record.config_canonical, kSeed, "$1plan.seed = any") + '\n' +
                    std::regex_replace(record.plan_canonical, kKey, " key=any")));
}

std::optional<std::string> Pool::counted_already(const CellRecord& cell) const {
  const auto stream = owners_.find({cell.key, cell.id});
  if (stream == owners_.end()) return std::nullopt;
  for (const auto& [first, owned] : stream->second) {
    if (first >= end_of(cell) || owned.first <= cell.first_strip) continue;
    return fmt::format("samples {} to {} of the cell {} are counted already, from {}",
                       std::max(first, cell.first_strip) * kStripSamples,
                       std::min(owned.first, end_of(cell)) * kStripSamples - 1, cell.id,
                       owned.second);
  }
  return std::nullopt;
}

std::optional<std::string> Pool::reason_against(const Record& record) const {
  if (!record.complete || !is_whole(record)) return "the run is not complete";
  if (runs_ == 0) return std::nullopt;
  if (seedless_plan_sha256(record) != plan_sha256_) {
    return fmt::format("it is of another plan, or planned by another release, than {}",
                       first_name_);
  }
  if (record.cells.size() != sum_.cells.size()) return "it has other cells";
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    if (!same_shape(record.cells[i], sum_.cells[i])) {
      return fmt::format("its cell {} has other parameters or scales", record.cells[i].id);
    }
    if (auto reason = counted_already(record.cells[i])) return reason;
  }
  return std::nullopt;
}

std::optional<std::string> Pool::add(const Record& record, const std::string& name) {
  if (auto reason = reason_against(record)) return reason;
  if (runs_ == 0) {
    sum_ = record;
    first_name_ = name;
    plan_sha256_ = seedless_plan_sha256(record);
    for (CellRecord& cell : sum_.cells) cell.shape.sorted.clear();
  } else {
    for (std::size_t i = 0; i < record.cells.size(); ++i) add_cell(sum_.cells[i], record.cells[i]);
  }
  for (const CellRecord& cell : record.cells) {
    owners_[{cell.key, cell.id}][cell.first_strip] = {end_of(cell), name};
    ledger_.push_back({cell.id, record.seed, cell.first_strip * kStripSamples, cell.samples});
  }
  ++runs_;
  return std::nullopt;
}

}  // namespace ceo::run
