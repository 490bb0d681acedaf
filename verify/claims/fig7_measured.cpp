#include "verify/claims/fig7_measured.hpp"

#include <fmt/format.h>

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

#include "host/stats/kolmogorov_smirnov.hpp"
#include "host/theory/scalar_law.hpp"
#include "host/theory/sign_sgd.hpp"
#include "host/theory/sum_rate.hpp"
#include "verify/claims/channel_samples.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using models::ScalarChannel;
using run::HostContext;
using run::HostOutcome;
using std::numbers::log2e;
using theory::kSignErrorForward;
using theory::SignWorkers;
using Samples = std::shared_ptr<ChannelSamples>;

/// Samples for each instance: 2^22 at 256 instances, for a distortion to 1e-3 of it.
constexpr std::uint64_t kPerInstance = 1 << 14;
constexpr int kFigureWorkers = 10;
constexpr int kMostWorkers = 16;
constexpr double kFirstSnr = 0.3;  // from here on the errors may not be taken as independent
constexpr double kBars = 2;        // standard errors on each side

SignWorkers signs_at(double snr, int workers = kFigureWorkers) {
  return {1, 1 / snr, workers};
}

std::vector<SignWorkers> figure_points() {
  std::vector<SignWorkers> points;
  for (const double snr : {0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0}) points.push_back(signs_at(snr));
  return points;
}

double snr_of(const SignWorkers& at) {
  return at.var_x / at.var_n;
}

double true_mse(const SignWorkers& at) {
  return theory::sign_average_mse(at, theory::sign_forward_size(at));
}

ChannelPoint point_of(const SignWorkers& at) {
  ChannelPoint point;
  point.name = fmt::format("signs snr {:g} K {}", snr_of(at), at.workers);
  point.law = ScalarChannel::kSign;
  point.var_n.assign(static_cast<std::size_t>(at.workers), at.var_n);
  point.size.assign(point.var_n.size(), 1);
  point.weight = theory::sign_forward_size(at) / at.workers;
  point.mse = true_mse(at);
  return point;
}

/// The engine's fault in what follows: N_1 and N_2 correlated, at snr 1 alone.
struct Planted {
  double correlation_n = 0;
  [[nodiscard]] bool skips(const SignWorkers& at) const {
    return correlation_n != 0 && (snr_of(at) != 1 || at.workers != kFigureWorkers);
  }
  [[nodiscard]] ChannelPoint at(const SignWorkers& workers) const {
    ChannelPoint point = point_of(workers);
    point.correlation_n = correlation_n;
    return point;
  }
};
constexpr double kCorrelation = 0.5;

/// Measured mean square errors of the averaged signs, relative to a formula.
HostOutcome check_mse(const HostContext& context, const Samples& samples, bool independent,
                      const Planted& planted) {
  JointTest test;
  double largest = 0;
  for (const SignWorkers& at : figure_points()) {
    if (planted.skips(at) || (independent && snr_of(at) < kFirstSnr)) continue;
    const stats::Estimate mse = samples->of(context, planted.at(at))->mse();
    const double formula =
        independent ? theory::sign_assumed_mse(at, kSignErrorForward) : true_mse(at);
    test.take(mse, formula, formula);
    largest = std::max(largest, mse.value / formula);
  }
  return test.outcome(
      fmt::format("Over {} ratios from snr {:g} the measured mean square error of "
                  "10 averaged signs is up to {:.4f} times that of the formula.",
                  test.count(), independent ? kFirstSnr : 0.01, largest));
}

/// Means of X/sd(X) in its 194 bins.
std::vector<double> bin_means() {
  const auto density = [](double z) {
    return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  };
  const std::vector<double> edges = bin_edges(1);
  std::vector<double> means;
  for (std::size_t i = 0; i <= edges.size(); ++i) {
    const double low = i == 0 ? 0 : density(edges[i - 1]);
    const double high = i == edges.size() ? 0 : density(edges[i]);
    const double below = i == 0 ? 0 : stats::normal_cdf(edges[i - 1]);
    const double up_to = i == edges.size() ? 1 : stats::normal_cdf(edges[i]);
    means.push_back((low - high) / (up_to - below));
  }
  return means;
}

/// Number of positive signs in a bin of X: samples, mean, and mean and variance by quadrature.
struct BinCount {
  double samples = 0, mean = 0, expected = 0, variance = 0;
};

