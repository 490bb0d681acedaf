// Test channels with additive noise that is not Gaussian (theory.md section 7, Lemma 3).
#pragma once

namespace ceo::theory {

/// Law of the additive part of the error.
enum class NoiseShape { gaussian, uniform, laplace };

/// Ratios of variances that additive_information takes, and their inverses.
inline constexpr double kMostVarianceRatio = 1e6;

/// I(X; X + G + W) in nats per symbol: X ~ N(0, sX2), G ~ N(0, var_gauss), W of the given shape
/// with zero mean and variance var_noise, all independent. The decoder Xhat = X + G + W is unbiased
/// with D = var_gauss + var_noise, so Lemma 3 bounds the result from below. A uniform W is the
/// error of a quantiser with subtractive dither, G = N_k the worker's own noise. Differential
/// entropies by adaptive Gauss-Kronrod quadrature; absolute error below 1e-11 nat.
/// @param var_x > 0. @param var_noise > 0. @param var_gauss >= 0. Error(usage) otherwise, and where
/// var_x/var_noise or var_gauss/var_noise leaves [1/kMostVarianceRatio, kMostVarianceRatio]
/// (var_gauss = 0 is allowed).
[[nodiscard]] double additive_information(NoiseShape shape, double var_x, double var_noise,
                                          double var_gauss = 0);

}  // namespace ceo::theory
