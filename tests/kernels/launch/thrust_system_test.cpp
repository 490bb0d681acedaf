// Thrust hands out the model's work packages on one of its CPU systems (CEO_THRUST_SYSTEM: cpp, omp
// or tbb) and folds their sums with the device's own functor: whole totals equal run_cpu's to the
// bit, and the golden numbers. Compiled once per system, with the CUDA Toolkit's Thrust or
// Debian's.
#include <gtest/gtest.h>
#include <thrust/device_vector.h>
#include <thrust/execution_policy.h>
#include <thrust/for_each.h>
#include <thrust/host_vector.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/sort.h>
#include <thrust/transform.h>
#include <thrust/version.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/device_launches.hpp"
#include "kernels/launch/fold_slots.hpp"
#include "kernels/launch/sort_floats.hpp"
#include "tests/kernels/launch/work_package.hpp"
#include "tests/support/golden_cases.hpp"
#include "tests/support/hard_to_sort.hpp"

namespace ceo::launch {
namespace {

using ceo::testing::golden_cases;
using ceo::testing::GoldenCase;
using ceo::testing::make_cell;
using ceo::testing::make_faulty_cell;
using ceo::testing::WorkPackages;
using models::GaussianCeo;

static_assert(std::is_same_v<thrust::device_system_tag, thrust::system::CEO_THRUST_SYSTEM::tag>,
              "this test runs on another system than its name says");

/// Totals of a range cut into packages of `package` strips; the first `dropped` are left out.
Totals run_thrust(const GaussianCeo::Params& params, const MatrixRequest& request,
                  const StripRange& range, std::uint64_t package, std::uint64_t dropped = 0) {
  Totals totals(GaussianCeo::kOutputs, row_count(params.workers), request);
  const std::uint64_t count = (range.count + package - 1) / package;
  for (const Pass& pass : passes_of(request)) {
    WorkPackages work(params, request, pass.matrix, range, package);
    thrust::device_vector<std::int64_t> partial(count * work.stride(), 0);
    work.partial = thrust::raw_pointer_cast(partial.data());
    thrust::for_each(thrust::device, thrust::counting_iterator<std::uint64_t>(dropped),
                     thrust::counting_iterator<std::uint64_t>(count), work);
    thrust::device_vector<std::int64_t> folded(work.stride());
    thrust::transform(thrust::device, thrust::counting_iterator<std::size_t>(0),
                      thrust::counting_iterator<std::size_t>(work.stride()), folded.begin(),
                      FoldSlots{work.partial, work.stride(), static_cast<std::uint32_t>(count)});
    const thrust::host_vector<std::int64_t> all = folded;
    const auto matrix = all.begin() + WorkPackages::kScalarSums;
    const auto counts = all.end() - kCounts;
    std::array<std::int64_t, kCounts> count_sums{};
    std::copy(counts, all.end(), count_sums.begin());
    add_launch(totals, pass, {all.begin(), matrix}, {matrix, counts}, count_sums);
  }
  totals.strips = range.count;
  return totals;
}

/// Digests of golden.txt by name.
std::map<std::string, std::string> golden_digests() {
  std::map<std::string, std::string> digests;
  std::ifstream file(std::string(std::getenv("CEO_SOURCE")) + "/tests/bits/golden.txt");
  std::string line;
  while (std::getline(file, line)) {
    if (!line.empty() && line[0] != '#') digests[line.substr(17)] = line.substr(0, 16);
  }
  return digests;
}

std::string hex(std::uint64_t value) {
  std::ostringstream text;
  text.width(16);
  text.fill('0');
  text << std::hex << value;
  return text.str();
}

TEST(Thrust, NamesItsVersion) {
  RecordProperty("thrust", THRUST_VERSION);
  std::printf("Thrust %d.%d.%d\n", THRUST_MAJOR_VERSION, THRUST_MINOR_VERSION,
              THRUST_SUBMINOR_VERSION);
}

TEST(Thrust, GivesTheGoldenBits) {
  const std::map<std::string, std::string> digests = golden_digests();
  const std::vector<GoldenCase> cases = golden_cases();
  ASSERT_EQ(digests.size(), cases.size());
  for (const GoldenCase& c : cases) {
    SCOPED_TRACE(c.name);
    const Totals totals = run_thrust(c.cell.params(), c.request, c.range, 19);
    EXPECT_EQ(hex(ceo::testing::digest(totals)), digests.at(c.name));
  }
}

class ThrustWorkers : public ::testing::TestWithParam<int> {};

TEST_P(ThrustWorkers, GivesTheBitsOfTheCpuHoweverItIsCut) {
  const StripRange range{(std::uint64_t{1} << 27) - 45, 300};
  for (const MatrixRequest request : {MatrixRequest{false, false, 1}, MatrixRequest{true, true, 1},
                                      MatrixRequest{true, false, 3}}) {
    const auto cell = GetParam() < 2 ? make_cell(GetParam()) : make_faulty_cell(GetParam());
    const Totals cpu = run_cpu(cell.params(), request, range, {1, {}});
    for (const std::uint64_t package : {7U, 64U, 1000U}) {
      EXPECT_EQ(run_thrust(cell.params(), request, range, package), cpu) << package;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Thrust, ThrustWorkers, ::testing::Values(1, 2, 3, 8, 9, 17, 40),
                         [](const auto& workers) { return "K" + std::to_string(workers.param); });

TEST(Thrust, TheComparisonSeesALostPackage) {
  const auto cell = make_cell(3);
  const StripRange range{5, 300};
  EXPECT_FALSE(run_thrust(cell.params(), {}, range, 7, 1) ==
               run_cpu(cell.params(), {}, range, {1, {}}));
}

TEST(Thrust, SortsToTheBitsOfTheHost) {
  for (const std::size_t count : {0U, 1U, 1000U, 200000U}) {
    std::vector<float> host = ceo::testing::hard_to_sort(count);
    thrust::device_vector<float> sorted(host.begin(), host.end());
    thrust::transform(thrust::device, sorted.begin(), sorted.end(), sorted.begin(), PositiveZero{});
    thrust::sort(thrust::device, sorted.begin(), sorted.end());
    sort_floats(host.data(), count);
    const thrust::host_vector<float> found = sorted;
    ASSERT_EQ(found.size(), count);
    EXPECT_TRUE(count == 0 || std::memcmp(found.data(), host.data(), count * sizeof(float)) == 0)
        << count;
  }
}

}  // namespace
}  // namespace ceo::launch
