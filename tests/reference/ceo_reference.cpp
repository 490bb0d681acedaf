#include "tests/reference/ceo_reference.hpp"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ceo::reference {
namespace {

// One float32 operation is off by at most half a unit in the last place, 2^-24 of its result, or
// 2^-150 where the result is subnormal. The functions below take the two operands' errors through
// the operation and add that: the bound of a sum of m operations is about m 2^-24 of its terms.
Bounded rounded(long double value, long double error) {
  return {value, error + 0x1p-24L * (std::fabs(value) + error) + 0x1p-150L};
}

long double product_error(const Bounded& a, const Bounded& b) {
  return std::fabs(a.value) * b.error + std::fabs(b.value) * a.error + a.error * b.error;
}

Bounded product(const Bounded& a, const Bounded& b) {
  return rounded(a.value * b.value, product_error(a, b));
}

Bounded sum(const Bounded& a, const Bounded& b) {
  return rounded(a.value + b.value, a.error + b.error);
}

Bounded difference(const Bounded& a, const Bounded& b) {
  return rounded(a.value - b.value, a.error + b.error);
}

/// a b + c with one rounding.
Bounded fused(const Bounded& a, const Bounded& b, const Bounded& c) {
  return rounded(a.value * b.value + c.value, product_error(a, b) + c.error);
}

Bounded exactly(double value) {
  return {value, 0};
}

/// sqrt(-2 ln u) with u = (k + 1/2) 2^-31 for the upper 31 bits k of the word.
Bounded radius(std::uint32_t word) {
  const long double u = (static_cast<long double>(word >> 1) + 0.5L) * 0x1p-31L;
  const long double square = -2 * std::log(u);
  // The engine's u is rounded twice (k to float, the sum to float) or capped at 1 - 2^-24: at most
  // 2^-23 u off, so -2 ln u moves by 2^-22 and a little. Its -2 ln u is right to 2.2 units in the
  // last place (docs/engine.md), each at most 2^-23 of the value.
  const long double moved = 0x1.001p-22L;
  const long double error = moved + 2.2L * 0x1p-23L * (square + moved);
  // |sqrt a - sqrt b| is at most |a - b| / sqrt b and at most sqrt |a - b|.
  const long double root = std::sqrt(square);
  return rounded(root, std::min(error / root, std::sqrt(error)));
}

/// cos and sin of pi t; t in [-1/2, 1/2) from the low 31 bits, and the top bit flips the cosine.
void circle(std::uint32_t word, Bounded& cosine, Bounded& sine) {
  const long double pi = std::acos(-1.0L);
  const long double t = static_cast<std::int32_t>(word << 1) * 0x1p-32L;
  const long double flip = (word >> 31) == 0 ? 1 : -1;
  // Rounding t to float32 turns the angle by up to pi 2^-24 |t|; the polynomials add 8.9e-8 and
  // 1.4e-7 (docs/engine.md; the digits beyond are rounded up here).
  const long double turned = pi * 0x1p-24L * std::fabs(t);
  cosine = {flip * std::cos(pi * t), turned + 9.0e-8L};
  sine = {std::sin(pi * t), turned + 1.45e-7L};
}

/// Four normals of a draw block, in the order of its words.
std::array<Bounded, 4> draw(const Cell& cell, std::uint64_t counter, std::uint32_t block) {
  r123::Philox4x32 philox;
  const r123::Philox4x32::ctr_type words = philox(
      {{static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32), block, 0}},
      {{cell.key[0], cell.key[1]}});
  std::array<Bounded, 4> z;
  for (std::size_t i = 0; i < 4; i += 2) {
    Bounded cosine, sine;
    circle(words[i + 1], cosine, sine);
    const Bounded r = radius(words[i]);
    z.at(i) = product(r, cosine);
    z.at(i + 1) = product(r, sine);
  }
  return z;
}

void mix(const std::array<double, 2>& share, const Bounded& first, Bounded& second) {
  if (share[0] == 0) return;
  second = fused(exactly(share[0]), first, product(exactly(share[1]), second));
}

Bounded warped(const std::vector<double>& warp, const Bounded& z) {
  const Bounded square = product(z, z);
  const Bounded inner = fused(exactly(warp[2]), square, exactly(warp[1]));
  return product(z, fused(inner, square, exactly(warp[0])));
}

