// Random problems for host checks of rates, and mutual informations by determinants: the second
// way.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "host/run/host_draws.hpp"
#include "host/theory/channel.hpp"

namespace ceo::verify {

/// Unit roundoff of a double.
inline constexpr double kRoundoff = 0x1p-53;

/// 10^[low, high], uniform in the exponent.
[[nodiscard]] double drawn_power(run::HostDraws& draws, double low, double high);

/// `count` variances from 0.3 to 3.
[[nodiscard]] std::vector<double> drawn_variances(run::HostDraws& draws, std::size_t count);

/// Unequal workers with rates from 0.05 to 2 nat; one in five is silent, but never the first.
[[nodiscard]] theory::Channel drawn_channel(run::HostDraws& draws, std::size_t workers);

/// An order of 0 .. count - 1, all equally likely.
[[nodiscard]] std::vector<std::size_t> drawn_order(run::HostDraws& draws, std::size_t count);

/// Mutual informations in nats between the Y_k and U_k of a channel, from determinants of the
/// covariance of (Y_1..Y_K, U_1..U_K) alone. A silent worker's U is noise that tells nothing.
class Determinants {
 public:
  explicit Determinants(const theory::Channel& channel);

  /// I(Y_A; U_A | U_B) for disjoint sets A and B of workers.
  [[nodiscard]] double information(const std::vector<std::size_t>& a,
                                   const std::vector<std::size_t>& b) const;
  /// f_r(A) = I(Y_A; U_A | U_{A^c}).
  [[nodiscard]] double subset_information(const std::vector<std::size_t>& a) const;
  /// R_{order[i]} = I(Y; U | U of the later ones), by worker.
  [[nodiscard]] std::vector<double> successive(const std::vector<std::size_t>& order) const;
  /// Bound on the rounding of an information: with n rows, each of four pivoted factorisations
  /// moves the matrix by n (n + 1) roundings of its norm, and half a log-determinant by n/2 times
  /// that over the least eigenvalue.
  [[nodiscard]] double rounding() const { return rounding_; }

 private:
  [[nodiscard]] double half_log_det(const std::vector<Eigen::Index>& rows) const;

  std::size_t workers_;
  Eigen::MatrixXd covariance_;
  double rounding_ = 0;
};

}  // namespace ceo::verify
