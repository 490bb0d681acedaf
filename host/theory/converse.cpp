#include "host/theory/converse.hpp"

#include <cmath>
#include <cstddef>
#include <string>

#include "host/base/argument.hpp"

namespace ceo::theory {
namespace {

void check_pair(double var_x, double distortion) {
  Problems problems;
  check_argument(problems, "var_x", var_x, kPositive);
  check_argument(problems, "distortion", distortion, kPositive);
  problems.raise(ExitCode::usage);
}

}  // namespace

double unbiased_information_bound(double var_x, double distortion) {
  check_pair(var_x, distortion);
  return std::log1p(var_x / distortion) / 2;
}

UnbiasedMoments unbiased_moments(double var_x, double distortion) {
  check_pair(var_x, distortion);
  // D/(1 + D/sX2) and not sX2 D/(sX2 + D): the product may leave the range of a double.
  return {var_x, var_x + distortion, distortion / (1 + distortion / var_x)};
}

InformationSides information_sides(double var_x, std::span<const double> var_n,
                                   std::span<const double> rates, double information) {
  Problems problems;
  check_argument(problems, "var_x", var_x, kPositive);
  check_argument(problems, "information", information, kNonNegative);
  if (var_n.empty() || var_n.size() != rates.size()) {
    problems.add("var_n has " + std::to_string(var_n.size()) + " values and rates has " +
                     std::to_string(rates.size()),
                 "rates", "Give one of each for every worker of a set that is not empty.");
  }
  for (const double variance : var_n) check_argument(problems, "var_n", variance, kPositive);
  for (const double rate : rates) check_argument(problems, "rate", rate, kNonNegative);
  problems.raise(ExitCode::usage);

  double gained = 0;  // of precision, in units of 1/sX2
  for (std::size_t k = 0; k < var_n.size(); ++k) {
    gained += -std::expm1(-2 * rates[k]) * (var_x / var_n[k]);
  }
  InformationSides sides;
  sides.reached = std::exp(2 * information) / var_x;
  sides.allowed = (1 + gained) / var_x;
  sides.slack = std::log1p(gained) / 2 - information;
  return sides;
}

}  // namespace ceo::theory
