#include "host/theory/ring.hpp"

#include <cmath>
#include <numbers>
#include <string>

#include "host/base/error.hpp"

namespace ceo::theory {

double ring_gap(int workers) {
  if (workers < 3) {
    throw Error(ExitCode::usage, "a ring of " + std::to_string(workers) + " workers has no gap", "",
                "Give 3 workers or more.");
  }
  // The square of a sine: 1 - cos would cancel for a large ring.
  const double sine = std::sin(std::numbers::pi / workers);
  return 4 * sine * sine / 3;
}

double ring_gap_constant() {
  return 4 * std::numbers::pi * std::numbers::pi / 3;
}

double ring_gap_constant_printed() {
  return 4 * ring_gap_constant();
}

}  // namespace ceo::theory
