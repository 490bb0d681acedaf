// The sort for order statistics: against a sort of integer keys.
#include "kernels/launch/sort_floats.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <vector>

#include "tests/support/hard_to_sort.hpp"

namespace ceo::launch {
namespace {

using ceo::testing::hard_to_sort;

std::vector<std::uint32_t> bits_of_all(const std::vector<float>& values) {
  std::vector<std::uint32_t> bits(values.size());
  std::memcpy(bits.data(), values.data(), values.size() * sizeof(float));
  return bits;
}

/// Bits of the values in order, by integers alone: the bits of a float with its sign bit flipped,
/// or all of them if it is negative, are ordered as the float is.
std::vector<std::uint32_t> sorted_bits(const std::vector<float>& values) {
  constexpr std::uint32_t kSign = 0x80000000U;
  std::vector<std::uint32_t> keys = bits_of_all(values);
  for (std::uint32_t& key : keys) {
    if (key == kSign) key = 0;
    key = (key & kSign) != 0 ? ~key : key | kSign;
  }
  std::sort(keys.begin(), keys.end());
  for (std::uint32_t& key : keys) key = (key & kSign) != 0 ? key & ~kSign : ~key;
  return keys;
}

TEST(SortFloats, GivesTheBitsOfASortOfIntegers) {
  for (const std::size_t count : {0U, 1U, 2U, 17U, 1000U, 100000U}) {
    std::vector<float> values = hard_to_sort(count);
    const std::vector<std::uint32_t> expected = sorted_bits(values);
    sort_floats(values.data(), values.size());
    EXPECT_EQ(bits_of_all(values), expected) << count;
  }
}

TEST(SortFloats, MakesBothZerosOne) {
  std::vector<float> values{0.0F, -0.0F, 1.0F, -0.0F};
  sort_floats(values.data(), values.size());
  EXPECT_EQ(bits_of_all(values), (std::vector<std::uint32_t>{0, 0, 0, 0x3F800000U}));
}

TEST(SortFloats, RefusesWhatHasNoOrder) {
  std::vector<float> values(100, 1.0F);
  values[57] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(sort_floats(values.data(), values.size()), std::invalid_argument);
  values[57] = -values[57];
  EXPECT_THROW(check_sortable(values.data(), values.size()), std::invalid_argument);
  EXPECT_NO_THROW(check_sortable(values.data(), 57));
}

}  // namespace
}  // namespace ceo::launch
