// Published known answers of Philox4x32-10 (Random123, tests/kat_vectors); the same vectors stand
// in datasets/kat/philox4x32.txt.
#pragma once

#include <cstdint>

#include "kernels/core/portable.hpp"

namespace ceo::launch {

struct PhiloxAnswer {
  std::uint32_t counter[4];
  std::uint32_t key[2];
  std::uint32_t words[4];
};

inline constexpr int kPhiloxAnswers = 3;

/// Answer i of kPhiloxAnswers.
CEO_HD constexpr PhiloxAnswer philox_answer(int i) {
  constexpr PhiloxAnswer kAnswers[kPhiloxAnswers] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
       {0xffffffff, 0xffffffff},
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  return kAnswers[i];
}

}  // namespace ceo::launch
