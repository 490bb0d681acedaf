// The ellipsoid method with deep cuts over the simplex of prices, as membership() needs it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ceo::theory {

/// An ellipsoid in the plane sum_k alpha_k = 1 of R^K, K >= 2, first the ball through the corners
/// of the simplex. It is the image { centre + J y : |y| <= 1 } of the unit ball of R^(K-1); the
/// factor J is updated, so that roundings cannot spoil the definiteness of J J^T.
class SimplexEllipsoid {
 public:
  explicit SimplexEllipsoid(std::size_t size);
  [[nodiscard]] const std::vector<double>& centre() const { return centre_; }
  /// The largest g.(y - centre) over the ellipsoid.
  [[nodiscard]] double reach(std::span<const double> g) const;
  /// Shrinks to the least ellipsoid around the part with g.(y - centre) >= depth, depth >= 0.
  /// False if that part is empty; nothing is changed then.
  [[nodiscard]] bool cut(std::span<const double> g, double depth);

 private:
  /// J^T g.
  [[nodiscard]] std::vector<double> pulled_back(std::span<const double> g) const;

  std::vector<double> centre_;
  std::vector<double> factor_;  ///< J, [K][K - 1]
};

}  // namespace ceo::theory
