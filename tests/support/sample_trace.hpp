// A made trace with every group and every dataset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/run/trace.hpp"

namespace ceo::test {

/// 0, 1, ..., count - 1.
[[nodiscard]] std::vector<std::uint64_t> counted(std::size_t count);

/// 2 layers, 3 workers; different numbers everywhere.
[[nodiscard]] run::Trace full_trace();

}  // namespace ceo::test
