// What ledger and page both say about a run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/run/record.hpp"

namespace ceo::reports {

/// Names of the generators behind the cells, sorted.
[[nodiscard]] std::vector<std::string> generators_of(const run::Record& record);
/// The generator behind a point.
[[nodiscard]] std::string generator_at(const run::Record& record, const std::string& point);

/// All samples of all cells, those of controls included.
[[nodiscard]] std::uint64_t samples_of(const run::Record& record);

/// The command that repeats the run, as its provenance tells.
[[nodiscard]] std::string repeat_command(const run::Record& record);
/// The command that repeats the run with fresh counters (the next seed) and all its other options.
[[nodiscard]] std::string confirmation_command(const run::Record& record);

/// An entry of the provenance; empty if there is none.
[[nodiscard]] std::string provenance_of(const run::Record& record, const std::string& key);
/// The same, "unknown" where it is empty.
[[nodiscard]] std::string known(const run::Record& record, const std::string& key);

/// The finding has numbers: its verdict is agree, disagree or unresolved.
[[nodiscard]] bool was_judged(const stats::Finding& finding);
/// Chance can move the finding: it has a standard error and a level.
[[nodiscard]] bool is_random(const stats::Finding& finding);
/// No cell is behind the finding: it was checked on the host.
[[nodiscard]] bool is_host(const stats::Finding& finding);
/// The finding disagrees, and its claim only reports what recorded data say.
[[nodiscard]] bool only_reported(const run::Record& record, const stats::Finding& finding);
/// The control was not run because a claim that only reports lacks the data.
[[nodiscard]] bool is_silent(const run::Record& record, const run::ControlResult& control);
/// The finding disagrees as the ledger expects: it counts as printed in the source, or its claim
/// only reports.
[[nodiscard]] bool expected_to_fail(const run::Record& record, const stats::Finding& finding);
/// Standard error in the unit of the quantity; of an exact finding, the bound on its rounding.
[[nodiscard]] double precision_of(const stats::Finding& finding);
/// The findings of a claim, in the order of the file.
[[nodiscard]] std::vector<const stats::Finding*> findings_of(const run::Record& record,
                                                             const std::string& claim);
/// The judged one with the smallest p-value; nullptr if there is none.
[[nodiscard]] const stats::Finding* worst_of(const std::vector<const stats::Finding*>& findings);

/// The |z| beyond which a finding disagrees, under the law of its estimate.
[[nodiscard]] double critical(double level, stats::Law law);

/// The sound cell of a point; nullptr if there is none.
[[nodiscard]] const run::CellRecord* sound_cell(const run::Record& record,
                                                const std::string& point);

}  // namespace ceo::reports
