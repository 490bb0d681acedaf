// The program; see docs/design.md, "The program".
#include "verify/ranks/ranked_program.hpp"

int main(int argc, char** argv) {
  return ceo::verify::run_ranked(ceo::verify::Arguments(argv, argv + argc));
}
