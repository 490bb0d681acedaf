#include "tests/kernels/core/elementary_arguments.hpp"

#include <bit>
#include <cmath>
#include <cstddef>

#include "kernels/core/elementary.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::testing {
namespace {

template <class T>
std::vector<T> whole_packs(std::vector<T> list) {
  while (list.size() % 64 != 0) list.push_back(list.back());
  return list;
}

/// `count` floats in each octave 2^e .. 2^(e+1), first <= e <= last, both ends included.
void add_octaves(std::vector<float>& list, int first, int last, std::uint32_t count, float sign) {
  SplitMix random(static_cast<std::uint64_t>(last) * 1000 + count);
  for (int e = first; e <= last; ++e) {
    const float low = std::ldexp(sign, e);
    list.push_back(low);
    list.push_back(std::nextafter(2 * low, 0.0F));
    for (std::uint32_t i = 0; i < count; ++i) {
      list.push_back(std::bit_cast<float>(std::bit_cast<std::uint32_t>(low) | random.word() >> 9));
    }
  }
}

}  // namespace

std::vector<std::uint32_t> radius_words() {
  SplitMix random(1);
  std::vector<std::uint32_t> words;
  for (std::uint32_t word = 0; word < 64; ++word) {
    words.push_back(word);
    words.push_back(~word);
  }
  for (int octave = 1; octave < 32; ++octave) {
    for (int i = 0; i < 1 << 15; ++i)
      words.push_back((random.word() | 0x80000000U) >> (31 - octave));
  }
  return whole_packs(words);
}

std::vector<std::uint32_t> angle_words() {
  SplitMix random(2);
  std::vector<std::uint32_t> words{0,           0x80000000U, 0x40000000U,
                                   0xC0000000U, 0x3FFFFFFFU, 0xFFFFFFFFU};
  for (std::uint32_t i = 0; i < 1U << 20; ++i) words.push_back(i << 12 | random.word() >> 20);
  for (int octave = 0; octave < 31; ++octave) {
    for (int i = 0; i < 1 << 9; ++i) {
      const std::uint32_t small = (random.word() | 0x80000000U) >> (31 - octave);
      words.push_back(small);
      words.push_back(~small);
    }
  }
  return whole_packs(words);
}

std::vector<float> log_arguments() {
  std::vector<float> list;
  add_octaves(list, -126, 127, 4096, 1.0F);
  // Around 1, where the result is small.
  for (int i = -4096; i <= 4096; ++i) list.push_back(1.0F + static_cast<float>(i) * 0x1p-24F);
  return whole_packs(list);
}

std::vector<float> exp_arguments() {
  SplitMix random(3);
  std::vector<float> list{0.0F, -0.0F, kExpLowest, kExpHighest};
  constexpr int kCount = 900000;
  for (int i = 0; i < kCount; ++i) {
    const double share = (i + random.word() * 0x1p-32) / kCount;
    list.push_back(static_cast<float>(kExpLowest + share * (kExpHighest - kExpLowest)));
  }
  add_octaves(list, -30, 5, 2048, 1.0F);
  add_octaves(list, -30, 5, 2048, -1.0F);
  return whole_packs(list);
}

std::vector<float> sqrt_arguments() {
  std::vector<float> list{0.0F};
  add_octaves(list, -23, 5, 34000, 1.0F);
  return whole_packs(list);
}

}  // namespace ceo::testing
