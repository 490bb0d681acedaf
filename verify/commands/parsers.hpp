// How the commands are typed: options and help.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <vector>

#include "verify/commands/commands.hpp"

namespace ceo::verify {

/// One command: its parser, and what to do when it was chosen.
struct Command {
  CLI::App* parser = nullptr;
  std::function<ExitCode(const Arguments&)> action;
};

/// The options of a command while it is parsed and run.
template <class Options>
struct State {
  Options options;
  CommonOptions common;
};

/// --json and --quiet, which every command has.
void add_common(CLI::App& parser, CommonOptions& common);

/// --backend, --device, --threads, --pack.
void add_machine_options(CLI::App& parser, MachineRequest& request);

/// Declares the commands that put run files together and beside each other: merge, reproduce, diff.
[[nodiscard]] std::vector<Command> add_file_commands(CLI::App& program);

/// Declares `history` with pool and bisect.
[[nodiscard]] Command add_history(CLI::App& program);

/// Declares every command of the program.
[[nodiscard]] std::vector<Command> add_commands(CLI::App& program);

}  // namespace ceo::verify
