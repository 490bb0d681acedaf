// What many runs say about one claim, as plain numbers.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "host/run/record.hpp"

namespace ceo::reports {

/// A run with its place in time. Totals of its cells are not looked at.
struct DatedRun {
  std::string file, start;
  const run::Record* record = nullptr;
};

/// A claim in one of the runs.
struct ClaimNight {
  std::size_t run = 0;               ///< index of the run
  const run::ClaimResult* result{};  ///< its row of the ledger
  std::vector<double> z;             ///< of the findings that chance can move, host ones left out
  double least_p = 1;                ///< of those
  double seconds = 0;                ///< sampling time: that of its points, shared equally with the
                                     ///< other claims that read them
};

struct ClaimHistory {
  std::string id;
  std::vector<ClaimNight> nights;  ///< runs that have the claim, in their order
  /// Of each night of the latest plan: the median over its findings of the standard error that all
  /// nights of it until then have together, in the unit of the quantity. Empty without sampled
  /// ones.
  std::vector<double> precision;
  double critical_z =
      0;  ///< largest |z| at which a finding of the last night agrees; 0 without any

  [[nodiscard]] std::size_t as_expected() const;
  /// The first night of those at the end that have the verdict of the last one.
  [[nodiscard]] const ClaimNight& unchanged_since() const;
  [[nodiscard]] double least_p() const;
  [[nodiscard]] double median_seconds() const;
};

/// In the order in which claims first appear.
[[nodiscard]] std::vector<ClaimHistory> claim_histories(std::span<const DatedRun> runs);

[[nodiscard]] double median(std::vector<double> values);

}  // namespace ceo::reports
