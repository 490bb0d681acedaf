// Convex problems whose convergence is measured by replicas of projected SGD, and the tests of
// their means.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/run/host_check.hpp"
#include "host/run/sgd_replicas.hpp"
#include "host/theory/convergence.hpp"

namespace ceo::verify {

/// A problem with noise of total variance `variance`, run for `iterations` steps.
struct SgdInstance {
  std::string name;
  run::SgdProblem problem;
  double variance = 0;
  int iterations = 0;

  [[nodiscard]] double bound(theory::BoundForm form) const;
};

/// f = g (A - w) on [-1, 1] with w_0 = 0 and a curvature of 1e-3 g: nearly linear, the optimum on
/// the edge. g = 2 sqrt(s2/T) comes closest to the bound (theory.md section 8).
[[nodiscard]] SgdInstance nearly_linear(double variance, int iterations, std::size_t dimension = 1);
/// Spectrum over four decades, 1 to 16 coordinates, ball or box, minimiser inside or on the edge.
[[nodiscard]] SgdInstance drawn_quadratic(run::HostDraws draws);
/// Logistic regression on 32 drawn rows of 4 coordinates, in a ball of radius 2.
[[nodiscard]] SgdInstance drawn_logistic(run::HostDraws draws);

/// The method that Theorem 1 prescribes for the instance: its step, and noise of the variance in
/// equal shares. @param believed  the variance that the step is computed from
[[nodiscard]] run::SgdMethod prescribed_method(const SgdInstance& instance, theory::BoundForm form,
                                               double believed);

/// Rising checkpoints from 1 to `last`, about `per_decade` a decade.
[[nodiscard]] std::vector<int> checkpoints_up_to(int last, int per_decade);

/// Means against a bound each, the worst of them; every one is an instance of the same statement.
class BoundTest {
 public:
  /// @param rounding  bound on the error of the mean, granted
  void take(const std::string& name, double mean, double standard_error, double rounding,
            double bound);
  /// value: mean over bound of the worst, by its one-sided normal p times the number of means;
  /// the unit is the bound. `words` is put before the numbers.
  [[nodiscard]] run::HostOutcome outcome(std::uint64_t replicas, const std::string& words) const;

 private:
  std::string worst_;
  double ratio_ = 0, error_ = 0, p_ = 2, largest_ = 0;
  std::uint64_t count_ = 0;
};

/// E[f(average of w_1 .. w_T) - f*] of an unprojected quadratic whose minimiser is `centre`, from
/// w_0 = 0, exactly: the recursion is linear. `variance` is that of every coordinate's noise.
[[nodiscard]] double linear_recursion_mean(const theory::Quadratic& f, double step_size,
                                           const std::vector<double>& variance, int steps);

}  // namespace ceo::verify
