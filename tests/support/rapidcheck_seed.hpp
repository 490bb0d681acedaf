// The same cases of rapidcheck's properties in every run. RC_PARAMS of the environment draws
// others.
#pragma once

#include <cstdlib>

namespace ceo::test {

inline const int kRapidcheckSeeded = ::setenv("RC_PARAMS", "seed=1010", 0);

}  // namespace ceo::test
