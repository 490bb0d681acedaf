#include "capture/program.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <Eigen/Core>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "capture/data.hpp"
#include "capture/pipeline.hpp"
#include "capture/torch_model.hpp"
#include "capture/watch.hpp"
#include "host/base/build_info.hpp"
#include "host/base/error.hpp"
#include "host/base/interrupt.hpp"
#include "host/base/text.hpp"
#include "host/io/library_version.hpp"

namespace ceo::capture {
namespace {

struct Options {
  Settings settings;
  DataChoice data;
  std::string output;
  int threads = 0;
  double checkpoint_seconds = 60;
  bool resume = false, force = false, json = false, quiet = false;
};

void add_settings(CLI::App& program, Settings& s) {
  program
      .add_option("MODEL", s.model,
                  "mlp (one hidden layer), softmax (regression), resnet20, resnet50")
      ->required()
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kModels), std::end(kModels))));
  const auto add = [&](const char* name, auto& value, const char* text) {
    program.add_option(name, value, text)->capture_default_str();
  };
  add("--library", s.library, "Gradients by eigen (by hand), torch, or auto: eigen where it can");
  add("--device", s.device, "Device of torch: cpu or cuda");
  add("--hidden", s.hidden, "Hidden units of mlp");
  add("--stem-stride", s.stem_stride, "Stride of the first convolution of resnet50");
  add("--seed", s.seed, "Seed of all random numbers");
  add("--workers", s.workers, "Number of workers, K");
  add("--batch", s.batch, "Examples of a local batch");
  add("--learning-rate", s.learning_rate, "Step of SGD");
  add("--momentum", s.momentum, "Momentum of SGD");
  add("--iterations", s.iterations, "Steps of the training run");
  add("--every", s.every, "Steps between two recorded iterations");
  add("--coordinates", s.coordinates, "Chosen coordinates");
  add("--dense", s.dense, "Recorded iterations with whole gradients; 0: none");
  add("--dense-workers", s.dense_workers, "Workers with whole gradients");
  add("--dense-parameters", s.dense_parameters, "Parameters of each layer there; 0: all");
  add("--redraws", s.redraws, "Draws of all workers at each of two fixed models; 0: none");
  add("--redraw-coordinates", s.redraw_coordinates, "Chosen coordinates of the redraws");
  add("--initialisations", s.initialisations, "Repeated initialisations; 0: none");
  add("--initial-iterations", s.initial_iterations, "Steps from each initialisation");
  add("--initial-examples", s.initial_examples, "Population there: the first training examples");
  add("--initial-coordinates", s.initial_coordinates, "Chosen coordinates there");
  add("--initial-workers", s.initial_workers, "Recorded workers there");
  program.add_option("--deltas", s.deltas, "Added noise over the noise of the mean gradient")
      ->delimiter(',')
      ->expected(1)
      ->take_all()
      ->capture_default_str();
  add("--noise-seeds", s.noise_seeds, "Training curves at each delta; 0: none");
  add("--noise-iterations", s.noise_iterations, "Steps of such a curve");
  add("--noise-every", s.noise_every, "Steps between two points of such a curve");
}

void add_options(CLI::App& program, Options& options) {
  add_settings(program, options.settings);
  DataChoice& data = options.data;
  program
      .add_option(
          "--dataset", data.dataset,
          "mnist, cifar10 or svhn (default: mnist; svhn for resnet20, cifar10 for resnet50)")
      ->check(CLI::IsMember({"mnist", "cifar10", "svhn"}));
  program
      .add_option("--data", data.path,
                  "Its folder, or a file: .mat, or records of CIFAR-10's layout "
                  "(default: data/DATASET)")
      ->type_name("PATH");
  program
      .add_option("--test-data", data.test_path, "The same of the test part (default: as --data)")
      ->type_name("PATH");
  program
      .add_option("--examples", data.examples, "Population: the first training examples; 0: all")
      ->capture_default_str();
  program
      .add_option("--test-examples", data.test_examples, "First examples of the test part; 0: all")
      ->capture_default_str();
  program
      .add_option("-o,--output", options.output,
                  "Trace file to write (default: results/MODEL-DATASET.h5)")
      ->type_name("FILE");
  program.add_option("--threads", options.threads, "Threads; 0: one per hardware thread")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  program
      .add_option("--checkpoint", options.checkpoint_seconds,
                  "Seconds between checkpoints, which stand at FILE until it is complete")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  program.add_flag("--resume", options.resume, "Go on with the checkpoint at FILE");
  program.add_flag("--force", options.force, "Replace FILE if it exists");
  program.add_flag("--json", options.json, "Print the result as one JSON object");
  program.add_flag("--quiet", options.quiet, "No progress on stderr");
  program.footer(
      "A trace depends on settings, data and build alone, and with torch on the instruction set of "
      "the\nprocessor: threads, stops and resumes leave no mark.\n"
      "Exit codes: 0 recorded; 1 a gradient is not finite; 2 usage error; 4 a file cannot be read "
      "or\nwritten; 130, 143 interrupted, with a checkpoint to resume.\n\n"
      "Examples:\n"
      "  ceo-capture mlp --data data/mnist -o results/mlp-mnist.h5\n"
      "  ceo-capture mlp --data data/mnist -o results/mlp-mnist.h5 --resume\n"
      "  ceo-capture softmax --data data/mnist --redraws 10000 --noise-seeds 0\n"
      "  ceo-capture resnet20 --data data/svhn --examples 3072 --dense-parameters 2048\n"
      "  ceo-verify info results/mlp-mnist.h5");
}

