#include "verify/commands/parsers.hpp"

#include <algorithm>
#include <memory>

#include "host/base/error.hpp"
#include "verify/commands/theory/topics.hpp"

namespace ceo::verify {

void add_common(CLI::App& parser, CommonOptions& common) {
  parser.add_flag("--json", common.json, "Print the result as one JSON object");
  parser.add_flag("--quiet", common.quiet,
                  "No progress and no messages on stderr, errors excepted");
}

namespace {
constexpr int kMostThreads = 4096;
}  // namespace

void add_machine_options(CLI::App& parser, MachineRequest& request) {
  parser.add_option("--backend", request.backend, "auto, cuda or cpu; the bits are the same")
      ->check(CLI::IsMember({"auto", "cuda", "cpu"}))
      ->capture_default_str();
  parser
      .add_option("--device", request.device,
                  "CUDA devices that share the work: 0, or 0,1, or all (default: 0; with ranks of "
                  "MPI all, dealt out to the ranks of a machine)")
      ->type_name("LIST");
  parser.add_option("--threads", request.threads, "CPU threads; 0: one per hardware thread")
      ->check(CLI::Range(0, kMostThreads))
      ->type_name("N")
      ->capture_default_str();
  parser
      .add_option("--pack", request.pack,
                  "Pack of SIMD lanes (see doctor); default: the fastest; the bits are the same")
      ->type_name("NAME");
}

namespace {

void add_plan_options(CLI::App& parser, PlanOptions& options) {
  parser.add_option("PLAN", options.plan, "A plan file, or the name of a plan such as quick")
      ->required();
  parser.add_option("--seed", options.seed, "Seed of all random numbers (default: the plan's)")
      ->type_name("S");
  CLI::Option* samples =
      parser.add_option("--samples", options.samples, "Samples per point of every claim")
          ->type_name("N");
  parser
      .add_option("--precision", options.precision,
                  "Resolution to reach; the sample counts follow from it")
      ->type_name("P")
      ->excludes(samples);
  parser
      .add_option("--set", options.set,
                  "Replace a value of the plan, e.g. --set budget=1e-7; may be repeated")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
  parser
      .add_option("--rng", options.rng,
                  "Generators in place of the plan's: philox, xorwow, mrg32k3a, mt19937, mtgp32; "
                  "all but philox come from cuRAND and feed the CPU")
      ->type_name("LIST");
  parser.add_flag("--no-controls", options.no_controls, "Leave out the planted faults");
}

void add_run_options(CLI::App& parser, RunRequest& request) {
  add_plan_options(parser, request.plan);
  parser
      .add_option("-o,--output", request.output,
                  "Run file to write (default: results/PLAN-SEED.h5)")
      ->type_name("FILE");
  parser
      .add_option("--shard", request.shard,
                  "Sample share i of n, 0 <= i < n; merge puts the n files together")
      ->type_name("i/n");
  parser.add_flag("--resume", request.resume,
                  "Go on with the run file if there is one; PLAN may be that file itself");
  parser
      .add_option("--checkpoint", request.checkpoint,
                  "Write what is done every T: 30s, 5m; 0: only when stopped (default: 30s, or "
                  "rarer so that it costs at most 1 % of the time)")
      ->type_name("T");
  parser
      .add_option("--time", request.time,
                  "Scale all sample counts so that the run takes about T: 90, 90s, 10m, 2h")
      ->type_name("T")
      ->excludes("--samples")
      ->excludes("--precision")
      ->excludes("--shard");  // every shard would measure sample counts of its own
  add_machine_options(parser, request.machine);
  parser.add_flag("--force", request.force, "Replace the run file if it exists");
}

Command add_run(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("run", "Run a plan: sample, judge, write the run file");
  const auto state = std::make_shared<State<RunRequest>>();
  add_run_options(*parser, state->options);
  add_common(*parser, state->common);
  parser->footer(
      "Exit codes: 0 every claim as expected; 1 a claim other than expected, an error or a control "
      "not\nrejected; 2 usage or plan error; 3 something unresolved or not run; 4 a file cannot be "
      "read or\nwritten; 5 no such device, or no cuRAND; 130, 143 interrupted.\n\n"
      "Examples:\n"
      "  ceo-verify run quick\n"
      "  ceo-verify run quick --seed 7 --time 10m -o nights/7.h5\n"
      "  ceo-verify run my-plan.toml --samples 1e9 --threads 2 --json\n"
      "  ceo-verify run quick --rng xorwow\n"
      "  ceo-verify run nightly --shard 3/10 --resume\n"
      "  ceo-verify run --resume results/nightly-1.h5\n"
      "  ceo-verify run quick --set plan.budget=1e-8 --no-controls --force");
  return {parser, [state](const Arguments& arguments) {
            return run_command(state->options, state->common, arguments);
          }};
}

Command add_plan(CLI::App& program) {
  CLI::App* parser =
      program.add_subcommand("plan", "Show what a plan would run: cells, findings, controls");
  const auto state = std::make_shared<State<PlanOptions>>();
  add_plan_options(*parser, state->options);
  add_common(*parser, state->common);
  parser->footer(
      "Examples:\n"
      "  ceo-verify plan quick\n"
      "  ceo-verify plan quick --precision 1e-5\n"
      "  ceo-verify plan my-plan.toml --json");
  return {parser,
          [state](const Arguments&) { return plan_command(state->options, state->common); }};
}

Command add_list(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("list", "List the claims of the ledger");
  const auto common = std::make_shared<CommonOptions>();
  add_common(*parser, *common);
  parser->footer(
      "Examples:\n"
      "  ceo-verify list\n"
      "  ceo-verify list --json");
  return {parser, [common](const Arguments&) { return list_command(*common); }};
}

Command add_show(CLI::App& program) {
  CLI::App* parser =
      program.add_subcommand("show", "Show one claim: statement, quantities, controls");
  const auto state = std::make_shared<State<std::string>>();
  parser->add_option("ID", state->options, "A claim, such as thm2.distortion")->required();
  add_common(*parser, state->common);
  parser->footer(
      "Examples:\n"
      "  ceo-verify show thm2.distortion\n"
      "  ceo-verify show thm2.unbiased --json");
  return {parser,
          [state](const Arguments&) { return show_command(state->options, state->common); }};
}

Command add_info(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("info", "Show what a run file or a trace holds");
  const auto state = std::make_shared<State<std::string>>();
  parser->add_option("FILE", state->options, "A run file or a trace")->required();
  add_common(*parser, state->common);
  parser->footer(
      "What the file does not say is called unknown.\n"
      "content_sha256 is equal for equal plans and seeds on every machine and backend. A trace is\n"
      "checked: every dataset that is missing, mis-shaped or out of range is named (exit code "
      "4).\n\n"
      "Examples:\n"
      "  ceo-verify info results/quick-1.h5\n"
      "  ceo-verify info results/quick-1.h5 --json\n"
      "  ceo-verify info datasets/traces/mlp-mnist.h5");
  return {parser,
          [state](const Arguments&) { return info_command(state->options, state->common); }};
}

Command add_report(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("report", "Write the page of a run file");
  const auto state = std::make_shared<State<ReportRequest>>();
  ReportRequest& request = state->options;
  parser->add_option("FILE", request.files, "Run files")->required();
  parser->add_option("-o,--output", request.folder, "Folder of the pages (default: beside FILE)")
      ->type_name("DIR");
  parser
      ->add_option(
          "--format", request.formats,
          "html (one page, with figures if gnuplot is there), md, json, jsonl, csv, junit; "
          "several with commas")
      ->delimiter(',')
      ->expected(1)
      ->take_all()
      ->check(CLI::IsMember({"html", "md", "json", "jsonl", "csv", "junit"}))
      ->type_name("LIST")
      ->capture_default_str();
  parser
      ->add_option("--bundle", request.bundle,
                   "Make a folder that a reviewer opens offline, of one run file: page, figures, "
                   "run file, plan, claims, checksums, metadata and the command that repeats it")
      ->type_name("DIR")
      ->excludes("--format")
      ->excludes("--output");
  parser->add_flag("--force", request.force, "Replace pages, or a bundle, that exist");
  add_common(*parser, state->common);
  parser->footer(
      "The page of a file is the same, to the byte, whenever and wherever it is made with the same "
      "gnuplot.\n\n"
      "Examples:\n"
      "  ceo-verify report results/quick-1.h5\n"
      "  ceo-verify report nights/*.h5 -o pages --format html,csv --force\n"
      "  ceo-verify report results/quick-1.h5 --bundle quick-1");
  return {parser,
          [state](const Arguments&) { return report_command(state->options, state->common); }};
}

Command add_doctor(CLI::App& program) {
  CLI::App* parser =
      program.add_subcommand("doctor", "Check this build and this machine: packs, known answers");
  const auto common = std::make_shared<CommonOptions>();
  add_common(*parser, *common);
  parser->footer(
      "Exit code 1 if a pack of this machine does not give the known answers.\n\n"
      "Examples:\n"
      "  ceo-verify doctor\n"
      "  ceo-verify doctor --json");
  return {parser, [common](const Arguments&) { return doctor_command(*common); }};
}

Command add_theory(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("theory", "Evaluate closed forms of the theory");
  parser->require_subcommand(1);
  parser->footer(
      "Examples:\n"
      "  ceo-verify theory channel --var-x 1 --var-n 1 --workers 8 --distortion 0.25\n"
      "  ceo-verify theory channel --help");
  const std::vector<Command> topics = add_topics(*parser);
  return {parser, [topics](const Arguments& arguments) {
            const auto chosen =
                std::find_if(topics.begin(), topics.end(),
                             [](const Command& topic) { return topic.parser->parsed(); });
            ensure(chosen != topics.end(), "the parser asks for a topic");
            return chosen->action(arguments);
          }};
}

}  // namespace

std::vector<Command> add_commands(CLI::App& program) {
  std::vector<Command> commands = {add_run(program), add_plan(program), add_list(program),
                                   add_show(program), add_info(program)};
  for (Command& command : add_file_commands(program)) commands.push_back(std::move(command));
  for (const auto add : {add_report, add_history, add_doctor, add_theory})
    commands.push_back(add(program));
  return commands;
}

}  // namespace ceo::verify
