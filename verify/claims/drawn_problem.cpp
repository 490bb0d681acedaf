#include "verify/claims/drawn_problem.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cmath>
#include <numeric>
#include <utility>

namespace ceo::verify {
namespace {

/// Chance of a worker to be silent.
constexpr double kSilent = 0.2;

using Rows = std::vector<Eigen::Index>;

void append(Rows& rows, const std::vector<std::size_t>& workers, std::size_t offset) {
  for (const std::size_t k : workers) rows.push_back(static_cast<Eigen::Index>(offset + k));
}

}  // namespace

double drawn_power(run::HostDraws& draws, double low, double high) {
  return std::pow(10.0, draws.uniform(low, high));
}

std::vector<double> drawn_variances(run::HostDraws& draws, std::size_t count) {
  std::vector<double> values(count);
  for (double& value : values) value = drawn_power(draws, -0.5, 0.5);
  return values;
}

theory::Channel drawn_channel(run::HostDraws& draws, std::size_t workers) {
  const double var_x = drawn_power(draws, -0.5, 0.5);
  const std::vector<double> var_n = drawn_variances(draws, workers);
  std::vector<double> rates(workers);
  for (double& rate : rates) rate = draws.uniform(0.05, 2);
  for (std::size_t k = 1; k < workers; ++k) {
    if (draws.uniform() < kSilent) rates[k] = 0;
  }
  return theory::channel_from_rates(var_x, var_n, rates);
}

std::vector<std::size_t> drawn_order(run::HostDraws& draws, std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[draws.below(i)]);
  return order;
}

Determinants::Determinants(const theory::Channel& channel) : workers_(channel.var_n.size()) {
  const auto count = static_cast<Eigen::Index>(workers_);
  covariance_ = Eigen::MatrixXd::Constant(2 * count, 2 * count, channel.var_x);
  for (Eigen::Index k = 0; k < count; ++k) {
    const auto worker = static_cast<std::size_t>(k);
    const Eigen::Index u = count + k;
    covariance_(k, k) += channel.var_n[worker];
    covariance_(k, u) += channel.var_n[worker];
    covariance_(u, k) += channel.var_n[worker];
    covariance_(u, u) += channel.var_n[worker] + channel.var_v[worker];
    if (std::isinf(channel.var_v[worker])) {
      covariance_.row(u).setZero();
      covariance_.col(u).setZero();
      covariance_(u, u) = 1;
    }
  }
  const Eigen::VectorXd values =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(covariance_, Eigen::EigenvaluesOnly)
          .eigenvalues();
  const auto rows = static_cast<double>(2 * workers_);
  rounding_ = 2 * rows * rows * (rows + 1) * kRoundoff * (values[2 * count - 1] / values[0]);
}

double Determinants::half_log_det(const Rows& rows) const {
  if (rows.empty()) return 0;
  const Eigen::MatrixXd minor = covariance_(rows, rows);
  const Eigen::VectorXd pivots = Eigen::LDLT<Eigen::MatrixXd>(minor).vectorD();
  return pivots.array().log().sum() / 2;
}

double Determinants::information(const std::vector<std::size_t>& a,
                                 const std::vector<std::size_t>& b) const {
  Rows known, left, right, all;
  append(known, b, workers_);
  append(left, a, 0);
  append(left, b, workers_);
  append(right, a, workers_);
  append(right, b, workers_);
  append(all, a, 0);
  append(all, a, workers_);
  append(all, b, workers_);
  return half_log_det(left) + half_log_det(right) - half_log_det(known) - half_log_det(all);
}

double Determinants::subset_information(const std::vector<std::size_t>& a) const {
  std::vector<bool> inside(workers_, false);
  for (const std::size_t k : a) inside[k] = true;
  std::vector<std::size_t> rest;
  for (std::size_t k = 0; k < workers_; ++k) {
    if (!inside[k]) rest.push_back(k);
  }
  return information(a, rest);
}

std::vector<double> Determinants::successive(const std::vector<std::size_t>& order) const {
  std::vector<double> rates(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto later = order.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    rates[order[i]] = information({order[i]}, {later, order.end()});
  }
  return rates;
}

}  // namespace ceo::verify
