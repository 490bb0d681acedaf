// Two runs side by side: bits, then statistics.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/run/record.hpp"
#include "host/run/record_difference.hpp"

namespace ceo::verify {

/// One quantity of both runs. The two-sample test takes the runs as independent; where they share
/// random numbers, as two runs of one seed do, it is cautious: true p-values are larger.
struct Pair {
  std::string name;  ///< "e^2 of k8-equal", "thm2.distortion distortion at k8-equal"
  stats::Estimate a, b;
  double z = 0;  ///< (a - b)/sqrt(se_a^2 + se_b^2)
  double p = 1;  ///< two-sided, t(255) or normal; of exact findings 1 if the verdicts agree, else 0
  stats::Verdict verdict_a = stats::Verdict::not_run, verdict_b = stats::Verdict::not_run;
};

struct Comparison {
  bool same_bits = false;                     ///< equal content_sha256
  bool same_verdicts = false;                 ///< of all findings and controls
  std::optional<run::Difference> difference;  ///< first one, unless same_bits
  std::vector<Pair> moments;                  ///< means of the outputs of cells that both have
  std::vector<Pair> findings;                 ///< that both judged
  std::size_t unmatched = 0;                  ///< cells and findings that only one of them has
  double level = 0;                           ///< of each test: the budget over their number
  bool agree = false;                         ///< every p above the level, and nothing unmatched

  /// The smallest p; nullptr if there is no pair.
  [[nodiscard]] const Pair* worst() const;
};

/// @param budget probability that chance alone makes `agree` false for runs of the same law
[[nodiscard]] Comparison compare(const run::Record& a, const run::Record& b, double budget);

}  // namespace ceo::verify
