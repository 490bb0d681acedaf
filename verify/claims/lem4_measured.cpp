#include "verify/claims/lem4_measured.hpp"

#include <fmt/format.h>

#include <cmath>

#include "host/theory/converse.hpp"
#include "host/theory/scalar_law.hpp"
#include "verify/claims/channel_samples.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using models::ScalarChannel;
using run::HostContext;
using run::HostOutcome;
using Samples = std::shared_ptr<ChannelSamples>;

/// Samples for each instance: 2^21 at 256 instances, for a standard error of 5e-4 nat.
constexpr std::uint64_t kPerInstance = 1 << 13;
constexpr double kRange = 8;  // of all cells together, in sd(X)
constexpr double kBars = 2;   // standard errors on each side
constexpr int kFineBits = 5;  // from here on 2 % of the information is more than the slack

/// Workers with uniform midrise quantisers of `bits` bits each; sX2 = 1.
struct Quantisers {
  int bits;
  std::vector<double> var_n;
  [[nodiscard]] double step() const { return kRange / (1 << bits); }
  [[nodiscard]] std::size_t cells() const { return std::size_t{1} << bits; }
};

std::vector<Quantisers> all_sets() {
  std::vector<Quantisers> sets;
  for (int bits = 1; bits <= 6; ++bits) sets.push_back({bits, {1}});
  sets.push_back({3, {0.5, 2}});
  sets.push_back({2, {0.5, 1, 2}});
  return sets;
}

ChannelPoint point_of(const Quantisers& set) {
  ChannelPoint point;
  point.name = fmt::format("midrise {} bits {} workers", set.bits, set.var_n.size());
  point.law = ScalarChannel::kMidrise;
  point.bits = set.bits;
  point.var_n = set.var_n;
  point.size.assign(set.var_n.size(), set.step());
  const auto workers = static_cast<double>(set.var_n.size());
  point.weight = 1 / workers;
  point.mse = 3 + set.step() * set.step();  // about, and above: it sets a scale only
  return point;
}

std::vector<theory::QuantisedWorker> workers_of(const Quantisers& set) {
  std::vector<theory::QuantisedWorker> workers;
  for (const double var_n : set.var_n) {
    workers.push_back({var_n, theory::uniform_midrise(set.bits, set.step())});
  }
  return workers;
}

/// X against the cells of one worker, who owns `bits` bits of the column.
template <class Number>
stats::PairTable<Number> of_worker(const stats::PairTable<Number>& all, int bits, std::size_t k) {
  stats::PairTable<Number> table{all.rows, std::size_t{1} << bits, {}};
  table.cells.resize(table.rows * table.columns);
  for (std::size_t i = 0; i < all.cells.size(); ++i) {
    const std::size_t column =
        (i % all.columns) >> (static_cast<std::size_t>(bits) * k) & (table.columns - 1);
    table.cells[i / all.columns * table.columns + column] += all.cells[i];
  }
  return table;
}

stats::LawTable law_of(const Quantisers& set) {
  const std::size_t columns = std::size_t{1}
                              << (static_cast<std::size_t>(set.bits) * set.var_n.size());
  return {kShapeBins, columns,
          theory::joint_with_source(bin_edges(1), columns,
                                    theory::quantised_columns(1, workers_of(set)))};
}

/// I(X; C_A) and r_k = H(C_k | X) of the binned X, measured and by quadrature, and the slack.
struct Informations {
  stats::Estimate information;
  double information_law = 0;
  std::vector<stats::Estimate> rates;
  std::vector<double> rate_laws;
};

Informations informations_of(const Quantisers& set, const SampledChannel& sampled) {
  const stats::CountTable counts = sampled.joint();
  const stats::LawTable law = law_of(set);
  Informations result;
  const auto n = static_cast<double>(sampled.samples());
  const stats::PlugInLaw information = stats::information_law(law, n);
  result.information_law = information.value;
  result.information =
      stats::corrected(stats::plug_in_information(counts), information, sampled.samples());
  for (std::size_t k = 0; k < set.var_n.size(); ++k) {
    const stats::PlugInLaw rate = stats::conditional_entropy_law(of_worker(law, set.bits, k), n);
    result.rate_laws.push_back(rate.value);
    result.rates.push_back(
        stats::corrected(stats::plug_in_conditional_entropy(of_worker(counts, set.bits, k)), rate,
                         sampled.samples()));
  }
  return result;
}

/// Slack of Lemma 4 with its standard error, at most: errors added as if they moved together.
struct Slack {
  double value = 0, standard_error = 0;
  std::uint64_t samples = 0;
};

