// Fixtures of tests that need a CUDA device. Without one they are skipped aloud; CEO_REQUIRE_GPU=1
// turns the skip into a failure.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "kernels/launch/device_cell.hpp"

namespace ceo::testing {

/// A fixture over ::testing::Test or ::testing::TestWithParam<...>.
template <class Base>
class NeedsDevice : public Base {
 protected:
  void SetUp() override {
    std::string why;
    if (!launch::cuda_devices(why).empty()) return;
    const char* required = std::getenv("CEO_REQUIRE_GPU");
    ASSERT_FALSE(required != nullptr && std::string(required) == "1")
        << "CEO_REQUIRE_GPU=1, but: " << why;
    GTEST_SKIP() << "no device: " << why;
  }
};

using DeviceTest = NeedsDevice<::testing::Test>;

}  // namespace ceo::testing
