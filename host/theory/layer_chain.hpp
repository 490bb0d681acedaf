// One layer of problem P (spec/theory.md section 5; ZTW eq 20) for workers of falling prices,
// solved for a given price of distortion. A piece of boundary_point(); a user calls that.
//
// With prices alpha_1 >= ... >= alpha_K > 0, p_k = 1/sN2_k, s_k = 1/sX2 + sum_{i>k} a_i and
// T = s_0 = 1/sX2 + 1/D, the optimum has sum_k a_k = 1/D, and with a multiplier w_1 of that
// equality
//     w_{k+1} = w_k + (alpha_k - alpha_{k+1})/s_k,    a_k = max(0, p_k - alpha_k/w_k).
// Read from k = K, where s_K = 1/sX2, this is a recursion with one unknown, w_K. Every a_k, s_k and
// w_k rises with w_K, and so does the slope
//     lambda = -dV/dD = (1/(2 D^2)) (alpha_1/T + w_1) = (1/(2 D^2)) (alpha_j/T + w_j),
// where j is the first worker with a_j > 0. So each lambda has one root, found by Newton's method
// on logarithms inside a bracket.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ceo::theory {

class LayerChain {
 public:
  /// State of the recursion before worker `start` is treated; workers above it are done.
  /// No difference of large numbers enters: w_k = alpha_k sN2_k + (u - deficit_k), with
  /// u = x + sum_{j>=k} (alpha_j - alpha_{j+1}) (sX2 - 1/s_j) and x >= 0 the unknown, in which
  /// x = 0 is the layer at rate 0.
  struct Node {
    double u = 0;          ///< price times variance
    double precision = 0;  ///< sum of a_i so far
    double rest = 0;       ///< sum of p_i - a_i so far
  };
  /// Where a stretch of the recursion begins.
  struct Segment {
    std::size_t start = 0;
    Node node;
  };
  /// What the recursion ends with, and derivatives along the direction of its first node.
  struct End {
    double precision = 0;  ///< 1/D
    double rest = 0;       ///< 1/Dmin - 1/D
    double log_slope = 0;  ///< ln lambda
    double d_precision = 0;
    double d_log_slope = 0;
  };
  struct Solution {
    std::vector<Segment> path;  ///< one segment, but for layers that amplify roundings
    End end;
    double log_x = 0;
    double d_log_x = 0;  ///< by ln lambda
    int sweeps = 0;
  };
  /// Values of one worker at a solution.
  struct Worker {
    double precision = 0;        ///< a_k
    double test_rate = 0;        ///< r_k in nats
    double precision_after = 0;  ///< s_k
    double multiplier = 0;       ///< w_k
  };

  /// @param var_n, prices [K], prices falling and positive
  LayerChain(double var_x, std::span<const double> var_n, std::span<const double> prices);

  /// The point of slope exp(log_slope); `log_x` is a first guess.
  [[nodiscard]] Solution solve(double log_slope, double log_x) const;
  [[nodiscard]] std::vector<Worker> workers(const Solution& solution) const;
  /// D - Dmin, without cancellation.
  [[nodiscard]] double excess(const End& end) const { return end.rest / (all_ * end.precision); }
  [[nodiscard]] double minimal_distortion() const { return 1 / all_; }
  /// A scale for x, for a first guess.
  [[nodiscard]] double scale() const { return scale_; }

 private:
  struct Link {
    double p = 0;        ///< 1/sN2_k
    double floor = 0;    ///< alpha_k sN2_k, the w_k below which the worker is silent
    double deficit = 0;  ///< alpha_k (sN2_k + sX2) less the least of these, >= 0
    double drop = 0;     ///< alpha_{k-1} - alpha_k; 0 for the first
    double price = 0;
  };

  void step(std::size_t k, Node& node) const;
  [[nodiscard]] End sweep(const Segment& from, const Node& direction) const;
  [[nodiscard]] Solution refine(double low, double high, double log_slope) const;
  [[nodiscard]] std::size_t part(std::size_t start, Node& low, Node& high) const;

  double var_x_ = 0;
  double c_ = 0;      ///< 1/sX2
  double all_ = 0;    ///< sum of p_k
  double scale_ = 0;  ///< least alpha_k (sN2_k + sX2)
  std::vector<Link> links_;
};

}  // namespace ceo::theory
