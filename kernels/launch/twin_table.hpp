// The compiled twins of a model by pack.
#pragma once

#include <algorithm>
#include <stdexcept>

#include "kernels/launch/packs.hpp"

namespace ceo::launch {

/// Those of instruction sets that this processor family lacks are null.
template <class Twin>
struct TwinTable {
  const Twin *scalar, *portable8, *portable16, *avx2, *avx512;

  /// Throws std::invalid_argument if this machine lacks the pack.
  [[nodiscard]] const Twin& of(Pack pack) const {
    const std::vector<Pack> packs = available_packs();
    if (std::find(packs.begin(), packs.end(), pack) == packs.end()) {
      throw std::invalid_argument("this machine cannot run the pack " + to_string(pack));
    }
    switch (pack) {
      case Pack::avx2:
        return *avx2;
      case Pack::avx512:
        return *avx512;
      case Pack::portable8:
        return *portable8;
      case Pack::portable16:
        return *portable16;
      default:
        return *scalar;
    }
  }
};

}  // namespace ceo::launch

// Declares the twins MODEL_PACK of a type, and names them for a TwinTable.
#if defined(__x86_64__)
#define CEO_DECLARE_TWINS(Type, model)                                     \
  extern const Type model##_scalar, model##_portable8, model##_portable16; \
  extern const Type model##_avx2, model##_avx512;
#define CEO_TWINS(model) \
  { &model##_scalar, &model##_portable8, &model##_portable16, &model##_avx2, &model##_avx512 }
#else
#define CEO_DECLARE_TWINS(Type, model) \
  extern const Type model##_scalar, model##_portable8, model##_portable16;
#define CEO_TWINS(model) \
  { &model##_scalar, &model##_portable8, &model##_portable16, nullptr, nullptr }
#endif
