// Ledger row `lem3.information`: Lemma 3, the information of unbiased decoders.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// I(X; Xhat) >= (1/2) ln(1 + sX2/D) for unbiased Xhat (ZTW Appendix B, Lemma 3).
[[nodiscard]] run::Claim lem3_information();

}  // namespace ceo::verify
