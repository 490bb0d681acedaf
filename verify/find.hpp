// Looks up what a plan names.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/run/claim.hpp"

namespace ceo::verify {

/// The claim with this id. Error(internal) if there is none.
[[nodiscard]] inline const run::Claim& find_claim(const std::vector<run::Claim>& claims,
                                                  const std::string& id) {
  const auto found = std::find_if(claims.begin(), claims.end(),
                                  [&](const run::Claim& claim) { return claim.id == id; });
  ensure(found != claims.end(), "a plan names only known claims");
  return *found;
}

/// The quantity or control with this id. Error(internal) if there is none.
template <class Named>
[[nodiscard]] const Named& find_named(const std::vector<Named>& items, const std::string& id) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const Named& item) { return item.id == id; });
  ensure(found != items.end(), "a plan names only quantities and controls of its claims");
  return *found;
}

}  // namespace ceo::verify
