#include "verify/commands/theory/convergence_options.hpp"

namespace ceo::verify {

void add_convergence_options(CLI::App& parser, ConvergenceOptions& options) {
  parser.add_option("--eps", options.epsilon, "Suboptimality to reach, in units of the objective")
      ->required()
      ->type_name("EPS");
  parser.add_option("--smoothness", options.problem.smoothness, "Lf of the objective, 0 if linear")
      ->required()
      ->type_name("LF");
  parser
      .add_option("--radius", options.problem.radius,
                  "A: largest distance from the start to a point of the set")
      ->required()
      ->type_name("A");
  parser.add_option("--symbols", options.symbols, "n: coordinates of a gradient (1 unless given)")
      ->type_name("N");
}

}  // namespace ceo::verify
