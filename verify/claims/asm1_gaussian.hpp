#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// The row `asm1.gaussian` of the ledger, on synthetic sources.
[[nodiscard]] run::Claim asm1_gaussian();

}  // namespace ceo::verify
