#include "verify/claims/registry.hpp"

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "verify/claims/asm1_gaussian.hpp"
#include "verify/claims/asm2_independent.hpp"
#include "verify/claims/cor1_layers.hpp"
#include "verify/claims/cor2_sumrate.hpp"
#include "verify/claims/liu_ring.hpp"
#include "verify/claims/rem4_gain.hpp"
#include "verify/claims/thm2_classical.hpp"
#include "verify/claims/thm2_distortion.hpp"
#include "verify/claims/thm2_rates.hpp"
#include "verify/claims/thm2_unbiased.hpp"

namespace ceo::verify {

const std::vector<run::Claim>& claims() {
  static const std::vector<run::Claim> table = {
      thm2_unbiased(), thm2_distortion(), thm2_rates(),    thm2_classical(),   cor1_layers(),
      cor2_sumrate(),  rem4_gain(),       asm1_gaussian(), asm2_independent(), liu_ring()};
  return table;
}

const run::Claim& claim_by_id(const std::string& id) {
  std::vector<std::string> ids;
  for (const run::Claim& claim : claims()) {
    if (claim.id == id) return claim;
    ids.push_back(claim.id);
  }
  const std::string guess = nearest(id, ids);
  throw Error(
      ExitCode::usage, "there is no claim '" + id + "'", "",
      guess.empty() ? "Known claims: " + join(ids, ", ") + "." : "Did you mean '" + guess + "'?");
}

}  // namespace ceo::verify
