// Options of topics that speak about training to a suboptimality.
#pragma once

#include <CLI/CLI.hpp>

#include "host/theory/convergence.hpp"

namespace ceo::verify {

/// What fixes the convergence bound beside the variance of the gradients.
struct ConvergenceOptions {
  double epsilon = 0;
  theory::ConvexProblem problem;
  double symbols = 1;
};

/// Declares --eps, --smoothness, --radius and --symbols.
void add_convergence_options(CLI::App& parser, ConvergenceOptions& options);

}  // namespace ceo::verify
