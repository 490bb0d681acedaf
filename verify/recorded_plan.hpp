// The plan behind a run file, from the file alone.
#pragma once

#include <string>

#include "host/run/plan.hpp"
#include "host/run/record.hpp"

namespace ceo::verify {

/// Plans the config of the record anew with the claims of this program.
/// @param path of the file, for messages
/// Throws Error(usage) if this program does not know a claim, or a key, of the file.
[[nodiscard]] run::Plan recorded_plan(const run::Record& record, const std::string& path);

/// Throws Error(usage) that names the first difference if the file was planned otherwise, as by a
/// release with other claims: its parts cannot be completed by this program.
void require_planned_alike(const run::Plan& plan, const run::Record& record,
                           const std::string& path);

/// The record of a plan before its first sample. No findings.
[[nodiscard]] run::Record begin_record(const run::Plan& plan);

}  // namespace ceo::verify
