#include "verify/claims/worker_informations.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

#include "host/base/error.hpp"
#include "host/theory/region.hpp"
#include "kernels/core/philox.hpp"
#include "verify/claims/gaussian_decoder.hpp"

namespace ceo::verify {
namespace {

constexpr std::array<std::uint32_t, 2> kSubsetKey = {0x73756273U, 0x65747321U};
constexpr double kDroppedFactor = 1e6;

int y_row(std::size_t worker) {
  return static_cast<int>(1 + 2 * worker);
}
int u_row(std::size_t worker) {
  return static_cast<int>(2 + 2 * worker);
}

/// One Philox word per (draw, worker).
std::uint32_t word(std::size_t draw, std::size_t worker) {
  auto a = static_cast<std::uint32_t>(draw);
  auto b = static_cast<std::uint32_t>(worker);
  std::uint32_t c = 0, d = 0;
  philox(a, b, c, d, kSubsetKey[0], kSubsetKey[1]);
  return a;
}

/// `size` of the workers, those of the smallest words of this draw.
Workers drawn(const Workers& workers, std::size_t draw, std::size_t size) {
  std::vector<std::pair<std::uint32_t, std::size_t>> keyed;
  for (const std::size_t worker : workers) keyed.emplace_back(word(draw, worker), worker);
  std::sort(keyed.begin(), keyed.end());
  Workers subset;
  for (std::size_t i = 0; i < size; ++i) subset.push_back(keyed[i].second);
  std::sort(subset.begin(), subset.end());
  return subset;
}

bool contains(const Workers& workers, std::size_t worker) {
  return std::find(workers.begin(), workers.end(), worker) != workers.end();
}

/// Factor by which the fault multiplies the variance of a worker's V.
double noise_factor(const run::Fault& fault, std::size_t worker) {
  const bool spared =
      fault.noisy_worker > 0 && static_cast<std::size_t>(fault.noisy_worker) != worker + 1;
  return spared ? 1 : fault.var_v_factor;
}

}  // namespace

Workers speaking(const theory::Channel& channel) {
  Workers workers;
  for (std::size_t k = 0; k < channel.var_v.size(); ++k) {
    if (!std::isinf(channel.var_v[k])) workers.push_back(k);
  }
  return workers;
}

bool can_be_rated(const theory::Channel& channel) {
  return speaking(channel).size() <= kMostRatedWorkers;
}

std::vector<Workers> judged_subsets(const theory::Channel& channel) {
  const Workers workers = speaking(channel);
  std::vector<Workers> subsets;
  if (workers.size() <= kMostListedSpeakers) {
    for (std::size_t bits = 1; bits < std::size_t{1} << workers.size(); ++bits) {
      Workers subset;
      for (std::size_t i = 0; i < workers.size(); ++i) {
        if ((bits >> i & 1U) != 0) subset.push_back(workers[i]);
      }
      subsets.push_back(std::move(subset));
    }
    return subsets;
  }
  // Drawn by places among the speakers, so that names of silent workers do not matter.
  Workers places(workers.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::set<Workers> known;
  for (std::size_t draw = 0; subsets.size() < kDrawnSubsets; ++draw) {
    Workers subset = drawn(places, draw, places.size() - draw % places.size());
    if (!known.insert(subset).second) continue;
    for (std::size_t& place : subset) place = workers[place];
    subsets.push_back(std::move(subset));
  }
  return subsets;
}

stats::InformationRows rate_rows(std::size_t worker) {
  return {{u_row(worker)}, {y_row(worker)}, {0}};
}

stats::InformationRows subset_rows(const theory::Channel& channel, const Workers& subset) {
  stats::InformationRows rows;
  for (const std::size_t worker : speaking(channel)) {
    if (contains(subset, worker)) {
      rows.a.push_back(u_row(worker));
      rows.b.push_back(y_row(worker));
    } else {
      rows.given.push_back(u_row(worker));
    }
  }
  return rows;
}

stats::Information rate_in_theory(const theory::Channel& channel, std::size_t worker) {
  const double squared = channel.var_n[worker] / (channel.var_n[worker] + channel.var_v[worker]);
  return {channel.rate[worker], squared, squared * squared};
}

stats::Information subset_in_theory(const theory::Channel& channel, const Workers& subset) {
  double others = 1 / channel.var_x;
  double own = 0, trace = 0, rank_one = 0, square = 0, mixed = 0;
  for (const std::size_t k : speaking(channel)) {
    const double a = channel.precision[k];
    if (!contains(subset, k)) {
      others += a;
      continue;
    }
    const double share = channel.var_v[k] * a;  // of V in N + V
    own += a;
    trace += share;
    rank_one += share * a;
    square += share * share;
    mixed += share * share * a;
  }
  const double shrunk = 1 / (others + own);       // t'
  const double left = trace - shrunk * rank_one;  // tr of diag(sV2) times the inverse
  const double left_squared = square - 2 * shrunk * mixed + shrunk * shrunk * rank_one * rank_one;
  const auto size = static_cast<double>(subset.size());
  return {theory::subset_information(channel, subset), size - left, size - 2 * left + left_squared};
}

std::vector<double> covariance_of(const theory::Channel& channel, const run::Fault& fault) {
  const std::size_t workers = channel.var_n.size();
  const auto noise = [&](std::size_t i, std::size_t j) {
    if (i == j) return channel.var_n[i];
    return i + j == 1 ? fault.correlation_n * std::sqrt(channel.var_n[0] * channel.var_n[1]) : 0.0;
  };
  const auto test_noise = [&](std::size_t i, std::size_t j) {
    if (std::isinf(channel.var_v[i]) || std::isinf(channel.var_v[j])) return 0.0;
    const double first = noise_factor(fault, i) * channel.var_v[i];
    if (i == j) return first;
    const double second = noise_factor(fault, j) * channel.var_v[j];
    return i + j == 1 ? fault.correlation_v * std::sqrt(first * second) : 0.0;
  };
  std::vector<double> triangle;
  for (std::size_t row = 0; row < 2 * workers + 1; ++row) {
    for (std::size_t column = 0; column <= row; ++column) {
      double sum = channel.var_x;
      if (column > 0) {
        const std::size_t i = (row - 1) / 2;
        const std::size_t j = (column - 1) / 2;
        sum += noise(i, j);
        if (row % 2 == 0 && column % 2 == 0) sum += test_noise(i, j);
      }
      triangle.push_back(sum);
    }
  }
  return triangle;
}

double information_systematic(const theory::Channel& channel, const stats::InformationRows& rows) {
  const auto normals = static_cast<double>(rows.a.size() + rows.b.size() + rows.given.size());
  return kSamplerAllowance * normals +
         stats::information_rounding(covariance_of(channel, {}), rows, kAccumulationAllowance);
}

stats::Estimate measured_sum_rate(const run::CellView& cell) {
  const theory::Channel& channel = cell.binding.channel;
  const stats::InformationRows rows = subset_rows(channel, speaking(channel));
  const stats::Information measured = stats::information(cell.moments.physical, rows);
  const auto samples = static_cast<double>(cell.moments.matrix_samples);
  const int workers = static_cast<int>(rows.a.size());
  stats::Estimate estimate;
  estimate.value = measured.value - stats::information_bias(workers, workers, samples);
  estimate.standard_error = std::sqrt(measured.squares / samples);
  estimate.samples = cell.moments.matrix_samples;
  return estimate;
}

stats::Prediction predicted_sum_rate(const theory::Channel& channel, double value) {
  const Workers workers = speaking(channel);
  stats::Prediction prediction;
  prediction.value = value;
  prediction.systematic = information_systematic(channel, subset_rows(channel, workers));
  prediction.sd_per_sample = std::sqrt(subset_in_theory(channel, workers).squares);
  return prediction;
}

double sum_rate_effect(const theory::Channel& channel, const run::Fault& fault) {
  const Workers workers = speaking(channel);
  const stats::Information faulty =
      stats::information(covariance_of(channel, fault), subset_rows(channel, workers));
  const double shift = faulty.value - theory::subset_information(channel, workers);
  return shift / std::sqrt(faulty.squares);
}

run::Fault dropped_worker(const std::string& name, std::size_t worker) {
  run::Fault fault;
  fault.name = name;
  fault.noisy_worker = static_cast<int>(worker) + 1;
  fault.var_v_factor = kDroppedFactor;
  return fault;
}

}  // namespace ceo::verify
