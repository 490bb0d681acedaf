#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// The row `asm2.independent` of the ledger, on synthetic sources.
[[nodiscard]] run::Claim asm2_independent();

}  // namespace ceo::verify
