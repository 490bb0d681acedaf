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
template <class T>
using Aligned = std::unique_ptr<T[], FreeMemory>;
using AlignedFloats = Aligned<float>;

/// `count` numbers, all 0.
template <class T>
Aligned<T> aligned_zeros(std::size_t count) {
  const std::size_t bytes = (count * sizeof(T) + 64) / 64 * 64;  // never 0
  auto* memory = static_cast<T*>(std::aligned_alloc(64, bytes));
  if (memory == nullptr) throw std::bad_alloc();
  for (std::size_t i = 0; i < count; ++i) memory[i] = 0;
  return Aligned<T>(memory);
}

/// `count` floats, all 0.
inline AlignedFloats aligned_floats(std::size_t count) {
  return aligned_zeros<float>(count);
}

}  // namespace ceo::testing
