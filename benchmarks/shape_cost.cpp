// What the shape statistics of a plan cost: every cell of the plan is sampled once for its moments
// and once for its shape statistics (histograms, bins of X, sorted samples), cell by cell, and the
// processor times are compared. Exit code 0 if they add at most a tenth, 1 if more.
//
//   ceo-shape-cost datasets/plans/quick.toml
#include <fmt/format.h>

#include <ctime>
#include <exception>
#include <stdexcept>
#include <string>

#include "host/run/execute.hpp"
#include "host/run/plan.hpp"
#include "host/run/shape.hpp"
#include "kernels/core/draws.hpp"
#include "verify/claims/registry.hpp"

namespace {

constexpr double kGoal = 0.1;

/// Processor time of this process, all threads, in seconds.
double processor_seconds() {
  timespec now{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0) {
    throw std::runtime_error("no processor clock");
  }
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Work>
double seconds_of(const Work& work) {
  const double start = processor_seconds();
  work();
  return processor_seconds() - start;
}

int measure(const std::string& path) {
  const auto& claims = ceo::verify::claims();
  const ceo::run::Plan plan =
      ceo::run::make_plan(ceo::run::read_config(path, {}, claims, {}), claims);
  const ceo::run::ExecuteOptions options;
  double moments = 0;
  double shape = 0;
  fmt::print("{:<44}{:>10}{:>12}{:>12}\n", "cell", "samples", "moments, s", "shape, s");
  for (const ceo::run::Cell& cell : plan.cells) {
    ceo::run::Cell plain = cell;
    plain.shape_every = 0;
    plain.sorted = false;
    const double sampled =
        seconds_of([&] { static_cast<void>(ceo::run::execute_cell(plain, options, nullptr)); });
    double shaped = 0;
    if (cell.shape_every > 0) {
      const ceo::run::GaussianCeoBinding binding = ceo::run::bind(cell.spec);
      const ceo::launch::StripRange strips{0, cell.samples / ceo::kStripSamples};
      shaped = seconds_of([&] {
        static_cast<void>(ceo::run::sample_shape(cell, binding, strips, options, nullptr));
      });
    }
    moments += sampled;
    shape += shaped;
    fmt::print("{:<44}{:>10.3g}{:>12.3f}{:>12.3f}\n", cell.id, static_cast<double>(cell.samples),
               sampled, shaped);
  }
  const bool met = shape <= kGoal * moments;
  fmt::print(
      "\n{} cells: moments {:.1f} s, shape statistics {:.1f} s, {:.1f} % more (goal: at most "
      "{:.0f} %, {})\n",
      plan.cells.size(), moments, shape, 100 * shape / moments, 100 * kGoal,
      met ? "met" : "MISSED");
  return met ? 0 : 1;
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): out of memory may end a benchmark
int main(int count, char** arguments) {
  if (count != 2) {
    fmt::print(stderr, "usage: ceo-shape-cost PLAN.toml\n");
    return 2;
  }
  try {
    return measure(arguments[1]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 2;
  }
}
