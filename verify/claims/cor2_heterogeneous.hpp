// Ledger row `cor2.heterogeneous`: the sum rate of unequal workers, as a draft prints it and right.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// A draft's formula without the minimum of reverse water-filling is too low (theory.md section 6).
[[nodiscard]] run::Claim cor2_heterogeneous();

}  // namespace ceo::verify
