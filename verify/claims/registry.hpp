// The table of all implemented claims, in the order of the ledger.
#pragma once

#include <string>
#include <vector>

#include "host/run/claim.hpp"

namespace ceo::verify {

/// A plain table: to add a claim, write its file and list it in registry.cpp.
[[nodiscard]] const std::vector<run::Claim>& claims();

/// The claim with this id. Throws Error(usage) with the nearest known id.
[[nodiscard]] const run::Claim& claim_by_id(const std::string& id);

}  // namespace ceo::verify
