#include <fmt/format.h>

#include <cstdio>

#include "verify/commands/commands.hpp"

namespace ceo::verify {

void print_result(const std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!written || std::fflush(stdout) != 0) {
    throw Error(ExitCode::file, "the result cannot be written", "standard output",
                "Check the disk or the pipe behind it.");
  }
}

void print_message(const CommonOptions& options, const std::string& text) {
  if (!options.quiet) fmt::print(stderr, "{}\n", text);
}

}  // namespace ceo::verify
