// Informations of workers that send a scalar quantiser's cell (theory.md section 7, Lemma 4).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ceo::theory {

/// A scalar quantiser: cell j holds thresholds[j - 1] < y <= thresholds[j], the outer cells are
/// unbounded. Informations do not depend on the levels.
struct Quantiser {
  std::vector<double> thresholds;  ///< [cells - 1], rising, in the unit of the gradient
  std::vector<double> levels;      ///< [cells] what the decoder reads
};

/// Uniform midrise quantiser of `bits` bits: 2^bits cells, thresholds at multiples of `step`,
/// levels in the middle of the bounded cells and half a step beyond the outermost thresholds.
/// @param bits 1 to 8. @param step > 0, in the unit of the gradient. Error(usage) otherwise.
[[nodiscard]] Quantiser uniform_midrise(int bits, double step);
/// The two-level quantiser of least mean square error for Y ~ N(0, sY2) (Lloyd-Max): the sign, with
/// levels +-sqrt(2 sY2/pi). @param var_y sY2 > 0. Error(usage) otherwise.
[[nodiscard]] Quantiser sign_quantiser(double var_y);

/// Worker k sees Y_k = X + N_k and sends the cell C_k of Y_k.
struct QuantisedWorker {
  double var_n = 0;  ///< sN2_k > 0
  Quantiser quantiser;
};

/// Cells of all workers of a set together, at most.
inline constexpr std::size_t kMostJointCells = std::size_t{1} << 20;
/// Largest sX2 sum_k 1/sN2_k: the number of nodes grows with its root.
inline constexpr double kMostSourcePrecision = 1e4;

/// r_k = I(Y_k; C_k | X) = H(C_k | X) in nats per symbol (Lemma 4), X ~ N(0, sX2).
/// By quadrature over X; absolute error below 1e-12 nat. Error(usage) unless var_x and var_n are
/// positive, sX2/sN2 <= kMostSourcePrecision and the quantiser has rising finite thresholds.
[[nodiscard]] double quantised_rate(double var_x, const QuantisedWorker& worker);

/// I(X; C_A) in nats per symbol (Lemma 4): H(C_A) - sum_{k in A} H(C_k | X), the cells being
/// conditionally independent given X. The joint law of the cells is enumerated: the product of
/// their numbers is at most kMostJointCells, which 2 workers of 8 bits or 20 of one bit keep. Time
/// grows as that product times the nodes, about 60 sqrt(1 + sX2 sum_k 1/sN2_k). Absolute error
/// below 1e-12 nat. Error(usage) as quantised_rate, and for an empty set.
[[nodiscard]] double quantised_information(double var_x, std::span<const QuantisedWorker> workers);

/// I(X; C | dither) in nats per symbol of a uniform quantiser with subtractive dither, uniform on
/// [0, step): the mean over 32 equally spaced offsets of the informations of shifted thresholds,
/// whose error falls exponentially as the mean of a smooth periodic function. The decoder C's
/// middle - dither is unbiased for Y = X + N with D = sN2 + step^2/12, and the information is that
/// of the additive channel X + N + uniform (Zamir and Feder 1992), which needs step <= 4 sqrt(sN2)
/// here: absolute error below 1e-9 nat (tests). @param var_x sX2 > 0. @param var_n sN2 > 0. @param
/// step > 0. Error(usage) otherwise, above that step, and where the cells that hold Y are more than
/// 2^12.
[[nodiscard]] double dithered_information(double var_x, double var_n, double step);

}  // namespace ceo::theory
