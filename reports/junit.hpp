// A run as test results, for what reads JUnit's XML.
#pragma once

#include <string>

#include "host/run/record.hpp"

namespace ceo::reports {

/// A test suite per claim: the case `verdict`, a case per finding and one per control. A failure or
/// error is in it exactly if the exit code of the run is 1; what is unresolved or not run is
/// skipped. A finding that disagrees as the ledger expects passes, and says so. UTF-8.
[[nodiscard]] std::string junit(const run::Record& record);

}  // namespace ceo::reports
