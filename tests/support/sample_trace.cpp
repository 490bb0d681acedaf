#include "tests/support/sample_trace.hpp"

#include <cstdint>
#include <numeric>
#include <vector>

namespace ceo::test {

std::vector<std::uint64_t> counted(std::size_t count) {
  std::vector<std::uint64_t> values(count);
  std::iota(values.begin(), values.end(), std::uint64_t{0});
  return values;
}

namespace {

/// Different numbers everywhere, all in [0, 1).
std::vector<float> numbers(std::size_t count) {
  static int next = 0;
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(next++ % 997) / 997.0F;
  return values;
}

}  // namespace

run::Trace full_trace() {
  run::Trace trace;
  trace.title = "made";
  trace.model = "two layers";
  trace.sampling = "not at all";
  trace.batch = 8;
  trace.workers = 3;
  trace.layers = {"a", "b"};
  trace.parameters = {4, 2};
  trace.provenance = {
      {"dataset", "none"}, {"dataset_sha256", "0"}, {"library", "none"}, {"seed", "1"}};
  const run::TraceCoordinates chosen{{1, 3, 5}, {0, 0, 1}};
  run::TrainingTrace training{100,        {0, 4},      counted(3), chosen,      numbers(2),
                              numbers(2), numbers(4),  numbers(4), numbers(12), numbers(12),
                              {},         numbers(12), numbers(6), numbers(18)};
  for (int i = 0; i < 4; ++i) {
    const std::vector<float> matrix = {2, 1, 0, 1, 3, 0.5, 0, 0.5, 4};
    training.gram.insert(training.gram.end(), matrix.begin(), matrix.end());
  }
  trace.training = training;
  trace.dense = {100, {0}, {0, 2}, counted(6), numbers(6), numbers(12)};
  trace.redraws = {100, {0, 4}, counted(5), counted(3), chosen, numbers(6), numbers(90)};
  trace.initialisations = {50, counted(4), counted(2), {1}, chosen, numbers(24), numbers(24)};
  trace.noise = {100,         {0.5, 32},   counted(2),  {0, 7, 9},
                 numbers(12), numbers(12), numbers(24), numbers(24)};
  return trace;
}

}  // namespace ceo::test
