// Everything a run leaves behind, as plain data: the content of a run file.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/run/host_check.hpp"
#include "host/run/series.hpp"
#include "host/run/session.hpp"
#include "host/stats/judge.hpp"
#include "kernels/launch/shape_totals.hpp"
#include "kernels/launch/totals.hpp"

namespace ceo::run {

/// The first samples of one variable of a cell (at most kSortedSamples), sorted.
struct SortedRecord {
  std::uint64_t samples = 0;
  std::uint64_t checksum = 0;           ///< sum of the bits of the float32 values, modulo 2^64
  double kolmogorov_smirnov = 0;        ///< D_n against the standard normal law
  double anderson_darling = 0;          ///< A^2 against it
  std::array<double, 4> raw_moments{};  ///< means of z, z^2, z^3, z^4
};

/// Shape statistics of a cell, where its plan asks for them.
struct ShapeRecord {
  std::uint32_t every = 0;  ///< g: strips of every g-th sheaf; 0: none were kept
  float error_scale = 0;    ///< 1/sd(e) in float32: histograms are of e error_scale
  launch::ShapeTotals totals;
  std::vector<SortedRecord> sorted;  ///< of X, N_1 .. N_K, where the plan asks for it
};
/// Samples behind the exact tests of sorted values.
inline constexpr std::uint64_t kSortedSamples = std::uint64_t{1} << 22;

struct CellRecord {
  std::string id, point, model, parameters, fault;  ///< parameters: canonical text of the cell
  std::string rng = "philox";  ///< name of the generator, see kernels/launch/generators.hpp
  std::array<std::uint32_t, 2> key{};
  std::uint64_t first_strip = 0;
  std::uint64_t samples = 0;
  launch::MatrixRequest matrices;
  std::vector<std::string> outputs;  ///< names of the scalar outputs
  std::vector<int> scale_exponent;   ///< [outputs]
  std::vector<int> row_exponent;     ///< [rows]
  launch::Totals totals;
  ShapeRecord shape;
  double seconds = 0;  ///< wall time of the cell; provenance, not content
  /// The strips that were summed, where some of the planned ones are missing: disjoint, ascending,
  /// not touching (coverage.hpp). Nothing: all planned strips were.
  std::optional<std::vector<launch::StripRange>> partial{};
};

/// Point of the findings that no cell is behind. No point of a plan has this name.
inline constexpr const char* kHostPoint = "host";

/// A finding close to its level (stats::needs_confirmation) that fresh random numbers can settle:
/// what was printed, or is exact, does not change with the seed.
[[nodiscard]] inline bool worth_repeating(const stats::Finding& finding) {
  return finding.point != kHostPoint && stats::needs_confirmation(finding);
}

struct ControlResult {
  std::string claim, control, description, point, quantity;
  std::uint64_t needed = 0;  ///< samples planned for power 0.999; on the host: instances
  double effect = 0;
  bool rejected = false;
  stats::Finding finding;  ///< of the faulty cell; rejected means verdict disagree
  Required required = Required::rejected;

  /// The control came to what it must.
  [[nodiscard]] bool passed() const {
    return required == Required::rejected ? rejected : finding.verdict == stats::Verdict::agree;
  }
};

/// A row of the ledger after a run.
struct ClaimResult {
  std::string id, title, statement, source, kind, expected;
  std::string
      verdict;         ///< holds, refuted, refuted as printed, reported, unresolved, error, not run
  std::string reason;  ///< empty when it holds
  std::uint32_t findings = 0, agree = 0, disagree = 0, unresolved = 0, errors = 0;
  std::uint32_t controls = 0;
  std::uint32_t controls_rejected = 0;  ///< those that passed; see ControlResult::passed
  bool as_expected = false;
  std::string assumptions{};  ///< under which the statement is made; empty in files of schema 1.0
};

struct Record {
  bool complete = false;
  std::string title;
  std::string plan_name;
  std::uint64_t seed = 0;
  double budget = 0, resolution = 0;
  std::string config_text, config_canonical, plan_canonical;
  std::vector<CellRecord> cells;
  std::vector<stats::Finding> findings;
  std::vector<ControlResult> controls;
  std::vector<ClaimResult> claims;
  std::vector<Series> series;
  std::map<std::string, std::string> provenance;  ///< key -> text, see docs/run-file.md
  std::vector<Session> sessions{};  ///< processes that sampled; empty in files before schema 1.2
  std::string schema{};             ///< of the file it was read from; empty: not read
};

/// Hash of canonical config, plan, streams and integer totals: equal on every machine and backend.
/// The serialisation is defined in docs/run-file.md.
[[nodiscard]] std::string content_sha256(const Record& record);
/// Hash of the float64 findings and controls; informative only.
[[nodiscard]] std::string findings_sha256(const Record& record);
/// Hash of the ledger: claims, verdicts and counts, from which exit codes follow.
[[nodiscard]] std::string claims_sha256(const Record& record);

}  // namespace ceo::run
