// The sort for order statistics on a device: the bits of the host's.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <vector>

#include "kernels/launch/sort_floats.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/hard_to_sort.hpp"

namespace ceo::launch {
namespace {

class DeviceSort : public ceo::testing::DeviceTest {};

TEST_F(DeviceSort, GivesTheBitsOfTheHost) {
  // 2^22: the subsample of the Kolmogorov-Smirnov and Anderson-Darling tests.
  for (const std::size_t count : {0U, 1U, 2U, 1000U, 1U << 22}) {
    std::vector<float> host = ceo::testing::hard_to_sort(count);
    std::vector<float> device = host;
    sort_floats(host.data(), count);
    sort_floats_cuda(0, device.data(), count);
    EXPECT_TRUE(count == 0 || std::memcmp(device.data(), host.data(), count * sizeof(float)) == 0)
        << count;
  }
}

TEST_F(DeviceSort, RefusesWhatHasNoOrder) {
  std::vector<float> values(100, 1.0F);
  values[57] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(sort_floats_cuda(0, values.data(), values.size()), std::invalid_argument);
}

}  // namespace
}  // namespace ceo::launch
