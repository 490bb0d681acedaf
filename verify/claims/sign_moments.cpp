#include "verify/claims/sign_moments.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "host/theory/sum_rate.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using theory::kSignErrorForward;
using theory::SignWorkers;

/// X and Y_k at a coordinate; what a control puts in place of the recorded ones.
struct Seen {
  double x = 0;
  std::vector<double> y;
};

/// Mean square error of (c/K) sum of the signs of the first `used` workers, c from sY of the same
/// coordinates: the error of the levels plays no part.
void measure(const std::vector<Seen>& seen, std::size_t used, SignMoment& moment) {
  const auto count = static_cast<double>(seen.size());
  double source = 0, noise = 0;
  for (const Seen& at : seen) {
    source += at.x * at.x / count;
    for (const double y : at.y) {
      noise += (y - at.x) * (y - at.x) / (count * static_cast<double>(at.y.size()));
    }
  }
  moment.chosen = {source, noise, static_cast<int>(seen.front().y.size())};
  const double size = theory::sign_forward_size(moment.chosen);
  for (const Seen& at : seen) {
    double sum = 0;
    for (std::size_t k = 0; k < used; ++k) sum += at.y[k] < 0 ? -size : size;
    const double error = sum / static_cast<double>(at.y.size()) - at.x;
    moment.measured += error * error / count;
  }
}

using Change = std::function<void(std::vector<Seen>&, std::size_t moment)>;

/// Every layer at every recorded iteration; those of a layer are `layers` apart.
std::vector<SignMoment> moments_of(const run::Trace& trace, const Change& change, bool halve) {
  if (!trace.training) throw run::NotRecorded("the trace has no group training");
  const auto& group = *trace.training;
  const std::size_t layers = trace.layers.size(), workers = group.worker.size();
  const std::size_t coordinates = group.coordinates.index.size();
  std::vector<SignMoment> moments;
  for (std::size_t t = 0; t < group.iteration.size(); ++t) {
    for (std::size_t l = 0; l < layers; ++l) {
      SignMoment moment;
      moment.iteration = group.iteration[t];
      moment.parameters = static_cast<double>(trace.parameters[l]);
      double noise = 0;
      const std::size_t row = t * layers + l;
      for (std::size_t k = 0; k < workers; ++k) noise += group.var_n[row * workers + k];
      moment.layer = {group.var_x[row], noise / static_cast<double>(workers),
                      static_cast<int>(workers)};
      std::vector<Seen> seen;
      for (std::size_t c = 0; c < coordinates; ++c) {
        if (group.coordinates.layer[c] != l) continue;
        Seen at{group.x[t * coordinates + c], {}};
        for (std::size_t k = 0; k < workers; ++k) {
          at.y.push_back(group.y[(t * workers + k) * coordinates + c]);
        }
        seen.push_back(std::move(at));
      }
      if (seen.empty() || !(moment.layer.var_x > 0) || !(moment.layer.var_n > 0)) {
        throw run::NotRecorded("a layer of the trace has no chosen coordinate or no variance");
      }
      if (change) change(seen, moments.size());
      measure(seen, halve ? (workers + 1) / 2 : workers, moment);
      moments.push_back(moment);
    }
  }
  return moments;
}

}  // namespace

std::vector<SignMoment> sign_moments(const HostContext& context) {
  return moments_of(context.trace(), {}, false);
}

std::vector<SignMoment> drawn_sign_moments(const HostContext& context, double snr, bool halve) {
  const auto draw = [&](std::vector<Seen>& seen, std::size_t moment) {
    run::HostDraws draws = context.draws(moment);
    for (Seen& at : seen) {
      at.x = std::sqrt(snr) * draws.normal();
      for (double& y : at.y) y = at.x + draws.normal();
    }
  };
  return moments_of(context.trace(), draw, halve);
}

double joint_entropy(const SignWorkers& at) {
  const double snr = std::min(at.var_x / at.var_n, theory::kMostSignSnr);
  return theory::sign_joint_entropy(snr, at.workers) / at.workers;
}
double assumed_error(const SignWorkers& at) {
  return theory::sign_assumed_mse(at, kSignErrorForward);
}
double normal_error(const SignWorkers& at) {
  return theory::sign_average_mse(at, theory::sign_forward_size(at));
}

CorrectedRates corrected_rates(const SignWorkers& at, double share) {
  const auto workers = static_cast<std::size_t>(at.workers);
  const double least = at.var_n / at.workers, error = normal_error(at);
  const double bits = 1 / (std::numbers::ln2 * at.workers);
  return {bits * theory::equal_workers_sum_rate(at.var_x, at.var_n, workers,
                                                least + share * (error - least)),
          bits * theory::equal_workers_independent_rate(at.var_x, at.var_n, workers, error)};
}

std::vector<WholeModel> whole_model(const std::vector<SignMoment>& moments, std::size_t layers) {
  std::vector<WholeModel> all;
  for (std::size_t begin = 0; begin < moments.size(); begin += layers) {
    WholeModel whole;
    double parameters = 0;
    for (std::size_t l = 0; l < layers; ++l) parameters += moments[begin + l].parameters;
    for (std::size_t l = 0; l < layers; ++l) {
      const SignMoment& m = moments[begin + l];
      const double weight = m.parameters / parameters;
      const CorrectedRates rates = corrected_rates(m.layer);
      whole.iteration = static_cast<double>(m.iteration);
      whole.printed += weight * theory::sign_sum_rate(m.layer, kSignErrorForward);
      whole.sum += weight * rates.sum;
      whole.independent += weight * rates.independent;
      whole.joint += weight * joint_entropy(m.layer);
    }
    all.push_back(whole);
  }
  return all;
}

}  // namespace ceo::verify
