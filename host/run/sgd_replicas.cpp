#include "host/run/sgd_replicas.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/error.hpp"
#include "host/run/sgd_binding.hpp"
#include "kernels/launch/sgd_launcher.hpp"

namespace ceo::run {
namespace {

using launch::SgdFields;
using launch::SgdTotals;

/// The exact sum of squares of the integers behind the values.
long double squares(const SgdTotals& totals, std::size_t c) {
  return std::ldexp(static_cast<long double>(totals.at(c, SgdFields::kHighSquare)), 40) +
         std::ldexp(static_cast<long double>(totals.at(c, SgdFields::kMixedSquare)), 21) +
         static_cast<long double>(totals.at(c, SgdFields::kLowSquare));
}

SgdPoint point_of(const SgdTotals& totals, std::size_t c, const launch::SgdScales& scales) {
  SgdPoint point;
  const auto count = static_cast<long double>(totals.replicas);
  const auto sum = static_cast<long double>(totals.at(c, SgdFields::kValue));
  const long double spread = squares(totals, c) - sum * sum / count;
  const long double variance = std::max(0.0L, spread) / std::max(1.0L, count - 1);
  point.mean = static_cast<double>(sum / count) / scales.value;
  point.standard_error = static_cast<double>(std::sqrt(variance / count)) / scales.value;
  point.gradient = static_cast<double>(totals.at(c, SgdFields::kGradient)) /
                   (static_cast<double>(totals.replicas) * scales.gradient);
  for (int bin = 0; bin < launch::kSgdBins; ++bin) {
    point.histogram.push_back(static_cast<std::uint64_t>(totals.at(c, SgdFields::kFields + bin)));
  }
  return point;
}

}  // namespace

double SgdPoint::quantile(double share) const {
  std::uint64_t all = 0;
  for (const std::uint64_t count : histogram) all += count;
  std::uint64_t below = 0;
  int bin = 0;
  while (bin < launch::kSgdBins - 1) {
    below += histogram.at(static_cast<std::size_t>(bin));
    if (static_cast<double>(below) >= share * static_cast<double>(all)) break;
    ++bin;
  }
  // Bin 8 e + m ends at 2^(e - 40) (1 + (m + 1)/8).
  return std::ldexp(1 + (bin % 8 + 1) / 8.0, bin / 8 - 40);
}

SgdCurve run_replicas(const SgdProblem& problem, const SgdMethod& method,
                      std::array<std::uint32_t, 2> key, std::uint64_t replicas,
                      const HostMachine& machine) {
  if (replicas < 2 || replicas > launch::kSgdMostReplicas) {
    throw Error(ExitCode::usage, std::to_string(replicas) + " replicas of SGD were asked for", "",
                "There may be 2 (one has no spread) to " +
                    std::to_string(launch::kSgdMostReplicas) + "; choose other instances.");
  }
  const SgdBinding binding(problem, method);
  const launch::ReplicaRange range{0, static_cast<std::uint32_t>(replicas)};
  const SgdTotals totals =
      machine.cuda_device
          ? launch::run_sgd_cuda(binding.params(key), binding.scales(), range, *machine.cuda_device)
          : launch::run_sgd_cpu(binding.params(key), binding.scales(), range, machine.cpu);
  SgdCurve curve;
  curve.replicas = replicas;
  curve.rounding = binding.rounding();
  std::uint64_t hits = 0;
  for (std::size_t c = 0; c < method.checkpoints.size(); ++c) {
    ensure(totals.at(c, SgdFields::kBrokenReplicas) == 0, "a replica of SGD is not finite");
    ensure(totals.at(c, SgdFields::kOverflowReplicas) == 0,
           "a replica of SGD left the scale of its sums");
    SgdPoint point = point_of(totals, c, binding.scales());
    point.step = method.checkpoints[c];
    hits += static_cast<std::uint64_t>(totals.at(c, SgdFields::kFirstHits));
    point.hits = hits;
    curve.points.push_back(std::move(point));
  }
  return curve;
}

}  // namespace ceo::run
