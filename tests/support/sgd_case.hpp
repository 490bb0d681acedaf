// Small problems for the model `projected_sgd`: every objective, domain and estimator.
#pragma once

#include <string>
#include <vector>

#include "kernels/launch/sgd_tally.hpp"
#include "kernels/models/projected_sgd.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::testing {

/// Owns what Params points at.
struct SgdCase {
  using Model = models::ProjectedSgd;

  std::string name;
  Model::Params p{};
  launch::SgdScales scales{0x1p30, 0x1p24, 0.02F};
  std::vector<float> start, curvature, optimum, slope, table, noise_sd, scale;
  std::vector<Model::Checkpoint> checkpoints;

  /// @param rows  of logistic regression; 0: a quadratic
  SgdCase(std::string name_, int dimension, int rows, Model::Domain domain)
      : name(std::move(name_)) {
    SplitMix mix(static_cast<std::uint64_t>(dimension * 100 + rows));
    const auto number = [&] { return static_cast<float>(mix.below(2001)) / 1000.0F - 1.0F; };
    p.key[0] = mix.word();
    p.key[1] = mix.word();
    p.objective.kind =
        rows > 0 ? models::SgdObjective::kLogistic : models::SgdObjective::kQuadratic;
    p.objective.dimension = dimension;
    p.objective.rows = rows;
    if (rows > 0) p.objective.inverse_rows = 1.0F / static_cast<float>(rows);
    p.objective.ridge = 0.01F;
    p.objective.least = 0.3F;
    p.domain = domain;
    p.radius = 0.75F;
    p.inverse_radius = 1 / p.radius;
    p.step_size = 0.11F;
    for (int i = 0; i < dimension; ++i) {
      start.push_back(0.1F * number());
      curvature.push_back(1.0F + number());
      optimum.push_back(0.5F * number());
      slope.push_back(0.1F * number());
      noise_sd.push_back(0.5F + 0.25F * number());
    }
    for (int i = 0; i < rows * dimension; ++i) table.push_back(number());
    set_steps(150, {1, 64, 100, 150});
  }
  void set_steps(int steps, const std::vector<int>& at) {
    p.steps = steps;
    checkpoints.clear();
    for (const int step : at) checkpoints.push_back({step, 1.0F / static_cast<float>(step)});
    scale.clear();
    for (int t = 0; t < steps; ++t) scale.push_back(t % 3 == 0 ? 0.5F : 1.0F);
  }
  void set_workers(int workers) {
    p.workers = workers;
    p.sd_n = 0.7F;
    p.weight = 1.0F / static_cast<float>(workers);
  }
  void set_classical(float distortion) {
    p.estimator = Model::kClassical;
    p.distortion = distortion;
    p.least_square = distortion * static_cast<float>(p.objective.dimension);
  }
  [[nodiscard]] Model::Params params() const {
    Model::Params view = p;
    view.start = start.data();
    view.noise_sd = noise_sd.data();
    view.scale = scale.data();
    view.checkpoints = static_cast<int>(checkpoints.size());
    view.checkpoint = checkpoints.data();
    view.objective.curvature = curvature.data();
    view.objective.optimum = optimum.data();
    view.objective.slope = slope.data();
    view.objective.table = table.data();
    return view;
  }
};

inline std::vector<SgdCase> sgd_cases() {
  using Model = models::ProjectedSgd;
  std::vector<SgdCase> cases = {{"line in a box", 1, 0, Model::kBox},
                                {"quadratic in a ball", 5, 0, Model::kBall},
                                {"quadratic everywhere", 8, 0, Model::kEverywhere},
                                {"quadratic in the widest ball", 64, 0, Model::kBall},
                                {"logistic in a ball", 4, 7, Model::kBall},
                                {"three workers", 3, 0, Model::kBall},
                                {"four workers", 2, 0, Model::kBox},
                                {"classical", 6, 0, Model::kBall}};
  cases[5].set_workers(3);
  cases[6].set_workers(4);
  cases[7].set_classical(0.05F);
  return cases;
}

}  // namespace ceo::testing
