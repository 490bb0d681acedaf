// Ledger row `lem4.information`: Lemma 4, the information of any encoders.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// (1/sX2) exp(2 I(X; C_A)) <= 1/sX2 + sum_A (1 - exp(-2 r_k))/sN2_k (ZTW Appendix B, Lemma 4).
[[nodiscard]] run::Claim lem4_information();

}  // namespace ceo::verify
