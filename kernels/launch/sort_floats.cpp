#include "kernels/launch/sort_floats.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <numeric>
#include <stdexcept>

namespace ceo::launch {
namespace {

constexpr std::uint32_t kSign = 0x80000000U;
constexpr int kDigitBits = 11;
constexpr std::uint32_t kDigits = 1U << kDigitBits;
constexpr int kPasses = 3;  // 33 bits hold a key
using Places = std::array<std::size_t, kDigits>;

/// Integers that are ordered as the floats are, once -0 is +0.
std::uint32_t key_of(float value) {
  const float positive = PositiveZero{}(value);
  std::uint32_t bits = 0;
  std::memcpy(&bits, &positive, sizeof bits);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

float value_of(std::uint32_t key) {
  const std::uint32_t bits = (key & kSign) != 0 ? key & ~kSign : ~key;
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

std::uint32_t digit(std::uint32_t key, int pass) {
  return (key >> (pass * kDigitBits)) & (kDigits - 1);
}

}  // namespace

void check_sortable(const float* values, std::size_t count) {
  if (std::any_of(values, values + count, [](float x) { return std::isnan(x); })) {
    throw std::invalid_argument("a value that is not a number cannot be sorted");
  }
}

// Least significant digit first: every pass is stable, so three passes order whole keys.
void sort_floats(float* values, std::size_t count) {
  check_sortable(values, count);
  std::array<Places, kPasses> places{};
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t key = key_of(values[i]);
    for (int pass = 0; pass < kPasses; ++pass) {
      ++places[static_cast<std::size_t>(pass)][digit(key, pass)];
    }
  }
  for (Places& place : places) {
    std::exclusive_scan(place.begin(), place.end(), place.begin(), std::size_t{0});
  }
  const std::unique_ptr<std::uint32_t[]> first(new std::uint32_t[count]);
  const std::unique_ptr<std::uint32_t[]> second(new std::uint32_t[count]);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t key = key_of(values[i]);
    first[places[0][digit(key, 0)]++] = key;
  }
  for (std::size_t i = 0; i < count; ++i) {
    second[places[1][digit(first[i], 1)]++] = first[i];
  }
  for (std::size_t i = 0; i < count; ++i) {
    values[places[2][digit(second[i], 2)]++] = value_of(second[i]);
  }
}

}  // namespace ceo::launch
