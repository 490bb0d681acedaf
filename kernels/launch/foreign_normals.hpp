// Standard normals of a foreign generator, in one stream that is read from its beginning.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/launch/curand_library.hpp"
#include "kernels/launch/generators.hpp"

namespace ceo::launch {

/// A host generator of cuRAND. It gives normals rather than words, so that nothing of our own
/// stands between the generator and the model: cuRAND's float32 Box-Muller calls the mathematics
/// library of the system, our logarithm, sine and cosine take no part. Use it from one thread at a
/// time.
class ForeignNormals {
 public:
  /// @param seed the cell's key, k0 + 2^32 k1. cuRAND's mt19937 uses the low 32 bits alone.
  /// Throws std::runtime_error where cuRAND cannot be loaded or refuses, std::invalid_argument for
  /// philox, which is drawn by counters.
  ForeignNormals(Generator generator, std::uint64_t seed);
  ~ForeignNormals();
  ForeignNormals(const ForeignNormals&) = delete;
  ForeignNormals& operator=(const ForeignNormals&) = delete;

  /// The next `count` normals of the stream; `count` must be even. How a stream is cut into calls
  /// does not change it. The first call sets the generator up, which takes about 9 s for
  /// mt19937. Throws std::runtime_error if cuRAND fails.
  void fill(float* out, std::size_t count);

 private:
  Generator kind_;
  const CurandLibrary& curand_;
  void* generator_ = nullptr;
};

}  // namespace ceo::launch