std::vector<BinCount> bin_counts(const SignWorkers& at, const SampledChannel& sampled) {
  const stats::CountTable counts = sampled.joint();
  const std::vector<double> law = theory::joint_with_source(
      bin_edges(1), counts.columns, theory::positive_signs(snr_of(at), at.workers));
  std::vector<BinCount> bins(counts.rows);
  for (std::size_t i = 0; i < counts.cells.size(); ++i) {
    BinCount& bin = bins[i / counts.columns];
    bin.samples += static_cast<double>(counts.cells[i]);
  }
  for (std::size_t row = 0; row < counts.rows; ++row) {
    double p = 0;
    double first = 0;
    double second = 0;
    BinCount& bin = bins[row];
    for (std::size_t m = 0; m < counts.columns; ++m) {
      const auto number = static_cast<double>(m);
      const std::size_t cell = row * counts.columns + m;
      p += law[cell];
      first += law[cell] * number;
      second += law[cell] * number * number;
      bin.mean += number * static_cast<double>(counts.cells[cell]) / std::max(bin.samples, 1.0);
    }
    bin.expected = first / p;
    bin.variance = second / p - bin.expected * bin.expected;
  }
  return bins;
}

/// Chi-square of E[U | X in bin] over bins of 10^4 samples and more, at snr 0.1, 1 and 10.
/// @param linear whether the expected mean is that of X itself. @param var_n_factor fault: of the
/// engine's noise
HostOutcome check_means(const HostContext& context, const Samples& samples, bool linear,
                        double var_n_factor) {
  constexpr double kFewest = 1e4;
  const std::vector<double> of_source = bin_means();
  double chi_square = 0;
  double degrees = 0;
  std::uint64_t drawn = 0;
  for (const double snr : {0.1, 1.0, 10.0}) {
    if (var_n_factor != 1 && snr != 1) continue;
    const SignWorkers at = signs_at(snr);
    ChannelPoint point = point_of(at);
    for (double& var_n : point.var_n) var_n *= var_n_factor;
    const auto sampled = samples->of(context, point);
    const std::vector<BinCount> bins = bin_counts(at, *sampled);
    for (std::size_t i = 0; i < bins.size(); ++i) {
      if (bins[i].samples < kFewest || bins[i].variance * bins[i].samples < kFewest) continue;
      const double expected =
          linear ? at.workers * (1 + of_source[i] / theory::sign_forward_size(at)) / 2
                 : bins[i].expected;
      const double z = (bins[i].mean - expected) / std::sqrt(bins[i].variance / bins[i].samples);
      chi_square += z * z;
      ++degrees;
    }
    drawn += sampled->samples();
  }
  const auto n = static_cast<double>(drawn);
  HostOutcome outcome;
  outcome.estimate = {(chi_square - degrees) / n, std::sqrt(2 * degrees) / n, drawn,
                      stats::Law::own, boost::math::gamma_q(degrees / 2, chi_square / 2)};
  outcome.prediction = {0, 0, 1, 1};
  outcome.words =
      fmt::format("The mean number of positive signs in {:.0f} bins of X has chi-square {:.5g}.",
                  degrees, chi_square);
  return outcome;
}

/// H(B_1..B_K)/K in bits, measured.
stats::Estimate entropy_of(const SignWorkers& at, const SampledChannel& sampled) {
  const stats::PlugInLaw law = stats::entropy_law(theory::sign_patterns(snr_of(at), at.workers),
                                                  static_cast<double>(sampled.samples()));
  stats::Estimate entropy =
      stats::corrected(stats::plug_in_entropy(sampled.totals.symbols), law, sampled.samples());
  entropy.value *= log2e / at.workers;
  entropy.standard_error *= log2e / at.workers;
  return entropy;
}

HostOutcome check_entropy(const HostContext& context, const Samples& samples,
                          const Planted& planted) {
  JointTest test;
  std::vector<SignWorkers> points = figure_points();
  points.push_back(signs_at(1, kMostWorkers));
  double at_ten = 0;
  for (const SignWorkers& at : points) {
    if (planted.skips(at)) continue;
    const stats::Estimate entropy = entropy_of(at, *samples->of(context, planted.at(at)));
    test.take(entropy, theory::sign_joint_entropy(snr_of(at), at.workers) / at.workers);
    if (snr_of(at) == 10) at_ten = entropy.value;
  }
  return test.outcome(
      fmt::format("{} measured entropies of 10 and 16 signs are within {:.1e} bit "
                  "per worker where they are least likely; at K = 10, snr 10 it is "
                  "{:.4f} bit.",
                  test.count(), std::abs(test.deviation()), at_ten));
}

/// Rsum(D)/K or Rind(D)/K in bits.
double rate_at(const SignWorkers& at, double mse, double (*rate)(const theory::NormalForm&)) {
  const theory::NormalForm form =
      theory::normal_form(at.var_x, at.var_n, static_cast<std::size_t>(at.workers), mse);
  return rate(form) / at.workers * log2e;
}

