// What must hold for the numbers of a trace, beyond shapes.
#pragma once

#include <string>

#include "host/base/error.hpp"
#include "host/run/trace.hpp"

namespace ceo::io {

/// Adds a problem for every dataset with values that cannot be: not finite, negative variances,
/// shares outside [0, 1], iterations that do not rise, coordinates outside their layer, Gram
/// matrices that are not symmetric, provenance that does not say what was recorded.
/// @param file for messages
void check_trace(const run::Trace& trace, const std::string& file, Problems& problems);

}  // namespace ceo::io
