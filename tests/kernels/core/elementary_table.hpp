// The elementary functions of one pack behind plain pointers, so that the test itself needs no
// instruction set. No standard library here: this file is compiled for several of them.
#pragma once

#include <cstdint>

#include "kernels/core/draws.hpp"
#include "kernels/core/pack.hpp"

namespace ceo::testing {

enum class Function : std::uint8_t { neg_two_log, log, exp, sqrt };

/// Functions of `width` arguments at once; arrays are 64-byte aligned.
struct ElementaryTable {
  int width;
  void (*unary)(Function function, const float* x, float* out);
  void (*uniform)(const std::int32_t* word, float* out);
  void (*cos_sin_pi)(const std::int32_t* word, float* cosine, float* sine);
  void (*box_muller)(const std::int32_t* radius, const std::int32_t* angle, float* first,
                     float* second);
};

template <class R, int N>
struct ElementaryOf {
  using Real = PackReal<R, N>;
  using Bits = PackBits<R, N>;

  static CEO_HD Real load(const float* p) {
    Real x;
    for (int i = 0; i < N; ++i) x.v[i] = R::load(p + i * R::kLanes);
    return x;
  }
  static CEO_HD Bits load(const std::int32_t* p) {
    Bits x;
    for (int i = 0; i < N; ++i) x.v[i] = R::load(p + i * R::kLanes);
    return x;
  }
  static CEO_HD void store(float* p, const Real& x) {
    for (int i = 0; i < N; ++i) R::store(p + i * R::kLanes, x.v[i]);
  }

  static void unary(Function function, const float* x, float* out) {
    const Real in = load(x);
    switch (function) {
      case Function::neg_two_log:
        return store(out, ceo::neg_two_log(in));
      case Function::log:
        return store(out, ceo::log(in));
      case Function::exp:
        return store(out, ceo::exp(in));
      case Function::sqrt:
        return store(out, ceo::sqrt(in));
    }
  }
  static void uniform(const std::int32_t* word, float* out) {
    store(out, ceo::uniform<Real>(load(word)));
  }
  static void cos_sin_pi(const std::int32_t* word, float* cosine, float* sine) {
    Real c, s;
    ceo::cos_sin_pi<Real>(load(word), c, s);
    store(cosine, c);
    store(sine, s);
  }
  static void box_muller(const std::int32_t* radius, const std::int32_t* angle, float* first,
                         float* second) {
    Real a, b;
    ceo::box_muller<Real>(load(radius), load(angle), a, b);
    store(first, a);
    store(second, b);
  }
};

template <class R, int N>
constexpr ElementaryTable elementary_table() {
  using Of = ElementaryOf<R, N>;
  return {R::kLanes * N, &Of::unary, &Of::uniform, &Of::cos_sin_pi, &Of::box_muller};
}

/// One and four registers of each pack side by side. Those of x86-64 exist only there, and may only
/// be called where the machine has the instructions.
extern const ElementaryTable kPortable8, kPortable8x4, kPortable16, kAvx2, kAvx2x4, kAvx512,
    kAvx512x4;

}  // namespace ceo::testing
