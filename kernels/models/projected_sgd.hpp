// Model `projected_sgd`: replicas of projected SGD with Gaussian gradient noise (theory.md section
// 8; ZTW Theorem 1). One lane is one replica; its state never leaves the lane.
#pragma once

#include <cstdint>

#include "kernels/core/draws.hpp"
#include "kernels/core/quotients.hpp"
#include "kernels/models/sgd_objective.hpp"

namespace ceo::models {

struct ProjectedSgd {
  static constexpr const char* kName = "projected_sgd";
  /// Iterates are summed in this many steps before the compensated sum takes them.
  static constexpr int kPartialSteps = 64;

  /// W about the start w_0.
  enum Domain : int { kEverywhere, kBall, kBox };
  enum Estimator : int {
    kUnbiased,   ///< gradient + noise
    kClassical,  ///< of mean square error D per coordinate, shrunk; 0 where D >= sX2 (Remark 2)
  };
  /// Where the average of w_1 .. w_step is looked at.
  struct Checkpoint {
    int step;
    float inverse;  ///< 1/step
  };

  /// What the kernel reads. A view: the arrays belong to the caller.
  struct Params {
    std::uint32_t key[2];
    int steps;                     ///< T, 1..2^30
    SgdObjective objective;        ///< n coordinates, 1..64
    int domain;                    ///< a Domain
    float radius, inverse_radius;  ///< of the ball; half the side of the box
    int estimator;                 ///< an Estimator
    float step_size;
    float distortion, least_square;  ///< of kClassical: D and n D
    int workers;                     ///< K >= 1: the noise of K test channels; 0: noise_sd
    float sd_n, weight;              ///< of each worker: sd(N_k), 1/K
    const float* start;              ///< [n] w_0
    const float* noise_sd;  ///< [n] standard deviation of a coordinate; workers = 0, kUnbiased
    const float* scale;     ///< [T] factor of noise_sd at a step; sd(V_k) with workers
    int checkpoints;        ///< >= 1
    const Checkpoint* checkpoint;  ///< rising steps, the last at most T
  };

  /// The replicas in the lanes of `replica`. At checkpoint c calls sink(c, suboptimality of the
  /// average, ||gradient||^2 at the last iterate).
  template <class Real, class Bits, class Sink>
  CEO_HD static void run(const Params& p, Bits replica, Sink& sink) {
    const int n = p.objective.dimension;
    State<Real> state;
    for (int i = 0; i < n; ++i) state.begin(i, p.start[i]);
    Real gradient[kSgdDimensions];
    int c = 0;
    int partial = 0;
    for (int t = 1; t <= p.steps && c < p.checkpoints; ++t) {
      advance(p, replica, t, state, gradient);
      const bool look = t == p.checkpoint[c].step;
      if (++partial == kPartialSteps || look) {
        for (int i = 0; i < n; ++i) state.flush(i);
        partial = 0;
      }
      if (look) show(p, c++, state, gradient, sink);
    }
  }

 private:
  template <class Real>
  struct State {
    Real w[kSgdDimensions], partial[kSgdDimensions], sum[kSgdDimensions], lost[kSgdDimensions];

    CEO_HD void begin(int i, float start) {
      w[i] = broadcast<Real>(start);
      partial[i] = sum[i] = lost[i] = broadcast<Real>(0.0F);
    }
    /// Kahan's compensated sum: 1e5 steps lose no more than one does.
    CEO_HD void flush(int i) {
      const Real term = sub(partial[i], lost[i]);
      const Real next = add(sum[i], term);
      lost[i] = sub(sub(next, sum[i]), term);
      sum[i] = next;
      partial[i] = broadcast<Real>(0.0F);
    }
  };

  /// One step. `gradient` is room for one.
  template <class Real, class Bits>
  CEO_HD static void advance(const Params& p, Bits replica, int t, State<Real>& state,
                             Real* gradient) {
    const int n = p.objective.dimension;
    p.objective.gradient(state.w, gradient);
    estimate(p, replica, t, gradient);
    const Real step = broadcast<Real>(-p.step_size);
    for (int i = 0; i < n; ++i) state.w[i] = fma(step, gradient[i], state.w[i]);
    project(p, state.w);
    for (int i = 0; i < n; ++i) state.partial[i] = add(state.partial[i], state.w[i]);
  }

  /// What checkpoint c sees.
  template <class Real, class Sink>
  CEO_HD static void show(const Params& p, int c, const State<Real>& state, Real* gradient,
                          Sink& sink) {
    const int n = p.objective.dimension;
    Real average[kSgdDimensions];
    const Real inverse = broadcast<Real>(p.checkpoint[c].inverse);
    for (int i = 0; i < n; ++i) average[i] = mul(state.sum[i], inverse);
    p.objective.gradient(state.w, gradient);
    Real square = broadcast<Real>(0.0F);
    for (int i = 0; i < n; ++i) square = fma(gradient[i], gradient[i], square);
    sink(c, p.objective.suboptimality(average), square);
  }

