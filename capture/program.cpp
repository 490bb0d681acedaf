#include "capture/program.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <Eigen/Core>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "capture/pipeline.hpp"
#include "capture/watch.hpp"
#include "datasets/readers/mnist.hpp"
#include "host/base/build_info.hpp"
#include "host/base/error.hpp"
#include "host/base/interrupt.hpp"
#include "host/base/text.hpp"
#include "host/io/library_version.hpp"

namespace ceo::capture {
namespace {

struct Options {
  Settings settings;
  std::string data = "data/mnist";
  std::string output;
  int threads = 0;
  double checkpoint_seconds = 60;
  bool resume = false, force = false, json = false, quiet = false;
};

void add_settings(CLI::App& program, Settings& s) {
  program.add_option("MODEL", s.model, "mlp (one hidden layer) or softmax (regression)")
      ->required()
      ->check(CLI::IsMember({"mlp", "softmax"}));
  const auto add = [&](const char* name, auto& value, const char* text) {
    program.add_option(name, value, text)->capture_default_str();
  };
  add("--hidden", s.hidden, "Hidden units of mlp");
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
  program.add_option("--data", options.data, "Folder with the four files of MNIST")
      ->type_name("DIR")
      ->capture_default_str();
  program
      .add_option("-o,--output", options.output,
                  "Trace file to write (default: results/MODEL-mnist.h5)")
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
      "A trace depends on settings, data and build alone: threads, stops and resumes leave no "
      "mark.\n"
      "Exit codes: 0 recorded; 1 a gradient is not finite; 2 usage error; 4 a file cannot be read "
      "or\nwritten; 130, 143 interrupted, with a checkpoint to resume.\n\n"
      "Examples:\n"
      "  ceo-capture mlp --data data/mnist -o results/mlp-mnist.h5\n"
      "  ceo-capture mlp --data data/mnist -o results/mlp-mnist.h5 --resume\n"
      "  ceo-capture softmax --data data/mnist --redraws 10000 --noise-seeds 0\n"
      "  ceo-verify info results/mlp-mnist.h5");
}

std::map<std::string, std::string> provenance_of(const Options& options,
                                                 const datasets::Images& train,
                                                 const datasets::Images& test) {
  const BuildInfo& build = build_info();
  std::vector<std::string> hashes;
  for (const datasets::Images* part : {&train, &test}) {
    for (const datasets::Source& source : part->sources) {
      hashes.push_back(source.name + " " + source.sha256);
    }
  }
  return {{"program", "ceo-capture"},
          {"version", build.version},
          {"commit", build.commit},
          {"dirty", build.dirty ? "yes" : "no"},
          {"compiler", build.compiler},
          {"flags", build.flags},
          {"library", fmt::format("Eigen {}.{}.{}, HDF5 {}", EIGEN_WORLD_VERSION,
                                  EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION, io::hdf5_version())},
          {"dataset", train.name + ", " + test.name},
          {"dataset_sha256", join(hashes, ", ")},
          {"dataset_terms",
           "MNIST: Y. LeCun, C. Cortes, C. Burges; CC BY-SA 3.0. The trace holds gradients only."},
          {"seed", fmt::format("{}", options.settings.seed)},
          {"generator", "philox4x32-10"},
          {"precision", "float32; sums over chunks of 1000 examples in float64"},
          {"loss", "cross-entropy of a softmax, in nats; pixels over 255; rectified linear units"},
          {"optimiser", "SGD: v <- momentum v + g, w <- w - rate v; g is the mean of the Y_k"},
          {"settings", canonical(options.settings)}};
}

ExitCode record(Options options) {
  if (options.output.empty()) options.output = "results/" + options.settings.model + "-mnist.h5";
  const datasets::Images train = datasets::read_mnist(options.data, datasets::Part::train);
  const datasets::Images test = datasets::read_mnist(options.data, datasets::Part::test);
  const auto hardware = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  Watch watch(options.quiet);
  Job job;
  job.output = options.output;
  job.force = options.force;
  job.resume = options.resume;
  job.threads = options.threads > 0 ? options.threads : hardware;
  job.checkpoint_seconds = options.checkpoint_seconds;
  job.provenance = provenance_of(options, train, test);
  job.report = [&](const Progress& progress) { watch.report(progress); };
  job.stop = [] { return stop_signal() != 0; };
  watch_signals();
  const auto start = std::chrono::steady_clock::now();
  const Outcome outcome = capture(options.settings, train, test, job);
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
    CLI::App program("Trains a model on MNIST by K workers and records its gradients.",
                     "ceo-capture");
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
