// Where a run file comes from, in at most 30 lines.
#pragma once

#include <string>

#include "host/run/record.hpp"

namespace ceo::verify {

/// Facts of the file and its provenance, a line or two each. What the file does not say is called
/// `unknown`; a modified work tree, parts by several programs and idle devices are said.
[[nodiscard]] std::string info_text(const run::Record& record, const std::string& path);

}  // namespace ceo::verify