/// What the library, the model and its batches make of the numbers.
std::map<std::string, std::string> method_of(const Settings& s) {
  std::map<std::string, std::string> facts = {
      {"loss", "cross-entropy of a softmax, in nats; pixels over 255; rectified linear units"},
      {"optimiser", "SGD: v <- momentum v + g, w <- w - rate v; g is the mean of the Y_k"}};
  const std::string eigen =
      fmt::format("Eigen {}.{}.{}", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION);
  facts["library"] =
      (s.on_torch() ? torch_text() + ", " : "") + eigen + ", HDF5 " + io::hdf5_version();
  facts["precision"] = fmt::format("float32; sums over passes of at most {} examples in float64",
                                   s.residual() ? s.batch : kPassExamples);
  if (s.on_torch()) facts["torch"] = "one thread per gradient, deterministic algorithms";
  if (s.residual()) {
    facts["layers"] = "a convolution with the scales and shifts of its batch norm, or the last one";
    facts["batch_norm"] =
        "mean and variance of the batch at hand, variance plus 1e-5; no running statistics: X is "
        "the mean over the population, cut in order into batches of the size of a local one, and "
        "the test part is cut likewise";
  }
  return facts;
}

std::map<std::string, std::string> provenance_of(const Options& options, const Data& data) {
  const BuildInfo& build = build_info();
  std::vector<std::string> hashes;
  for (const datasets::Images* part : {&data.train, &data.test}) {
    for (const datasets::Source& source : part->sources) {
      hashes.push_back(source.name + " " + source.sha256);
    }
  }
  std::map<std::string, std::string> facts = method_of(options.settings);
  facts.merge(
      std::map<std::string, std::string>{{"program", "ceo-capture"},
                                         {"version", build.version},
                                         {"commit", build.commit},
                                         {"dirty", build.dirty ? "yes" : "no"},
                                         {"compiler", build.compiler},
                                         {"flags", build.flags},
                                         {"dataset", data.train.name + "; " + data.test.name},
                                         {"dataset_sha256", join(hashes, ", ")},
                                         {"dataset_terms", data.terms},
                                         {"seed", fmt::format("{}", options.settings.seed)},
                                         {"generator", "philox4x32-10"},
                                         {"settings", canonical(options.settings)}});
  return facts;
}

ExitCode record(Options options) {
  DataChoice& choice = options.data;
  if (choice.dataset.empty()) choice.dataset = usual_dataset(options.settings.model);
  if (choice.path.empty()) choice.path = "data/" + choice.dataset;
  if (options.output.empty()) {
    options.output = "results/" + options.settings.model + "-" + choice.dataset + ".h5";
  }
  const Data data = read_data(choice);
  const auto hardware = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  Watch watch(options.quiet);
  Job job;
  job.output = options.output;
  job.force = options.force;
  job.resume = options.resume;
  job.threads = options.threads > 0 ? options.threads : hardware;
  job.checkpoint_seconds = options.checkpoint_seconds;
  job.provenance = provenance_of(options, data);
  job.report = [&](const Progress& progress) { watch.report(progress); };
  job.stop = [] { return stop_signal() != 0; };
  watch_signals();
  const auto start = std::chrono::steady_clock::now();
  const Outcome outcome = capture(options.settings, data.train, data.test, job);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  watch.finish();
  if (outcome == Outcome::stopped) {
    fmt::print(stderr, "ceo-capture: stopped; the same command with --resume goes on with {}\n",
               options.output);
    return static_cast<ExitCode>(128 + stop_signal());
  }
  if (options.json) {
    const nlohmann::ordered_json result = {
        {"file", options.output}, {"seconds", wall.count()}, {"threads", job.threads}};
    fmt::print("{}\n", result.dump());
  } else {
    fmt::print("{}: recorded in {}\n", options.output, human_seconds(wall.count()));
  }
  return ExitCode::as_expected;
}

}  // namespace

int run_program(const std::vector<std::string>& arguments) {
  ExitCode code = ExitCode::internal;
  try {
    CLI::App program("Trains a model by K workers and records its gradients.", "ceo-capture");
    program.set_version_flag("--version", fmt::format("ceo-capture {}, LibTorch: {}",
                                                      build_info().version, torch_text()));
    Options options;
    add_options(program, options);
    try {
      program.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend() - 1));
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) return program.exit(error);
      fmt::print(stderr, "ceo-capture: {}\nSee ceo-capture --help.\n", error.what());
      return static_cast<int>(ExitCode::usage);
    }
    return static_cast<int>(record(options));
  } catch (const Error& error) {
    code = error.code();
    fmt::print(stderr, "ceo-capture: {}\n", error.what());
  } catch (const std::exception& error) {
    fmt::print(stderr, "ceo-capture: internal error: {}\n", error.what());
  }
  return static_cast<int>(code);
}

}  // namespace ceo::capture
