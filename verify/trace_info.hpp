// A trace in words: what was recorded, from what, and the first numbers that people look for.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/run/trace.hpp"

namespace ceo::verify {

/// Under 30 lines: model, data, each kind of record with its extents, loss and accuracy, variances
/// at the first and last iteration, provenance.
[[nodiscard]] std::string trace_text(const run::Trace& trace, const std::string& file);
/// The same facts, with all provenance.
[[nodiscard]] nlohmann::ordered_json trace_json(const run::Trace& trace, const std::string& file);

}  // namespace ceo::verify