/// Other laws of the noises, on the four normals of a pair of workers.
void change_law(const Cell& cell, std::array<Bounded, 4>& z) {
  auto& [n_1, v_1, n_2, v_2] = z;
  if (!cell.warp.empty()) {
    n_1 = warped(cell.warp, n_1);
    n_2 = warped(cell.warp, n_2);
  }
  if (!cell.laplace) return;
  const Bounded half{std::sqrt(0.5L), 0x1p-25L};  // the nearest float32
  const Bounded minus{-n_2.value, n_2.error};
  const Bounded first = product(half, fused(n_1, v_2, product(v_1, minus)));
  n_2 = product(half, fused(n_1, n_2, product(v_1, v_2)));
  n_1 = first;
}

/// Sums over one strip: chains of float32 additions in the engine.
struct Strip {
  std::array<Bounded, 6> outputs;
  std::vector<Bounded> normals, physical;
};

void add_matrix(const std::vector<Bounded>& rows, std::vector<Bounded>& triangle) {
  std::size_t entry = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j, ++entry) {
      triangle[entry] = fused(rows[i], rows[j], triangle[entry]);
    }
  }
}

void add_sample(const Cell& cell, std::uint64_t n, Strip& strip) {
  const std::vector<Bounded> z = normals(cell, n);
  const Bounded x = product(exactly(cell.sd_x), z[0]);
  std::vector<Bounded> rows{x};
  Bounded decoded = exactly(cell.offset);
  for (std::size_t k = 0; k < cell.sd_n.size(); ++k) {
    const Bounded y = fused(exactly(cell.sd_n[k]), z[1 + 2 * k], x);
    const Bounded u = fused(exactly(cell.sd_v[k]), z[2 + 2 * k], y);
    rows.push_back(y);
    rows.push_back(u);
    decoded = fused(exactly(cell.weight[k]), u, decoded);
  }
  const Bounded e = difference(decoded, x);
  const Bounded e2 = product(e, e);
  auto& [sum_e, sum_e2, sum_e4, sum_ex, sum_x, sum_x2] = strip.outputs;
  sum_e = sum(sum_e, e);
  sum_e2 = fused(e, e, sum_e2);
  sum_e4 = fused(e2, e2, sum_e4);
  sum_ex = fused(e, x, sum_ex);
  sum_x = sum(sum_x, x);
  sum_x2 = fused(x, x, sum_x2);
  add_matrix(z, strip.normals);
  // The engine multiplies the rows by powers of two, which changes no digit.
  add_matrix(rows, strip.physical);
}

/// Integers from here on: no more rounding.
template <class List>
void accumulate(const List& strip, List& total) {
  for (std::size_t i = 0; i < strip.size(); ++i) {
    total[i].value += strip[i].value;
    total[i].error += strip[i].error;
  }
}

}  // namespace

std::vector<Bounded> normals(const Cell& cell, std::uint64_t n) {
  std::vector<Bounded> z{draw(cell, n / 4, 65535).at(n % 4)};
  for (std::size_t k = 0; k < cell.sd_n.size(); ++k) {
    std::array<Bounded, 4> block = draw(cell, n, static_cast<std::uint32_t>(k / 2));
    change_law(cell, block);
    z.push_back(block.at(2 * (k % 2)));
    z.push_back(block.at(2 * (k % 2) + 1));
  }
  if (cell.sd_n.size() >= 2) {
    mix(cell.mix_n, z[1], z[3]);
    mix(cell.mix_v, z[2], z[4]);
  }
  return z;
}

Sums sums(const Cell& cell, std::uint64_t first, std::uint64_t count) {
  const std::size_t rows = 2 * cell.sd_n.size() + 1;
  const std::vector<Bounded> zero(rows * (rows + 1) / 2);
  Sums total{{}, zero, zero};
  for (std::uint64_t index = first; index < first + count; ++index) {
    Strip strip{{}, zero, zero};
    for (std::uint64_t s = 0; s < 32; ++s) add_sample(cell, 32 * index + s, strip);
    accumulate(strip.outputs, total.outputs);
    accumulate(strip.normals, total.normals);
    accumulate(strip.physical, total.physical);
  }
  return total;
}

}  // namespace ceo::reference
