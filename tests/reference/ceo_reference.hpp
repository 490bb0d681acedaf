// Model `gaussian_ceo` written a second time, from docs/engine.md and the theory alone: words by
// Random123, functions by libm, everything in long double, one sample after the other. It shares
// no code with kernels/. Beside each value it carries a bound on what float32 arithmetic may do to
// it, so that a comparison needs no tolerance of its own.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace ceo::reference {

/// A number, and a bound on the distance of the engine's float32 result from it.
struct Bounded {
  long double value = 0;
  long double error = 0;
};

/// Parameters as the kernel has them. Faults: `offset` is added to Xhat; N_2 becomes mix_n[0] N_1 +
/// mix_n[1] N_2 where mix_n[0] is not 0, and V_2 likewise. Before that, with `warp` not empty, each
/// normal z of an N becomes z (warp[0] + warp[1] z^2 + warp[2] z^4); with `laplace` the normals
/// z_1 .. z_4 of a pair of workers (N, V, N, V) make N = (z_1 z_4 - z_2 z_3)/sqrt(2) and
/// (z_1 z_3 + z_2 z_4)/sqrt(2).
struct Cell {
  std::array<std::uint32_t, 2> key{};
  double sd_x = 1;
  double offset = 0;
  std::array<double, 2> mix_n{0, 1};
  std::array<double, 2> mix_v{0, 1};
  std::vector<double> warp;
  bool laplace = false;
  std::vector<double> sd_n, sd_v, weight;  ///< [K]
};

/// Sums over samples, in physical units.
struct Sums {
  std::array<Bounded, 6> outputs;  ///< e, e^2, e^4, e X, X, X^2
  std::vector<Bounded> normals;    ///< lower triangle of z z^T; rows X, N_1, V_1, N_2, V_2, ...
  std::vector<Bounded> physical;   ///< lower triangle for the rows X, Y_1, U_1, ...
};

/// The standard normals of sample n, [2K+1].
[[nodiscard]] std::vector<Bounded> normals(const Cell& cell, std::uint64_t n);

/// Sums over strips (32 samples each) first .. first + count - 1.
[[nodiscard]] Sums sums(const Cell& cell, std::uint64_t first, std::uint64_t count);

}  // namespace ceo::reference
