#include "reports/history_facts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "reports/run_facts.hpp"

namespace ceo::reports {
namespace {

/// The finding was sampled and chance can move it.
bool is_sampled(const stats::Finding& finding) {
  return was_judged(finding) && is_random(finding) && !is_host(finding);
}

/// Claims that read the cells of a point: sound ones, or those with a planted fault.
std::map<std::string, std::set<std::string>> readers_of(const run::Record& record, bool faulty) {
  std::map<std::string, std::set<std::string>> readers;
  if (faulty) {
    for (const auto& control : record.controls) readers[control.point].insert(control.claim);
  } else {
    for (const auto& finding : record.findings) readers[finding.point].insert(finding.claim);
  }
  return readers;
}

/// The point of a finding or control behind a cell: a layer POINT.lNN may be read as POINT.
const std::set<std::string>* readers_at(const std::map<std::string, std::set<std::string>>& readers,
                                        const std::string& point) {
  auto found = readers.find(point);
  if (found == readers.end()) found = readers.find(point.substr(0, point.rfind(".l")));
  return found == readers.end() ? nullptr : &found->second;
}

std::map<std::string, double> seconds_by_claim(const run::Record& record) {
  const auto sound = readers_of(record, false), faulty = readers_of(record, true);
  std::map<std::string, double> seconds;
  for (const run::CellRecord& cell : record.cells) {
    const auto* claims = readers_at(cell.fault.empty() ? sound : faulty, cell.point);
    if (claims == nullptr) continue;
    for (const std::string& claim : *claims) {
      seconds[claim] += cell.seconds / static_cast<double>(claims->size());
    }
  }
  return seconds;
}

/// Adds the weights 1/(standard error / unit)^2 of a night; returns the median of the roots.
class Precision {
 public:
  void add(const stats::Finding& finding) {
    const double error = precision_of(finding);
    if (error > 0) weights_[{finding.point, finding.quantity}] += 1 / (error * error);
  }
  [[nodiscard]] bool empty() const { return weights_.empty(); }
  [[nodiscard]] double reached() const {
    std::vector<double> errors;
    for (const auto& entry : weights_) errors.push_back(1 / std::sqrt(entry.second));
    return median(errors);
  }

 private:
  std::map<std::pair<std::string, std::string>, double> weights_;
};

/// @param precision  takes the findings of the night, unless it is null
ClaimNight night_of(const run::Record& record, std::size_t index, const run::ClaimResult& result,
                    Precision* precision, double& critical_z) {
  ClaimNight night;
  night.run = index;
  night.result = &result;
  critical_z = 0;
  for (const stats::Finding* finding : findings_of(record, result.id)) {
    if (!is_sampled(*finding)) continue;
    night.z.push_back(finding->z);
    night.least_p = std::min(night.least_p, finding->p);
    critical_z = std::max(critical_z, stats::critical_z(finding->level));
    if (precision != nullptr) precision->add(*finding);
  }
  return night;
}

}  // namespace

double median(std::vector<double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

std::size_t ClaimHistory::as_expected() const {
  return static_cast<std::size_t>(
      std::count_if(nights.begin(), nights.end(),
                    [](const ClaimNight& night) { return night.result->as_expected; }));
}

const ClaimNight& ClaimHistory::unchanged_since() const {
  std::size_t first = nights.size() - 1;
  while (first > 0 && nights[first - 1].result->verdict == nights.back().result->verdict) --first;
  return nights[first];
}

double ClaimHistory::least_p() const {
  double least = 1;
  for (const ClaimNight& night : nights) least = std::min(least, night.least_p);
  return least;
}

double ClaimHistory::median_seconds() const {
  std::vector<double> seconds;
  seconds.reserve(nights.size());
  for (const ClaimNight& night : nights) seconds.push_back(night.seconds);
  return median(seconds);
}

std::vector<ClaimHistory> claim_histories(std::span<const DatedRun> runs) {
  std::vector<ClaimHistory> histories;
  std::vector<Precision> precisions;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const run::Record& record = *runs[i].record;
    const auto seconds = seconds_by_claim(record);
    const bool latest = record.plan_name == runs.back().record->plan_name;
    for (const run::ClaimResult& result : record.claims) {
      std::size_t at = 0;
      while (at < histories.size() && histories[at].id != result.id) ++at;
      if (at == histories.size()) {
        histories.push_back({result.id, {}, {}, 0});
        precisions.emplace_back();
      }
      ClaimHistory& history = histories[at];
      history.nights.push_back(
          night_of(record, i, result, latest ? &precisions[at] : nullptr, history.critical_z));
      const auto own = seconds.find(result.id);
      if (own != seconds.end()) history.nights.back().seconds = own->second;
      if (latest && !precisions[at].empty()) {
        history.precision.push_back(precisions[at].reached());
      }
    }
  }
  return histories;
}

}  // namespace ceo::reports
