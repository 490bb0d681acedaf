// What a second core is worth: multiply-adds in registers, without memory.
#pragma once

#include <cstdint>

namespace ceo::bench {

/// `steps` rounds of ten independent 8-float multiply-adds on this thread. The result depends on
/// all of them, so that none can be left out.
[[nodiscard]] float fma_loop(std::uint64_t steps);

}  // namespace ceo::bench
