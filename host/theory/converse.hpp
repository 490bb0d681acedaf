// The converse: what any unbiased decoder must receive (theory.md section 7; ZTW Appendix B).
#pragma once

#include <span>

namespace ceo::theory {

/// Lemma 3 (ZTW Appendix B): I(X; Xhat) >= (1/2) ln(1 + sX2/D), in nats per symbol, for X ~ N(0,
/// sX2) and any unbiased Xhat of distortion D; equality for Gaussian channels.
/// @param var_x sX2 > 0. @param distortion D > 0. Error(usage) otherwise.
[[nodiscard]] double unbiased_information_bound(double var_x, double distortion);

/// Second moments that unbiasedness alone fixes (ZTW Appendix B, proof of Lemma 3), in the squared
/// unit of the gradient.
struct UnbiasedMoments {
  double cross = 0;       ///< E[X Xhat] = sX2
  double square = 0;      ///< E[Xhat^2] = sX2 + D
  double linear_mse = 0;  ///< of the best linear estimate of X from Xhat: sX2 D/(sX2 + D)
};
/// @param var_x sX2 > 0. @param distortion D > 0. Error(usage) otherwise.
[[nodiscard]] UnbiasedMoments unbiased_moments(double var_x, double distortion);

/// Lemma 4 (ZTW Appendix B; PTR Lemma 3.1): (1/sX2) exp(2 I(X; C_A)) <= 1/sX2 + sum_{k in A}
/// (1 - exp(-2 r_k))/sN2_k, r_k = I(Y_k; C_k | X), for any encoders. Both sides are in the inverse
/// squared unit of the gradient.
struct InformationSides {
  double reached = 0;  ///< left: (1/sX2) exp(2 I)
  double allowed = 0;  ///< right
  /// (1/2) ln(allowed/reached) in nats per symbol: what I(X; C_A) could still grow; >= 0 by Lemma 4
  double slack = 0;
};
/// @param var_x sX2 > 0. @param var_n [A] sN2_k > 0. @param rates [A] r_k >= 0 in nats, finite.
/// @param information I(X; C_A) >= 0 in nats, finite. Error(usage) otherwise, and for lengths that
/// differ or an empty A.
[[nodiscard]] InformationSides information_sides(double var_x, std::span<const double> var_n,
                                                 std::span<const double> rates, double information);

}  // namespace ceo::theory
