#include <memory>

#include "verify/commands/parsers.hpp"

namespace ceo::verify {
namespace {

/// A whole number of digits alone, at least 0 or 1. The parser would take -1 for 2^64 - 1.
CLI::Validator whole_from(int least) {
  const auto check = [least](const std::string& text) -> std::string {
    const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
    const bool zero = text.find_first_not_of('0') == std::string::npos;
    if (digits && (least == 0 || !zero)) return "";
    return "'" + text + "' is no whole number from " + std::to_string(least);
  };
  return {check, "", "whole"};
}

Command add_merge(CLI::App& program) {
  CLI::App* parser =
      program.add_subcommand("merge", "Put the parts of a run together, in any order");
  const auto state = std::make_shared<State<MergeRequest>>();
  MergeRequest& request = state->options;
  parser->add_option("FILE", request.files, "Run files: shards, checkpoints, earlier merges")
      ->required();
  parser
      ->add_option("-o,--output", request.output,
                   "Run file to write (default: results/PLAN-SEED.h5)")
      ->type_name("FILE");
  parser->add_flag("--force", request.force, "Replace the run file if it exists");
  add_common(*parser, state->common);
  parser->footer(
      "The merged file has the content_sha256 of the unbroken run. Files of unequal plans, scales "
      "or\nschemas and files that hold the same samples are refused with exit code 2. Exit code 3 "
      "while\nsamples are missing; else that of run.\n\n"
      "Examples:\n"
      "  ceo-verify merge results/quick-1.shard-*.h5 -o results/quick-1.h5\n"
      "  ceo-verify merge a.h5 b.h5 -o c.h5 --json");
  return {parser, [state](const Arguments& arguments) {
            return merge_command(state->options, state->common, arguments);
          }};
}

Command add_reproduce(CLI::App& program) {
  CLI::App* parser =
      program.add_subcommand("reproduce", "Run a file again from itself and compare");
  const auto state = std::make_shared<State<ReproduceRequest>>();
  ReproduceRequest& request = state->options;
  parser->add_option("FILE", request.file, "A run file")->required();
  parser->add_option("-o,--output", request.output, "Keep the second run in this file")
      ->type_name("FILE");
  add_machine_options(*parser, request.machine);
  parser->add_flag("--force", request.force, "Replace the kept file if it exists");
  add_common(*parser, state->common);
  parser->footer(
      "Exit codes: 0 the same bits; 3 other bits, but two-sample tests at the run's false-alarm "
      "budget\nagree; 1 they disagree.\n\n"
      "Examples:\n"
      "  ceo-verify reproduce results/quick-1.h5\n"
      "  ceo-verify reproduce reports/published/quick-2.h5 --backend cuda -o again.h5");
  return {parser, [state](const Arguments& arguments) {
            return reproduce_command(state->options, state->common, arguments);
          }};
}

Command add_diff(CLI::App& program) {
  CLI::App* parser =
      program.add_subcommand("diff", "Show moments and findings of two run files side by side");
  const auto state = std::make_shared<State<DiffRequest>>();
  DiffRequest& request = state->options;
  parser->add_option("A", request.first, "A run file")->required();
  parser->add_option("B", request.second, "Another one")->required();
  parser->add_flag("--all", request.all, "Every row, not only the ten that differ most");
  add_common(*parser, state->common);
  parser->footer(
      "Exit codes: 0 the same bits and verdicts; 1 they differ.\n\n"
      "Examples:\n"
      "  ceo-verify diff results/quick-1.h5 results/quick-2.h5\n"
      "  ceo-verify diff nights/1.h5 nights/2.h5 --all --json");
  return {parser,
          [state](const Arguments&) { return diff_command(state->options, state->common); }};
}

Command add_replay(CLI::App& program) {
  constexpr std::size_t kMostExtremes = 1000;
  CLI::App* parser =
      program.add_subcommand("replay", "Draw one sample of a run again and show every value");
  const auto state = std::make_shared<State<ReplayRequest>>();
  ReplayRequest& request = state->options;
  parser->add_option("FILE", request.file, "A run file")->required();
  parser->add_option("--cell", request.cell, "Id of the cell, as in streams/cell of the file")
      ->required()
      ->type_name("ID");
  CLI::Option* sample =
      parser->add_option("--sample", request.sample, "Number of the sample, from 0")
          ->check(whole_from(0))
          ->type_name("N");
  CLI::Option* extremes = parser
                              ->add_option("--extremes", request.extremes,
                                           "Find so many samples of largest |e| instead")
                              ->check(CLI::Range(std::size_t{1}, kMostExtremes))
                              ->type_name("COUNT")
                              ->excludes(sample);
  parser
      ->add_option("--first", request.first,
                   "Look through the first N samples of the cell (default: 4194304)")
      ->check(whole_from(1))
      ->type_name("N")
      ->needs(extremes);
  add_common(*parser, state->common);
  parser->footer(
      "The sample has the bits that the run summed, on whatever machine. Nothing is written.\n\n"
      "Examples:\n"
      "  ceo-verify replay results/quick-1.h5 --cell k8-equal --sample 12345\n"
      "  ceo-verify replay results/quick-1.h5 --cell k8-equal --extremes 5 --json");
  return {parser,
          [state](const Arguments&) { return replay_command(state->options, state->common); }};
}

}  // namespace

std::vector<Command> add_file_commands(CLI::App& program) {
  return {add_merge(program), add_reproduce(program), add_diff(program), add_replay(program)};
}

}  // namespace ceo::verify
