// Memory that SIMD registers may load from.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace ceo::launch {

struct Free {
  void operator()(void* p) const { std::free(p); }
};
template <class T>
using Aligned = std::unique_ptr<T[], Free>;

/// 64-byte aligned and zero.
template <class T>
Aligned<T> zeroed(std::size_t count) {
  const std::size_t bytes = (count * sizeof(T) + 63) / 64 * 64;
  void* memory = std::aligned_alloc(64, std::max<std::size_t>(bytes, 64));
  if (memory == nullptr) throw std::bad_alloc();
  std::memset(memory, 0, std::max<std::size_t>(bytes, 64));
  return Aligned<T>(static_cast<T*>(memory));
}

}  // namespace ceo::launch
