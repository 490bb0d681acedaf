#include "host/run/plan_host.hpp"

#include <algorithm>

#include "host/base/error.hpp"

namespace ceo::run {
namespace {

bool takes_a_share(const HostQuantity& quantity) {
  return quantity.law != stats::Law::exact && !quantity.level;
}

double level_of(const HostQuantity& quantity, double share) {
  if (takes_a_share(quantity)) return share;
  ensure(quantity.law != stats::Law::exact || !quantity.level,
         "an exact host check declares a level");
  return quantity.level.value_or(0);
}

}  // namespace

std::size_t count_host_shares(const Claim& claim) {
  return static_cast<std::size_t>(
      std::count_if(claim.host.begin(), claim.host.end(), takes_a_share));
}

void plan_host(const Claim& claim, const ClaimConfig& config, double share, Plan& plan) {
  ensure(!claim.checks_on_host() || config.instances > 0,
         "a claim with host checks has no number of instances");
  for (const HostQuantity& quantity : claim.host) {
    plan.host_findings.push_back({claim.id, quantity.id, config.instances,
                                  level_of(quantity, share),
                                  quantity.resolution.value_or(plan.config.resolution)});
  }
  if (!plan.config.controls) return;
  for (const HostControl& control : claim.host_controls) {
    const auto quantity =
        std::find_if(claim.host.begin(), claim.host.end(),
                     [&](const HostQuantity& row) { return row.id == control.quantity; });
    ensure(quantity != claim.host.end(), "a host control names an absent quantity");
    plan.host_controls.push_back(
        {claim.id, control.id, control.quantity, config.instances, level_of(*quantity, share),
         quantity->resolution.value_or(plan.config.resolution), control.required});
  }
}

}  // namespace ceo::run
