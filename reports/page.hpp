// The page of a run: what its file says, in the order in which people ask.
#pragma once

#include <string>

#include "host/run/record.hpp"
#include "reports/document.hpp"

namespace ceo::reports {

/// Everything of the page, figures as scripts that are not yet drawn. Depends on the record and on
/// `file`, the name that the page gives the run file, and on nothing else.
[[nodiscard]] Document page(const run::Record& record, const std::string& file);

}  // namespace ceo::reports
