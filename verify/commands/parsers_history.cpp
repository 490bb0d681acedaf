#include <memory>

#include "verify/commands/history.hpp"
#include "verify/commands/parsers.hpp"

namespace ceo::verify {
namespace {

constexpr const char* kFiles = "Run files, or folders of them";

Command add_pool(CLI::App& history) {
  CLI::App* parser =
      history.add_subcommand("pool", "Add the nights of one plan and judge their sum");
  const auto state = std::make_shared<State<PoolRequest>>();
  parser->add_option("FILE", state->options.files, kFiles)->required();
  parser->add_flag("--all", state->options.all, "A row for every finding");
  add_common(*parser, state->common);
  parser->footer(
      "Look as often as you like: look number t spends 1/(t (t + 1)) of every level, so all looks\n"
      "together keep the false-alarm budget of the plan. No sample counts twice: copies, runs of\n"
      "another plan and runs that are not complete are left out and named. Exit codes as of "
      "run.\n\n"
      "Examples:\n"
      "  ceo-verify history pool nights\n"
      "  ceo-verify history pool nights/nightly-2026-*.h5 --all --json");
  return {parser,
          [state](const Arguments&) { return pool_command(state->options, state->common); }};
}

Command add_bisect(CLI::App& history) {
  CLI::App* parser =
      history.add_subcommand("bisect", "Find the run that changed the verdict of a claim");
  const auto state = std::make_shared<State<BisectRequest>>();
  parser->add_option("ID", state->options.claim, "A claim, such as thm2.distortion")->required();
  parser->add_option("FILE", state->options.files, kFiles)->required();
  add_common(*parser, state->common);
  parser->footer(
      "Exit codes: 0 the verdict never changed; 1 it did.\n\n"
      "Examples:\n"
      "  ceo-verify history bisect thm2.distortion nights\n"
      "  ceo-verify history bisect lem4.information nights --json");
  return {parser,
          [state](const Arguments&) { return bisect_command(state->options, state->common); }};
}

}  // namespace

Command add_history(CLI::App& program) {
  CLI::App* parser =
      program.add_subcommand("history", "Many runs: their page, their sum, what changed");
  const auto state = std::make_shared<State<HistoryRequest>>();
  parser->require_subcommand(0, 1);
  parser->add_option("DIR", state->options.files, kFiles);
  parser
      ->add_option("-o,--output", state->options.output,
                   "Page to write (default: history.html beside the runs); one that exists is "
                   "replaced")
      ->type_name("FILE");
  add_common(*parser, state->common);
  parser->footer(
      "Examples:\n"
      "  ceo-verify history nights\n"
      "  ceo-verify history pool nights\n"
      "  ceo-verify history bisect thm2.distortion nights");
  const Command pool = add_pool(*parser), bisect = add_bisect(*parser);
  return {parser, [state, pool, bisect](const Arguments& arguments) {
            for (const Command& command : {pool, bisect}) {
              if (command.parser->parsed()) return command.action(arguments);
            }
            if (state->options.files.empty()) {
              throw Error(ExitCode::usage, "no runs were named", "history",
                          "Give run files or a folder of them: ceo-verify history DIR.");
            }
            return history_command(state->options, state->common);
          }};
}

}  // namespace ceo::verify
