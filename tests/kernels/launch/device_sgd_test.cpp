// Replicas of projected SGD on a real device. Without one the test is skipped aloud.
#include "kernels/launch/device_sgd.hpp"

#include <gtest/gtest.h>

#include "kernels/launch/sgd_launcher.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/sgd_case.hpp"

namespace ceo::launch {
namespace {

using DeviceSgd = ceo::testing::DeviceTest;

TEST_F(DeviceSgd, GivesTheBitsOfTheCpu) {
  constexpr ReplicaRange kRange{1000, 4321};
  for (const ceo::testing::SgdCase& c : ceo::testing::sgd_cases()) {
    const SgdTotals device = run_sgd_cuda(c.params(), c.scales, kRange, 0);
    EXPECT_EQ(device.replicas, kRange.count);
    EXPECT_TRUE(device.sums == run_sgd_cpu(c.params(), c.scales, kRange, {}).sums) << c.name;
  }
}

}  // namespace
}  // namespace ceo::launch