  /// Four normals of draw block b at step t.
  template <class Real, class Bits>
  CEO_HD static void draw(const Params& p, Bits replica, int block, int t, Real (&z)[4]) {
    const Bits zero = replica & 0U;
    Bits a = replica;
    Bits b = zero;
    Bits c = zero + static_cast<std::uint32_t>(block);
    Bits d = zero + static_cast<std::uint32_t>(t);
    philox(a, b, c, d, p.key[0], p.key[1]);
    box_muller(a, b, z[0], z[1]);
    box_muller(c, d, z[2], z[3]);
  }

  /// Turns the gradient into its estimate, in place.
  template <class Real, class Bits>
  CEO_HD static void estimate(const Params& p, Bits replica, int t, Real* gradient) {
    if (p.workers > 0) {
      decode(p, replica, t, gradient);
      return;
    }
    const int n = p.objective.dimension;
    Real shrink = broadcast<Real>(1.0F);
    Real sd = broadcast<Real>(p.scale[t - 1]);
    if (p.estimator == kClassical) {
      shrink = classical_factor(p, gradient);
      sd = root(mul(broadcast<Real>(p.distortion), shrink));
    }
    for (int b = 0; 4 * b < n; ++b) {
      Real z[4];
      draw(p, replica, b, t, z);
      for (int j = 0; j < 4 && 4 * b + j < n; ++j) {
        const int i = 4 * b + j;
        const Real noise = p.estimator == kClassical
                               ? mul(sd, z[j])
                               : mul(mul(sd, broadcast<Real>(p.noise_sd[i])), z[j]);
        gradient[i] = fma(shrink, gradient[i], noise);
      }
    }
  }

  /// 1 - D/sX2, sX2 = ||gradient||^2/n, where that is positive; else 0.
  template <class Real>
  CEO_HD static Real classical_factor(const Params& p, const Real* gradient) {
    const int n = p.objective.dimension;
    Real square = broadcast<Real>(0.0F);
    for (int i = 0; i < n; ++i) square = fma(gradient[i], gradient[i], square);
    const Real least = broadcast<Real>(p.least_square);
    const Real ratio = mul(least, reciprocal(max(square, least)));
    return max(sub(broadcast<Real>(1.0F), ratio), broadcast<Real>(0.0F));
  }

  /// Xhat = (1/K) sum U_k, U_k = gradient + N_k + V_k: blocks i B .. i B + B - 1 of coordinate i,
  /// B = ceil(K/2), each laid out as one of the model `gaussian_ceo`.
  template <class Real, class Bits>
  CEO_HD static void decode(const Params& p, Bits replica, int t, Real* gradient) {
    const int blocks = (p.workers + 1) / 2;
    const Real sd_n = broadcast<Real>(p.sd_n);
    const Real sd_v = broadcast<Real>(p.scale[t - 1]);
    const Real weight = broadcast<Real>(p.weight);
    for (int i = 0; i < p.objective.dimension; ++i) {
      Real decoded = broadcast<Real>(0.0F);
      for (int b = 0; b < blocks; ++b) {
        Real z[4];
        draw(p, replica, i * blocks + b, t, z);
        for (int j = 0; j < 2 && 2 * b + j < p.workers; ++j) {
          const Real y = fma(sd_n, z[2 * j], gradient[i]);
          decoded = fma(weight, fma(sd_v, z[2 * j + 1], y), decoded);
        }
      }
      gradient[i] = decoded;
    }
  }

  /// Euclidean projection to W.
  template <class Real>
  CEO_HD static void project(const Params& p, Real* w) {
    const int n = p.objective.dimension;
    if (p.domain == kBox) {
      for (int i = 0; i < n; ++i) {
        const Real low = broadcast<Real>(p.start[i] - p.radius);
        w[i] = min(max(w[i], low), broadcast<Real>(p.start[i] + p.radius));
      }
    }
    if (p.domain != kBall) return;
    Real square = broadcast<Real>(0.0F);  // of the distance in radii
    const Real inverse = broadcast<Real>(p.inverse_radius);
    for (int i = 0; i < n; ++i) {
      const Real distance = mul(sub(w[i], broadcast<Real>(p.start[i])), inverse);
      square = fma(distance, distance, square);
    }
    const Real factor = where_above_one(square, reciprocal_root(square));
    for (int i = 0; i < n; ++i) {
      const Real start = broadcast<Real>(p.start[i]);
      w[i] = fma(factor, sub(w[i], start), start);
    }
  }
};

}  // namespace ceo::models
