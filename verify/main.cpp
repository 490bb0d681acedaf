// The program; see docs/design.md, "The program".
#include "verify/commands/program.hpp"

int main(int argc, char** argv) {
  return ceo::verify::run_program(ceo::verify::Arguments(argv, argv + argc));
}
