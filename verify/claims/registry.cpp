#include "verify/claims/registry.hpp"

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "verify/claims/asm1_gaussian.hpp"
#include "verify/claims/asm1_recorded.hpp"
#include "verify/claims/asm2_independent.hpp"
#include "verify/claims/asm2_recorded.hpp"
#include "verify/claims/cor1_layers.hpp"
#include "verify/claims/cor1_layers_host.hpp"
#include "verify/claims/cor2_heterogeneous.hpp"
#include "verify/claims/cor2_sumrate.hpp"
#include "verify/claims/cor2_sumrate_host.hpp"
#include "verify/claims/cor3_iterations.hpp"
#include "verify/claims/fig5_published.hpp"
#include "verify/claims/fig6_statistics.hpp"
#include "verify/claims/fig7_recorded.hpp"
#include "verify/claims/fig7_signsgd.hpp"
#include "verify/claims/fig8_delta.hpp"
#include "verify/claims/lem1_vertex.hpp"
#include "verify/claims/lem3_information.hpp"
#include "verify/claims/lem4_information.hpp"
#include "verify/claims/liu_ring.hpp"
#include "verify/claims/p20_convex.hpp"
#include "verify/claims/p20_wireless.hpp"
#include "verify/claims/rem4_gain.hpp"
#include "verify/claims/tab1_published.hpp"
#include "verify/claims/thm1_convergence.hpp"
#include "verify/claims/thm2_classical.hpp"
#include "verify/claims/thm2_classical_host.hpp"
#include "verify/claims/thm2_distortion.hpp"
#include "verify/claims/thm2_rates.hpp"
#include "verify/claims/thm2_recorded.hpp"
#include "verify/claims/thm2_region.hpp"
#include "verify/claims/thm2_unbiased.hpp"

namespace ceo::verify {

namespace {

std::vector<run::Claim> all_claims() {
  std::vector<run::Claim> table = {thm2_unbiased(),
                                   thm2_distortion(),
                                   thm2_rates(),
                                   thm2_region(),
                                   thm2_classical_on_host(thm2_classical()),
                                   cor1_layers_on_host(cor1_layers()),
                                   lem1_vertex(),
                                   p20_convex(),
                                   p20_wireless(),
                                   cor2_sumrate_on_host(cor2_sumrate()),
                                   cor2_heterogeneous(),
                                   rem4_gain(),
                                   lem3_information(),
                                   lem4_information(),
                                   thm1_convergence(),
                                   cor3_iterations(),
                                   fig7_signsgd(),
                                   fig7_recorded(kMlp),
                                   fig8_delta(),
                                   asm1_gaussian(),
                                   asm1_recorded(kMlp),
                                   asm2_independent(),
                                   asm2_recorded(kMlp),
                                   thm2_recorded(),
                                   fig6_statistics(kMlp),
                                   tab1_published(),
                                   fig5_published(),
                                   liu_ring()};
  for (const RecordedModel& model : kDeepModels) {
    table.push_back(asm1_recorded(model));
    table.push_back(asm2_recorded(model));
    table.push_back(fig6_statistics(model));
    table.push_back(fig7_recorded(model));
  }
  return table;
}

}  // namespace

const std::vector<run::Claim>& claims() {
  static const std::vector<run::Claim> table = all_claims();
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
