#include "verify/commands/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>

#include "host/base/build_info.hpp"
#include "host/base/text.hpp"
#include "verify/commands/parse.hpp"
#include "verify/commands/parsers.hpp"

namespace ceo::verify {
namespace {

std::string version_text() {
  const BuildInfo& build = build_info();
  return fmt::format("ceo-verify {} (commit {}{})", build.version, build.commit,
                     build.dirty ? ", modified" : "");
}

/// The parser of the innermost command that was chosen.
const CLI::App& chosen_parser(const CLI::App& program) {
  const CLI::App* parser = &program;
  while (!parser->get_subcommands().empty()) parser = parser->get_subcommands().front();
  return *parser;
}

std::vector<std::string> option_names(const CLI::App& parser) {
  std::vector<std::string> names;
  for (const CLI::Option* option : parser.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const CLI::App* group : parser.get_subcommands([](const CLI::App* app) {
         return app->get_name().empty();  // option groups are nameless commands
       })) {
    for (const std::string& name : option_names(*group)) names.push_back(name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& parser) {
  std::vector<std::string> names;
  for (const CLI::App* command : parser.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_name().empty()) names.push_back(command->get_name());
  }
  return names;
}

/// What to do about a word that no parser took.
std::string remedy_for(const std::string& word, const CLI::App& parser) {
  const bool option = word.rfind('-', 0) == 0;
  const std::string name = word.substr(0, word.find('='));
  const std::string guess = nearest(name, option ? option_names(parser) : command_names(parser));
  return guess.empty() ? "" : " Did you mean '" + guess + "'?";
}

std::string help_command(const CLI::App& program) {
  std::string command = "ceo-verify";
  const CLI::App* parser = &program;
  while (!parser->get_subcommands().empty()) {
    parser = parser->get_subcommands().front();
    command += " " + parser->get_name();
  }
  return command + " --help";
}

/// The word that no parser took and that best explains a usage error: an unknown option rather than
/// the stray words around it. Empty if every word was taken.
std::string unexpected_word(const CLI::App& program) {
  const std::vector<std::string> words = program.remaining(true);
  const auto option = std::find_if(words.begin(), words.end(),
                                   [](const std::string& word) { return word.rfind('-', 0) == 0; });
  if (option != words.end()) return *option;
  return words.empty() ? "" : words.front();
}

/// Prints a usage error, or the help or version that was asked for.
ExitCode report(const CLI::App& program, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) {  // --help and --version
    static_cast<void>(program.exit(error));
    return ExitCode::as_expected;
  }
  std::string text = error.what();
  // A misspelt option often shows as a missing one: name the misspelt word first.
  const std::string word = unexpected_word(program);
  if (!word.empty()) {
    const CLI::App& parser = chosen_parser(program);
    const bool no_command = &parser == &program && word.rfind('-', 0) != 0;
    text = fmt::format("{} '{}'.{}", no_command ? "there is no command" : "unexpected argument",
                       word, remedy_for(word, parser));
  }
  fmt::print(stderr, "ceo-verify: {}\nSee {}.\n", text, help_command(program));
  return ExitCode::usage;
}

ExitCode guarded(const Arguments& arguments) {
  CLI::App program(
      "Verifies the theory of model aggregation as a Gaussian CEO problem by Monte Carlo.",
      "ceo-verify");
  program.set_version_flag("--version", version_text());
  program.require_subcommand(0, 1);
  program.footer(
      "Examples:\n"
      "  ceo-verify run quick\n"
      "  ceo-verify list\n"
      "  ceo-verify show thm2.distortion\n"
      "Every command explains itself: ceo-verify COMMAND --help");
  const std::vector<Command> commands = add_commands(program);
  refuse_empty_words({arguments.begin() + 1, arguments.end()});
  try {
    // CLI11 takes the words in reverse, without the program.
    program.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend() - 1));
  } catch (const CLI::ParseError& error) {
    return report(program, error);
  }
  for (const Command& command : commands) {
    if (command.parser->parsed()) return command.action(arguments);
  }
  print_result(program.help());
  return ExitCode::as_expected;
}

}  // namespace

int told(const std::string& who, const std::function<ExitCode()>& action) {
  ExitCode code = ExitCode::internal;
  try {
    return static_cast<int>(action());
  } catch (const Error& error) {
    code = error.code();
    fmt::print(stderr, "{}: {}\n", who, error.what());
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: internal error: {}\n", who, error.what());
  }
  if (code == ExitCode::internal) {
    fmt::print(stderr,
               "This is a defect of the program. Please report it with the command line and the "
               "output of ceo-verify doctor.\n");
  }
  return static_cast<int>(code);
}

int run_program(const Arguments& arguments) {
  return told("ceo-verify", [&] { return guarded(arguments); });
}

}  // namespace ceo::verify
