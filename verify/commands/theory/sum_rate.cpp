// `ceo-verify theory sum-rate`: the least sum rate of one layer, or of several with the best split.
#include "host/theory/sum_rate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>

#include "host/base/error.hpp"
#include "host/theory/layer_split.hpp"
#include "verify/commands/theory/layers.hpp"
#include "verify/commands/theory/point.hpp"
#include "verify/commands/theory/topics.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

struct SumRateOptions {
  PointOptions point;
  std::vector<std::string> layers;
  double distortion = 0;
};

/// One layer, or several with their split.
struct Problem {
  std::vector<theory::Layer> layers;
  theory::LayerSplit split;
  bool layered = false;
};

Problem solve(const SumRateOptions& options) {
  Problem problem;
  problem.layered = !options.layers.empty();
  if (problem.layered) {
    problem.layers = layers_of(options.layers, options.point);
    problem.split = theory::optimal_split(problem.layers, options.distortion);
    return problem;
  }
  if (!options.point.var_x || options.point.var_n.empty()) {
    throw Error(ExitCode::usage, "there is no source and no worker", "--var-x, --var-n",
                "Give both, or --layer for each layer.");
  }
  problem.layers = {{*options.point.var_x, noises_of(options.point)}};
  const std::vector<double> all{options.distortion};
  problem.split = theory::split_at(problem.layers, all);
  return problem;
}

double independent_of(const Problem& problem) {
  double sum = 0;
  for (const theory::Channel& channel : problem.split.channel) {
    sum += theory::independent_rate(channel);
  }
  return sum;
}

double gain_of(const Problem& problem) {
  double sum = 0;
  for (const theory::Channel& channel : problem.split.channel) sum += theory::coding_gain(channel);
  return sum;
}

bool equal(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [&](double v) { return v == values.front(); });
}

/// What only one layer of equal workers has, or of unequal ones.
std::string special_text(const theory::Layer& layer, double distortion) {
  if (!equal(layer.var_n)) {
    return fmt::format(
        "  a draft's formula with all workers active (wrong if one is silent): {}\n",
        nats_and_bits(theory::printed_unequal_sum_rate(layer.var_x, layer.var_n, distortion)));
  }
  const theory::NormalForm form =
      theory::normal_form(layer.var_x, layer.var_n[0], layer.var_n.size(), distortion);
  return fmt::format(
      "  delta = K D/sN2 - 1 = {}, snr = sX2/sN2 = {}\n"
      "  limit of many such workers at this D: {}\n",
      number(form.delta), number(form.snr),
      nats_and_bits(theory::many_workers_sum_rate(layer.var_x, layer.var_n[0], distortion)));
}

std::string layers_text(const Problem& problem) {
  TextTable table({"layer", "sX2", "workers", "active", "D_l", "Rsum_l (nat)", "slope"},
                  {Align::right, Align::right, Align::right, Align::right, Align::right,
                   Align::right, Align::right});
  for (std::size_t l = 0; l < problem.layers.size(); ++l) {
    const theory::Channel& channel = problem.split.channel[l];
    const auto active = std::count_if(channel.rate.begin(), channel.rate.end(),
                                      [](double rate) { return rate > 0; });
    table.add({fmt::format("{}", l + 1), number(channel.var_x),
               fmt::format("{}", channel.rate.size()), fmt::format("{}", active),
               number(problem.split.distortion[l]), number(theory::sum_rate(channel)),
               number(problem.split.slope[l])});
  }
  return table.str();
}

std::string workers_text(const theory::Channel& channel) {
  TextTable table({"worker", "sN2", "a", "r (nat)", "r (bit)"},
                  {Align::right, Align::right, Align::right, Align::right, Align::right});
  for (std::size_t k = 0; k < channel.rate.size(); ++k) {
    table.add({fmt::format("{}", k + 1), number(channel.var_n[k]), number(channel.precision[k]),
               number(channel.rate[k]), number(bits(channel.rate[k]))});
  }
  return table.str();
}

