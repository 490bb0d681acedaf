// Estimates from the scalar outputs of the model `gaussian_ceo`, e = Xhat - X, with exact standard
// errors (spec/theory.md sections 1 and 2). All laws are normal.
#pragma once

#include "host/stats/judge.hpp"
#include "host/stats/moments.hpp"

namespace ceo::stats {

/// D = E[e^2] (ZTW eq 11), in the squared unit of the gradient; standard error
/// sqrt((E[e^4] - E[e^2]^2) / n).
[[nodiscard]] Estimate distortion(const Moments& moments);
/// E[(c Xhat - X)^2] = c^2 E[e^2] - 2 c (1 - c) E[e X] + (1 - c)^2 E[X^2], in the squared unit of
/// the gradient; standard error sqrt(2/n) times it, which is that of a Gaussian c Xhat - X.
[[nodiscard]] Estimate scaled_distortion(const Moments& moments, double c);
/// E[e], in the unit of the gradient; standard error sqrt(var(e) / n).
[[nodiscard]] Estimate mean_error(const Moments& moments);
/// Least-squares slope of Xhat on X, 1 + cov(e, X)/var(X); standard error
/// sqrt(var(residual) / (n var(X))). Unbiasedness (ZTW eq 10) says 1.
[[nodiscard]] Estimate slope(const Moments& moments);
/// Intercept of that regression, E[e] - (slope - 1) E[X], in the unit of the gradient; standard
/// error sqrt(var(residual) (1 + E[X]^2/var(X)) / n). Unbiasedness says 0.
[[nodiscard]] Estimate intercept(const Moments& moments);

}  // namespace ceo::stats