/// What binning X adds to the slack, by quadrature, is taken off. @param factor of the information
Slack measured_slack(const Quantisers& set, const SampledChannel& sampled, double factor) {
  const Informations found = informations_of(set, sampled);
  std::vector<double> rates;
  std::vector<double> exact_rates;
  double allowed = 1;
  for (std::size_t k = 0; k < found.rates.size(); ++k) {
    rates.push_back(found.rates[k].value);
    exact_rates.push_back(theory::quantised_rate(1, workers_of(set)[k]));
    allowed += (1 - std::exp(-2 * rates[k])) / set.var_n[k];
  }
  const double exact = theory::quantised_information(1, workers_of(set));
  const double binned =
      theory::information_sides(1, set.var_n, found.rate_laws, found.information_law).slack -
      theory::information_sides(1, set.var_n, exact_rates, exact).slack;
  Slack slack;
  slack.samples = found.information.samples;
  slack.value =
      theory::information_sides(1, set.var_n, rates, factor * found.information.value).slack -
      binned;
  slack.standard_error = found.information.standard_error;
  for (std::size_t k = 0; k < rates.size(); ++k) {
    slack.standard_error +=
        std::exp(-2 * rates[k]) / set.var_n[k] / allowed * found.rates[k].standard_error;
  }
  return slack;
}

/// @param correlation_n  fault: between the noises of two workers
HostOutcome check_equal(const HostContext& context, const Samples& samples, double correlation_n) {
  JointTest test;
  for (const Quantisers& set : all_sets()) {
    if (correlation_n != 0 && set.var_n.size() != 2) continue;
    ChannelPoint point = point_of(set);
    point.correlation_n = correlation_n;
    const Informations found = informations_of(set, *samples->of(context, point));
    test.take(found.information, found.information_law);
    for (std::size_t k = 0; k < found.rates.size(); ++k) {
      test.take(found.rates[k], found.rate_laws[k]);
    }
  }
  return test.outcome(
      fmt::format("{} measured informations and rates of quantisers of 1 to 6 bits are within "
                  "{:.1e} nat of the quadrature where they are least likely.",
                  test.count(), std::abs(test.deviation())));
}

HostOutcome check_slack(const HostContext& context, const Samples& samples, double factor) {
  JointTest test;
  double least = 1;
  for (const Quantisers& set : all_sets()) {
    if (factor != 1 && set.bits < kFineBits) continue;
    const Slack slack = measured_slack(set, *samples->of(context, point_of(set)), factor);
    test.take_bound(-slack.value, slack.standard_error, slack.samples);
    least = std::min(least, slack.value);
  }
  return test.outcome(
      fmt::format("Over {} sets of quantisers the least measured slack is {:.1e} "
                  "nat.",
                  test.count(), least));
}

run::Series figure(const HostContext& context, const Samples& samples) {
  run::Series series;
  series.id = "measured";
  series.title = "Slack of Lemma 4, one worker at snr 1, measured with two standard errors";
  series.x = {"bits", "bit", run::AxisScale::linear};
  series.y = {"slack", "nat", run::AxisScale::linear};
  run::Curve exact = curve_of("by quadrature");
  run::Curve measured = curve_of("measured", run::CurveStyle::points);
  for (const Quantisers& set : all_sets()) {
    if (set.var_n.size() != 1) continue;
    const std::vector<theory::QuantisedWorker> workers = workers_of(set);
    const std::vector<double> rates{theory::quantised_rate(1, workers[0])};
    add_point(
        exact, set.bits,
        theory::information_sides(1, set.var_n, rates, theory::quantised_information(1, workers))
            .slack);
    const Slack slack = measured_slack(set, *samples->of(context, point_of(set)), 1);
    add_bar(measured, set.bits, slack.value, kBars * slack.standard_error);
  }
  series.curves = {exact, measured};
  return series;
}

}  // namespace

void add_measured_lem4(run::Claim& claim) {
  const auto samples = std::make_shared<ChannelSamples>(kPerInstance);
  claim.assumptions +=
      " Measured: quantisers of the engine, X in 194 bins; what these add to the slack is taken "
      "from "
      "quadrature.";
  claim.host.push_back(sampled_quantity(
      "quantised-measured", "measured I(X; C_A) and r_k of quantisers are those of quadrature",
      "nat", [=](const HostContext& context) { return check_equal(context, samples, 0); }));
  claim.host.push_back(sampled_quantity(
      "slack-measured", "the measured I(X; C_A) is at most what the measured r_k allow", "nat",
      [=](const HostContext& context) { return check_slack(context, samples, 1); }));
  claim.host_controls.push_back(
      {"correlation-0.1", "N_1 and N_2 have correlation 0.1 in the engine.", "quantised-measured",
       [=](const HostContext& context) { return check_equal(context, samples, 0.1); }});
  claim.host_controls.push_back(
      {"measured-information-2-percent",
       "The measured information is overstated by 2 %, on quantisers of 5 and 6 bits.",
       "slack-measured",
       [=](const HostContext& context) { return check_slack(context, samples, 1.02); }});
  add_figure(claim, [=](const HostContext& context) { return figure(context, samples); });
}

}  // namespace ceo::verify
