// Convergence of projected SGD from unbiased gradients (theory.md section 8; BUB Theorem 6.3, ZTW
// Theorem 1 and Corollary 3).
#pragma once

namespace ceo::theory {

/// f is convex and Lf-smooth on a convex set W; A^2 = sup_{w in W} ||w - w_0||^2.
struct ConvexProblem {
  double smoothness = 0;  ///< Lf >= 0, objective/length^2
  double radius = 0;      ///< A > 0, length
};

/// The two forms of the bound on E f(average of w_1..w_T) - min f, each with its own gamma.
/// s2 is the total variance of a gradient estimate over all coordinates, (objective/length)^2.
enum class BoundForm {
  loose,  ///< A sqrt(2 s2/T) + Lf A^2/T, gamma = A sqrt(2/(s2 T)): ZTW Theorem 1
  tight   ///< A sqrt(s2/T) + Lf A^2/(2 T), gamma = A/sqrt(s2 T): Euclidean mirror map, BUB 6.3
};

/// The total variance behind a distortion per symbol: s2 = n D for gradients of n symbols (ZTW eq
/// 11 is per symbol). @param distortion D > 0. @param symbols n >= 1. Error(usage) otherwise.
[[nodiscard]] double gradient_variance(double distortion, double symbols);

/// The bound in units of the objective. @param variance s2 >= 0. @param iterations T > 0, real.
/// Error(usage) outside these ranges, and if Lf and s2 are both 0.
[[nodiscard]] double convergence_bound(const ConvexProblem& problem, double variance,
                                       double iterations, BoundForm form = BoundForm::loose);
/// gamma of that form, length^2/objective; +infinity where s2 = 0.
[[nodiscard]] double step_parameter(const ConvexProblem& problem, double variance,
                                    double iterations, BoundForm form = BoundForm::loose);
/// The step 1/(Lf + 1/gamma) that the bound is proven for; below 1/Lf. Length^2/objective.
[[nodiscard]] double proven_step(const ConvexProblem& problem, double variance, double iterations,
                                 BoundForm form = BoundForm::loose);
/// The step gamma/(Lf + 1) as drafts of ZTW print it. It has no proof: it exceeds 2/Lf for small s2
/// and then overflows, or breaks the bound where projected (theory.md section 8).
[[nodiscard]] double draft_step(const ConvexProblem& problem, double variance, double iterations,
                                BoundForm form = BoundForm::loose);

/// T at which the bound is eps (ZTW eq 23 for the loose form), a real number > 0:
/// loose A^2 (sqrt(s2/(2 eps^2) + Lf/eps) + sqrt(s2/(2 eps^2)))^2; the tight form has s2/4 and Lf/2
/// in place of s2/2 and Lf. @param variance s2 >= 0. @param epsilon > 0, suboptimality in units of
/// the objective. Error(usage) outside, if Lf and s2 are both 0, and if T leaves a double's range.
[[nodiscard]] double iterations_for(const ConvexProblem& problem, double variance, double epsilon,
                                    BoundForm form = BoundForm::loose);

}  // namespace ceo::theory
