// Memory as the twins want it: 64-byte aligned.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace ceo::testing {

struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};
using AlignedFloats = std::unique_ptr<float[], FreeMemory>;

/// `count` floats, all 0.
inline AlignedFloats aligned_floats(std::size_t count) {
  const std::size_t bytes = (count * sizeof(float) + 63) / 64 * 64;
  auto* memory = static_cast<float*>(std::aligned_alloc(64, bytes));
  if (memory == nullptr) throw std::bad_alloc();
  for (std::size_t i = 0; i < count; ++i) memory[i] = 0.0F;
  return AlignedFloats(memory);
}

}  // namespace ceo::testing
