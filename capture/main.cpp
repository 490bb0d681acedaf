// The program; see docs/trace-file.md, "Recording".
#include "capture/program.hpp"

int main(int argc, char** argv) {
  return ceo::capture::run_program(std::vector<std::string>(argv, argv + argc));
}
