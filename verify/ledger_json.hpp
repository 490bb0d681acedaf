// The ledger of a run as JSON with stable keys.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/run/record.hpp"

namespace ceo::verify {

/// One object: plan, title, seed, generators, file, complete, exit_code, content_sha256,
/// findings_sha256, budget, resolution, samples (planned), sampled, seconds, claims, findings,
/// controls, series, confirm, provenance, sessions. Numbers that are not finite are null. `confirm`
/// is null, or the command that repeats the run with fresh counters.
[[nodiscard]] nlohmann::ordered_json ledger_json(const run::Record& record,
                                                 const std::string& path);

/// A line per claim, finding and control, each a JSON object with `row` ("claim", "finding" or
/// "control"), `plan`, `seed` and the keys that the object has in ledger_json().
[[nodiscard]] std::string json_lines(const run::Record& record);

/// Text of a JSON value, indented, with bytes that are not UTF-8 replaced; ends with a newline.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& value);

}  // namespace ceo::verify