/// A rate at the measured distortion; the standard error by the slope of the curve.
stats::Estimate measured_rate(const SignWorkers& at, const SampledChannel& sampled,
                              double (*rate)(const theory::NormalForm&)) {
  stats::Estimate mse = sampled.mse();
  const double step = mse.standard_error;
  const double slope =
      (rate_at(at, mse.value + step, rate) - rate_at(at, mse.value - step, rate)) / (2 * step);
  return {rate_at(at, mse.value, rate), std::abs(slope) * step, mse.samples, stats::Law::normal, 1};
}

HostOutcome check_rates(const HostContext& context, const Samples& samples,
                        double (*mse)(const SignWorkers&)) {
  JointTest test;
  for (const SignWorkers& at : figure_points()) {
    const auto sampled = samples->of(context, point_of(at));
    test.take(measured_rate(at, *sampled, theory::sum_rate),
              rate_at(at, mse(at), theory::sum_rate));
  }
  return test.outcome(
      fmt::format("At {} measured distortions Rsum/K is within {:.1e} bit of that at the true one "
                  "where it is least likely.",
                  test.count(), std::abs(test.deviation())));
}

double assumed_mse(const SignWorkers& at) {
  return theory::sign_assumed_mse(at, kSignErrorForward);
}

void add_bars(run::Curve& curve, double x, const stats::Estimate& estimate) {
  add_bar(curve, x, estimate.value, kBars * estimate.standard_error);
}

/// The three rates at the true distortion, and measured.
run::Series rate_figure(const HostContext& context, const Samples& samples) {
  run::Curve sign = curve_of("SignSGD");
  run::Curve sum = curve_of("Rsum/K");
  run::Curve independent = curve_of("ideal independent coding");
  run::Curve entropy = curve_of("signs coded together");
  run::Curve sum_points = curve_of("Rsum/K, measured D", run::CurveStyle::points);
  run::Curve independent_points = curve_of("independent, measured D", run::CurveStyle::points);
  run::Curve entropy_points = curve_of("signs, measured entropy", run::CurveStyle::points);
  for (int i = -40; i <= 40; ++i) {
    const SignWorkers at = signs_at(std::pow(10.0, i / 20.0));
    add_point(sign, snr_of(at), 1);
    add_point(sum, snr_of(at), rate_at(at, true_mse(at), theory::sum_rate));
    add_point(independent, snr_of(at), rate_at(at, true_mse(at), theory::independent_rate));
    add_point(entropy, snr_of(at), theory::sign_joint_entropy(snr_of(at), at.workers) / at.workers);
  }
  for (const SignWorkers& at : figure_points()) {
    const auto sampled = samples->of(context, point_of(at));
    add_bars(sum_points, snr_of(at), measured_rate(at, *sampled, theory::sum_rate));
    add_bars(independent_points, snr_of(at), measured_rate(at, *sampled, theory::independent_rate));
    add_bars(entropy_points, snr_of(at), entropy_of(at, *sampled));
  }
  run::Series series;
  series.id = "measured-rates";
  series.title = "Bits per worker at the distortion that 10 averaged signs have";
  series.x = {"snr sX2/sN2", "1", run::AxisScale::log};
  series.y = {"rate per worker", "bit", run::AxisScale::linear};
  // Colours repeat after four curves: points have those of their line.
  series.curves = {entropy, independent, sum, sign, entropy_points, independent_points, sum_points};
  return series;
}

/// Measured over assumed distortion, and E[U | X] over X at snr 1.
run::Series mse_figure(const HostContext& context, const Samples& samples) {
  run::Curve exact = curve_of("true formula");
  run::Curve measured = curve_of("measured", run::CurveStyle::points);
  for (int i = -40; i <= 40; ++i) {
    const SignWorkers at = signs_at(std::pow(10.0, i / 20.0));
    add_point(exact, snr_of(at), true_mse(at) / assumed_mse(at));
  }
  for (const SignWorkers& at : figure_points()) {
    stats::Estimate ratio = samples->of(context, point_of(at))->mse();
    ratio.value /= assumed_mse(at);
    ratio.standard_error /= assumed_mse(at);
    add_bars(measured, snr_of(at), ratio);
  }
  run::Series series;
  series.id = "measured-distortion";
  series.title = "Distortion of 10 averaged signs over that of independent errors";
  series.x = {"snr sX2/sN2", "1", run::AxisScale::log};
  series.y = {"D/((sN2 + kappa sY2)/K)", "1", run::AxisScale::log};
  series.curves = {exact, measured};
  return series;
}

