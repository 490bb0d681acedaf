// The float32 values that the kernel of `projected_sgd` uses.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "host/run/sgd_replicas.hpp"
#include "kernels/launch/sgd_tally.hpp"

namespace ceo::run {

class SgdBinding {
 public:
  /// Throws Error(usage) as run_replicas.
  SgdBinding(const SgdProblem& problem, const SgdMethod& method);
  /// View for the kernel; valid while this binding lives unmoved.
  [[nodiscard]] models::ProjectedSgd::Params params(std::array<std::uint32_t, 2> key) const;
  [[nodiscard]] const launch::SgdScales& scales() const { return scales_; }
  /// See SgdCurve::rounding.
  [[nodiscard]] double rounding() const { return rounding_; }

 private:
  void bind_quadratic(const SgdProblem& problem);
  void bind_logistic(const SgdProblem& problem);
  void bind_method(const SgdProblem& problem, const SgdMethod& method);

  models::ProjectedSgd::Params params_{};
  std::vector<float> start_, curvature_, optimum_, slope_, table_, noise_sd_, scale_;
  std::vector<models::ProjectedSgd::Checkpoint> checkpoints_;
  launch::SgdScales scales_;
  double rounding_ = 0;
};

}  // namespace ceo::run
