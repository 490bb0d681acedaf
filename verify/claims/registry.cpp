#include "verify/claims/registry.hpp"

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "verify/claims/asm1_gaussian.hpp"
#include "verify/claims/asm2_independent.hpp"
#include "verify/claims/liu_ring.hpp"
#include "verify/claims/p20_convex.hpp"
#include "verify/claims/p20_wireless.hpp"
#include "verify/claims/thm2_distortion.hpp"
#include "verify/claims/thm2_unbiased.hpp"

namespace ceo::verify {

const std::vector<run::Claim>& claims() {
  static const std::vector<run::Claim> table = {
      thm2_unbiased(), thm2_distortion(), asm1_gaussian(), asm2_independent(),
      liu_ring(),      p20_convex(),      p20_wireless()};
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
