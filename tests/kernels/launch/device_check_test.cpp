// What every device run begins with, as a test of its own: Philox, the elementary functions, and
// the square root of all 2^31 radius inputs against the correctly rounded one.
#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>
#include <string>

#include "kernels/launch/device_cell.hpp"
#include "tests/kernels/launch/device_probes.hpp"
#include "tests/support/device_test.hpp"

namespace ceo::launch {
namespace {

class DeviceCheck : public ceo::testing::DeviceTest {};

TEST_F(DeviceCheck, GivesThePublishedWordsAndTheHostsDraws) {
  const DeviceFindings findings = examine_device(0);
  EXPECT_EQ(findings.philox_wrong, 0);
  EXPECT_EQ(findings.draws_wrong, 0U);
  EXPECT_NO_THROW(check_device(0));
}

TEST_F(DeviceCheck, EveryReachableRootIsCorrectlyRounded) {
  const DeviceFindings findings = examine_device(0);
  EXPECT_EQ(findings.roots_compared, kRadiusInputs);
  EXPECT_EQ(findings.roots_wrong, 0U);
}

#ifdef CEO_HAS_DEVICE_PROBES
TEST_F(DeviceCheck, TheComparisonSeesRootsThatAreRoundedDown) {
  EXPECT_GT(ceo::testing::roots_unlike_rounding_down(), 0U);
}
#endif

TEST(DeviceCheckWithoutDevice, Throws) {
  std::string why;
  if (!cuda_devices(why).empty()) GTEST_SKIP() << "there is a device";
  EXPECT_THROW(check_device(0), std::runtime_error);
  EXPECT_THROW((void)examine_device(0), std::runtime_error);
}

}  // namespace
}  // namespace ceo::launch