std::string sum_rate_text(const Problem& problem, double distortion) {
  std::string text =
      "Least sum rate (ZTW Corollary 2, eq 22, and Remark 4; reverse water-filling)\n\n"
      "  exp(-2 r_k) = min(1, nu sN2_k), sum_k max(0, 1/sN2_k - nu) = 1/D\n"
      "  Rsum = sum_k r_k + (1/2) ln(1 + sX2/D); K equal workers:\n"
      "  Rsum = (K/2) ln(K D/(K D - sN2)) + (1/2) ln(1 + sX2/D)\n"
      "  Rind = sum_k I(Y_k; U_k): the same test channels without distributed source coding\n";
  if (problem.layered) {
    text +=
        "  L layers (Corollary 1): D = sum_l D_l split so that -dRsum_l/dD_l is equal for all l\n";
  }
  text += "  X, N_k, V_k independent, Gaussian, zero mean; decoder unbiased\n\n";
  text += problem.layered ? layers_text(problem) : workers_text(problem.split.channel[0]);
  text += fmt::format("\n  D = {} (above Dmin = {})\n", number(distortion),
                      number(theory::minimal_total_distortion(problem.layers)));
  if (!problem.layered) text += special_text(problem.layers[0], distortion);
  return text + fmt::format("  Rsum = {}\n  Rind = {}\n  gain = {}\n",
                            nats_and_bits(problem.split.sum_rate),
                            nats_and_bits(independent_of(problem)),
                            nats_and_bits(gain_of(problem)));
}

Json sum_rate_json(const Problem& problem, double distortion) {
  const double independent = independent_of(problem);
  Json json{{"distortion", distortion},
            {"d_min", theory::minimal_total_distortion(problem.layers)},
            {"rate_nats", problem.split.sum_rate},
            {"rate_bits", bits(problem.split.sum_rate)},
            {"independent_nats", independent},
            {"independent_bits", bits(independent)},
            {"gain_nats", gain_of(problem)}};
  if (!problem.layered) {
    json["r_nats"] = problem.split.channel[0].rate;
    json["a"] = problem.split.channel[0].precision;
    return json;
  }
  Json r = Json::array();
  Json a = Json::array();
  for (const theory::Channel& channel : problem.split.channel) {
    r.push_back(channel.rate);
    a.push_back(channel.precision);
  }
  json["layer_distortion"] = problem.split.distortion;
  json["layer_slope"] = problem.split.slope;
  json["r_nats"] = r;
  json["a"] = a;
  return json;
}

ExitCode sum_rate_topic(const SumRateOptions& options, const CommonOptions& common) {
  const Problem problem = solve(options);
  print_result(common.json ? json_text(sum_rate_json(problem, options.distortion))
                           : sum_rate_text(problem, options.distortion));
  return ExitCode::as_expected;
}

}  // namespace

Command add_sum_rate_topic(CLI::App& theory) {
  CLI::App* parser =
      theory.add_subcommand("sum-rate", "Least sum rate, with and without distributed coding");
  const auto state = std::make_shared<State<SumRateOptions>>();
  add_point_options(*parser, state->options.point, false);
  add_layer_option(*parser, state->options.layers)->excludes("--var-x")->excludes("--var-n");
  parser
      ->add_option("--distortion", state->options.distortion,
                   "Distortion D, of all layers together")
      ->required()
      ->type_name("D");
  add_common(*parser, state->common);
  parser->footer(
      "Lists are numbers separated by commas. Rates are in nats per symbol (1 nat = 1.442695 "
      "bit).\n\n"
      "Examples:\n"
      "  ceo-verify theory sum-rate --var-x 1 --var-n 1 --workers 10 --distortion 0.2\n"
      "  ceo-verify theory sum-rate --var-x 1 --var-n 1,1,10 --distortion 1 --json\n"
      "  ceo-verify theory sum-rate --layer 'var-x=1;var-n=1,1' --layer 'var-x=2;var-n=2,2' \\\n"
      "      --distortion 4");
  return {parser,
          [state](const Arguments&) { return sum_rate_topic(state->options, state->common); }};
}

}  // namespace ceo::verify
