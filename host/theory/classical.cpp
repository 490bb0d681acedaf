#include "host/theory/classical.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "host/theory/region.hpp"
#include "host/theory/sum_rate.hpp"

namespace ceo::theory {
namespace {

void check_positive(double value, const std::string& name) {
  if (!(value > 0) || std::isinf(value)) {
    throw Error(ExitCode::usage,
                name + " = " + shortest(value) + " is not a positive finite number", name,
                "Give a number above 0.");
  }
}

}  // namespace

double classical_distortion(double var_x, double distortion) {
  check_positive(var_x, "var_x");
  check_positive(distortion, "distortion");
  // Divided by the larger one: neither product nor quotient can overflow.
  const double small = std::min(var_x, distortion);
  return small / (1.0 + small / std::max(var_x, distortion));
}

double unbiased_distortion(double var_x, double classical) {
  check_positive(var_x, "var_x");
  if (!(classical > 0) || !(classical < var_x)) {
    throw Error(ExitCode::usage,
                "classical distortion " + shortest(classical) + " has no unbiased counterpart",
                "distortion", "Give D' above 0 and below sX2 = " + shortest(var_x) + ".");
  }
  return classical / ((var_x - classical) / var_x);
}

double minimal_classical_distortion(double var_x, std::span<const double> var_n) {
  return classical_distortion(var_x, minimal_distortion(var_n));
}

double classical_subset_information(const Channel& channel, double classical,
                                    std::span<const std::size_t> subset) {
  check_positive(classical, "distortion");
  (void)subset_information(channel, subset);  // refuses what is no set of workers
  std::vector<bool> member(channel.rate.size(), false);
  for (const std::size_t k : subset) member[k] = true;
  double rate = 0;
  double outside = 1.0 / channel.var_x;
  for (std::size_t k = 0; k < member.size(); ++k) {
    (member[k] ? rate : outside) += member[k] ? channel.rate[k] : channel.precision[k];
  }
  return rate - 0.5 * std::log(classical * outside);
}

double classical_sum_rate(double var_x, std::span<const double> var_n, double classical) {
  check_positive(var_x, "var_x");
  const double minimum = minimal_classical_distortion(var_x, var_n);
  if (!(classical > minimum) || std::isinf(classical)) {
    throw Error(
        ExitCode::usage,
        "classical distortion " + shortest(classical) +
            " is not feasible: no finite rate reaches it",
        "distortion",
        "Give a finite D' above 1/(1/var_x + sum_k 1/var_n_k) = " + shortest(minimum) + ".");
  }
  if (classical >= var_x) return 0;
  return least_sum_rate(var_x, var_n, unbiased_distortion(var_x, classical));
}

double large_distortion_rate(double var_x, std::span<const double> var_n, double distortion) {
  check_positive(var_x, "var_x");
  check_positive(distortion, "distortion");
  (void)minimal_distortion(var_n);  // refuses what is no list of variances
  const double best = *std::min_element(var_n.begin(), var_n.end());
  return (var_x / distortion + best / distortion) / 2;
}

}  // namespace ceo::theory