run::Series mean_figure(const HostContext& context, const Samples& samples) {
  constexpr double kFewest = 1e3;
  const SignWorkers at = signs_at(1);
  const double size = theory::sign_forward_size(at);
  run::Curve linear = curve_of("E[U | X] = X, as printed");
  run::Curve exact = curve_of("c erf(x/sqrt(2 sN2))");
  run::Curve measured = curve_of("measured in bins of X", run::CurveStyle::points);
  const std::vector<double> means = bin_means();
  const std::vector<BinCount> bins = bin_counts(at, *samples->of(context, point_of(at)));
  for (std::size_t i = 0; i < bins.size(); ++i) {
    if (bins[i].samples < kFewest) continue;
    add_point(linear, means[i], means[i]);
    add_point(exact, means[i], theory::sign_conditional_mean(means[i], at.var_n, size));
    if (i % 8 != 0) continue;  // every eighth bin, so that the points can be told apart
    const double scale = 2 * size / at.workers;
    add_bars(measured, means[i],
             {scale * bins[i].mean - size, scale * std::sqrt(bins[i].variance / bins[i].samples), 1,
              stats::Law::normal, 1});
  }
  run::Series series;
  series.id = "measured-mean";
  series.title = "Mean of a scaled sign given X at snr 1, measured";
  series.x = {"X/sX", "1", run::AxisScale::linear};
  series.y = {"E[U | X]/sX", "1", run::AxisScale::linear};
  series.curves = {linear, exact, measured};
  return series;
}

void add_quantities(run::Claim& claim, const Samples& samples) {
  claim.host.push_back(sampled_quantity(
      "mse-measured",
      "the measured mean square error of averaged signs holds the arcsine of sX2/sY2", "D",
      [=](const HostContext& context) { return check_mse(context, samples, false, {}); }));
  claim.host.push_back(as_printed(sampled_quantity(
      "mse-measured-printed", "the measured mean square error is (sN2 + kappa sY2)/K", "D",
      [=](const HostContext& context) { return check_mse(context, samples, true, {}); })));
  claim.host.push_back(sampled_quantity(
      "mean-measured", "the measured E[U | X in a bin] is that of c erf(x/sqrt(2 sN2))", "phi^2",
      [=](const HostContext& context) { return check_means(context, samples, false, 1); }));
  claim.host.push_back(as_printed(sampled_quantity(
      "mean-measured-printed", "the measured E[U | X in a bin] is E[X | X in the bin]", "phi^2",
      [=](const HostContext& context) { return check_means(context, samples, true, 1); })));
  claim.host.push_back(sampled_quantity(
      "entropy-measured", "the measured entropy of the sign vectors is H(B_1..B_K)", "bit",
      [=](const HostContext& context) { return check_entropy(context, samples, {}); }));
  claim.host.push_back(sampled_quantity(
      "sum-rate-measured", "Rsum/K at the measured distortion is that at the true one", "bit",
      [=](const HostContext& context) { return check_rates(context, samples, true_mse); }));
}

void add_controls(run::Claim& claim, const Samples& samples) {
  const char* const correlated = "N_1 and N_2 have correlation 0.5 in the engine, at snr 1.";
  claim.host_controls.push_back(
      {"correlated-mse", correlated, "mse-measured", [=](const HostContext& context) {
         return check_mse(context, samples, false, {kCorrelation});
       }});
  claim.host_controls.push_back(
      {"correlated-entropy", correlated, "entropy-measured", [=](const HostContext& context) {
         return check_entropy(context, samples, {kCorrelation});
       }});
  claim.host_controls.push_back(
      {"noise-4-percent", "The engine samples with sN2 4 % larger, at snr 1.", "mean-measured",
       [=](const HostContext& context) { return check_means(context, samples, false, 1.04); }});
  claim.host_controls.push_back(
      {"rate-of-independent-errors", "Rsum/K is predicted at the distortion of independent errors.",
       "sum-rate-measured",
       [=](const HostContext& context) { return check_rates(context, samples, assumed_mse); }});
}

}  // namespace

void add_measured_fig7(run::Claim& claim) {
  const auto samples = std::make_shared<ChannelSamples>(kPerInstance);
  claim.assumptions +=
      " Measured: signs of 10 workers of the engine at snr 0.01 to 100, and of 16 at snr 1.";
  add_quantities(claim, samples);
  add_controls(claim, samples);
  for (const auto figure : {rate_figure, mse_figure, mean_figure}) {
    add_figure(claim, [=](const HostContext& context) { return figure(context, samples); });
  }
}

}  // namespace ceo::verify
