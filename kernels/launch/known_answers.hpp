// A self-check that takes microseconds: does this pack compute Philox as published?
#pragma once

#include "kernels/launch/packs.hpp"

namespace ceo::launch {

/// Compares the pack's words with the published known answers of Philox4x32-10 (Random123).
[[nodiscard]] bool known_answers_hold(Pack pack);

}  // namespace ceo::launch
