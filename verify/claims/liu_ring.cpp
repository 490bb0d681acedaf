#include "verify/claims/liu_ring.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "host/theory/ring.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

constexpr double kThird = 1.0 / 3;
/// Weight of a neighbour in the planted fault, off by one part in 3e8.
constexpr double kOffWeight = kThird - 1e-9;

/// Rings of N = 3 .. largest_ring workers are looked at, one per instance.
int largest_ring(const HostContext& context) {
  return static_cast<int>(context.instances()) + 2;
}

/// 1 - max over j >= 2 of |lambda_j(W)|, from all eigenvalues of the matrix itself.
double gap_of_matrix(int workers, double neighbour) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(workers, workers);
  for (int i = 0; i < workers; ++i) {
    weights(i, i) = 1 - 2 * neighbour;
    weights(i, (i + 1) % workers) = weights((i + 1) % workers, i) = neighbour;
  }
  // Ascending; the last is the 1 that belongs to the mean.
  const Eigen::VectorXd lambda =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(weights, Eigen::EigenvaluesOnly).eigenvalues();
  return 1 - std::max(std::abs(lambda[0]), std::abs(lambda[workers - 2]));
}

/// Bound on the rounding of an eigenvalue: N reflections on both sides of N roundings each, and 2 N
/// sweeps of N rotations, 36 N^2 roundings in all, of a matrix with the Frobenius norm sqrt(N/3).
double rounding(int workers) {
  constexpr double kUnit = std::numeric_limits<double>::epsilon() / 2;
  return 36 * kUnit * workers * workers * std::sqrt(workers * kThird);
}

/// The gap of matrices with this weight of a neighbour against the closed form.
HostOutcome check_gap(const HostContext& context, double neighbour) {
  run::Largest worst;
  const int largest = largest_ring(context);
  for (int n = 3; n <= largest; ++n) {
    worst.take(std::abs(gap_of_matrix(n, neighbour) - theory::ring_gap(n)),
               static_cast<std::uint64_t>(n));
  }
  return run::exactly(
      worst.value(), 0, rounding(largest), 1, worst.count(),
      fmt::format("Over the rings of 3 to {} workers the gap of the matrix is at most {:.1e} from "
                  "(4/3) sin^2(pi/N).",
                  largest, worst.value()));
}

/// N^2 (1 - rho) of the largest ring against a constant. Its expansion c (1 - pi^2/(3 N^2) + ...)
/// alternates, so the first term left out bounds the rest.
HostOutcome check_constant(const HostContext& context, double constant) {
  const int n = largest_ring(context);
  const double size = static_cast<double>(n) * n;
  const double found = size * gap_of_matrix(n, kThird);
  const double rest = theory::ring_gap_constant() * std::numbers::pi * std::numbers::pi / 3 / size;
  return run::exactly(found, constant, rest + size * rounding(n), constant, 1,
                      fmt::format("N^2 (1 - rho) is {:.4f} at N = {}; the constant is {:.4f}, and "
                                  "terms left out explain {:.2g}.",
                                  found, n, constant, rest));
}

run::HostQuantity quantity(const char* id, const char* statement) {
  run::HostQuantity result;
  result.id = id;
  result.statement = statement;
  result.unit_name = "1";
  result.resolution_name = "1";
  return result;
}

std::vector<run::HostQuantity> quantities() {
  run::HostQuantity gap = quantity("gap", "the spectral gap is 1 - rho = (4/3) sin^2(pi/N)");
  gap.check = [](const HostContext& context) { return check_gap(context, kThird); };
  run::HostQuantity constant = quantity("constant", "N^2 (1 - rho) tends to 4 pi^2/3");
  constant.resolution_name = "the constant";
  constant.resolution = 0.1;  // the form at stake is off by a factor of four
  run::HostQuantity printed = constant;
  constant.check = [](const HostContext& context) {
    return check_constant(context, theory::ring_gap_constant());
  };
  printed.id = "constant-printed";
  printed.statement = "N^2 (1 - rho) tends to 16 pi^2/3";
  printed.printed = true;
  printed.check = [](const HostContext& context) {
    return check_constant(context, theory::ring_gap_constant_printed());
  };
  return {gap, constant, printed};
}

std::vector<run::HostControl> controls() {
  return {{"weight-1e-9", "Neighbours have the weight 1/3 - 1e-9.", "gap",
           [](const HostContext& context) { return check_gap(context, kOffWeight); }},
          {"printed-constant",
           "The constant is the printed one, 16 pi^2/3, at the tolerance of the corrected one.",
           "constant", [](const HostContext& context) {
             return check_constant(context, theory::ring_gap_constant_printed());
           }}};
}

std::vector<run::Series> figures(const HostContext& context) {
  run::Curve found{"eigenvalues of the matrix", run::CurveStyle::points, {}, {}};
  run::Curve closed{"(4/3) sin^2(pi/N)", run::CurveStyle::line, {}, {}};
  run::Curve printed{"16 pi^2/(3 N^2), as printed", run::CurveStyle::line, {}, {}};
  for (int n = 3; n <= largest_ring(context); n += 1 + n / 16) {
    for (run::Curve* curve : {&found, &closed, &printed}) curve->x.push_back(n);
    found.y.push_back(gap_of_matrix(n, kThird));
    closed.y.push_back(theory::ring_gap(n));
    printed.y.push_back(theory::ring_gap_constant_printed() / n / n);
  }
  run::Series series;
  series.id = "gap";
  series.title = "Spectral gap of a ring of workers";
  series.x = {"workers N", "1", run::AxisScale::log};
  series.y = {"1 - rho", "1", run::AxisScale::log};
  series.curves = {found, closed, printed};
  return {series};
}

}  // namespace

run::Claim liu_ring() {
  run::Claim claim;
  claim.id = "liu.ring";
  claim.title = "spectral gap of a ring of workers: 1 - rho = 4 pi^2/(3 N^2) + ...";
  claim.statement =
      "A ring of N >= 3 workers that average with weights 1/3 has rho = max over j >= 2 of "
      "|lambda_j(W)| = 1/3 + (2/3) cos(2 pi/N), so 1 - rho = 4 pi^2/(3 N^2) + O(1/N^4). The "
      "constant "
      "is printed as 16 pi^2/3.";
  claim.source = "LIU, decentralised SGD, role of the spectral gap; theory.md section 12";
  claim.kind = "identity";
  claim.expected = "refuted as printed";
  claim.assumptions =
      "W is symmetric and doubly stochastic: every worker gives 1/3 to itself and "
      "to each neighbour.";
  claim.host = quantities();
  claim.host_controls = controls();
  claim.instances = 64;  // rings of 3 to 66 workers
  claim.host_series = figures;
  return claim;
}

}  // namespace ceo::verify
