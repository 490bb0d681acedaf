// `ceo-verify theory boundary`: the cheapest rates of the region at given prices.
#include "host/theory/boundary.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>

#include "verify/commands/theory/layered_point.hpp"
#include "verify/commands/theory/topics.hpp"
#include "verify/commands/theory/workers.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

struct BoundaryOptions {
  LayeredPoint layered;
  std::string alpha;  ///< a list of prices
};

struct Solved {
  std::vector<theory::Layer> layers;
  std::vector<double> prices;
  theory::BoundaryPoint point;
};

Solved solve(const BoundaryOptions& options) {
  Solved solved;
  solved.layers = layers_of(options.layered);
  solved.prices = per_worker_of(options.alpha, "--alpha", options.layered.point.workers,
                                solved.layers.front().var_n.size());
  solved.point = theory::boundary_point(solved.layers, solved.prices, options.layered.distortion);
  return solved;
}

std::string layer_table(const Solved& solved) {
  TextTable table({"layer", "worker", "sN2", "a", "r (nat)", "R (nat)", "R (bit)"},
                  {Align::right, Align::right, Align::right, Align::right, Align::right,
                   Align::right, Align::right});
  for (std::size_t l = 0; l < solved.layers.size(); ++l) {
    const theory::LayerPoint& layer = solved.point.layers[l];
    for (std::size_t k = 0; k < solved.prices.size(); ++k) {
      table.add({fmt::format("{}", l + 1), fmt::format("{}", k + 1),
                 number(solved.layers[l].var_n[k]), number(layer.allocation.precision[k]),
                 number(layer.test_rate[k]), number(layer.rate[k]), number(bits(layer.rate[k]))});
    }
    table.note(fmt::format("  D_{} = {}, sX2 = {}", l + 1, number(layer.allocation.distortion),
                           number(solved.layers[l].var_x)));
  }
  return table.str();
}

std::string boundary_text(const Solved& solved, double distortion) {
  std::string text =
      "Boundary of the rate region by prices (ZTW Lemma 1 eq 19 and problem P eq 20, corrected)\n\n"
      "  min sum_k alpha_k R_k over region(D), workers numbered by falling price:\n"
      "  min sum_l { sum_k alpha_k r_kl\n"
      "        + (1/2) sum_{k<K} (alpha_k - alpha_{k+1}) max(0, ln[(1/sX2_l + 1/D_l)/s_kl])\n"
      "        + (alpha_K/2) ln(1 + sX2_l/D_l) }\n"
      "  s_kl = 1/sX2_l + sum_{i>k} a_il, r_kl = -(1/2) ln(1 - sN2_kl a_kl)\n"
      "  over 0 <= a_kl < 1/sN2_kl, sum_k a_kl >= 1/D_l, sum_l D_l <= D: a convex problem.\n"
      "  As printed, with sum_k a_kl for 1/D_l in the logarithm, it is not convex.\n"
      "  X, N_k, V_k independent, Gaussian, zero mean; layers independent\n\n" +
      layers_text(solved.layers, distortion) + "\n" + layer_table(solved) + "\n";
  TextTable table({"worker", "alpha", "R (nat)", "R (bit)"},
                  {Align::right, Align::right, Align::right, Align::right});
  for (std::size_t k = 0; k < solved.prices.size(); ++k) {
    table.add({fmt::format("{}", k + 1), number(solved.prices[k]), number(solved.point.rate[k]),
               number(bits(solved.point.rate[k]))});
  }
  return text + table.str() +
         fmt::format(
             "\n  sum_k alpha_k R_k = {}\n"
             "  lambda = -d/dD of it = {} nat per squared unit of the gradient\n"
             "  KKT residual = {:.1e} of the objective, which bounds its excess\n",
             nats_and_bits(solved.point.objective), number(solved.point.slope),
             solved.point.kkt_residual);
}

Json boundary_json(const Solved& solved, double distortion) {
  Json split = Json::array();
  Json a = Json::array();
  Json r = Json::array();
  Json rates = Json::array();
  for (const theory::LayerPoint& layer : solved.point.layers) {
    split.push_back(layer.allocation.distortion);
    a.push_back(layer.allocation.precision);
    r.push_back(layer.test_rate);
    rates.push_back(layer.rate);
  }
  return {{"distortion", distortion},
          {"d_min", theory::minimal_total_distortion(solved.layers)},
          {"alpha", solved.prices},
          {"rates_nats", solved.point.rate},
          {"objective_nats", solved.point.objective},
          {"lambda", solved.point.slope},
          {"kkt_residual", solved.point.kkt_residual},
          {"layer_distortion", split},
          {"layer_rates_nats", rates},
          {"r_nats", r},
          {"a", a},
          {"iterations", solved.point.iterations}};
}

ExitCode boundary_topic(const BoundaryOptions& options, const CommonOptions& common) {
  const Solved solved = solve(options);
  const double distortion = options.layered.distortion;
  print_result(common.json ? json_text(boundary_json(solved, distortion))
                           : boundary_text(solved, distortion));
  return ExitCode::as_expected;
}

}  // namespace

Command add_boundary_topic(CLI::App& theory) {
  CLI::App* parser =
      theory.add_subcommand("boundary", "The cheapest rates at prices per nat of each worker");
  const auto state = std::make_shared<State<BoundaryOptions>>();
  parser->add_option("--alpha", state->options.alpha, "Prices per nat, above 0, in any order")
      ->required()
      ->type_name("LIST");
  add_layered_point(*parser, state->options.layered);
  add_common(*parser, state->common);
  parser->footer(
      "Lists are numbers separated by commas. Rates are in nats per symbol (1 nat = 1.442695 "
      "bit).\n\n"
      "Examples:\n"
      "  ceo-verify theory boundary --alpha 3,2,1 --var-x 1 --var-n 1 --workers 3 --distortion 1\n"
      "  ceo-verify theory boundary --alpha 1,0.05 --layer 'var-x=1;var-n=1,1' \\\n"
      "      --layer 'var-x=2;var-n=2,2' --distortion 4 --json");
  return {parser,
          [state](const Arguments&) { return boundary_topic(state->options, state->common); }};
}

}  // namespace ceo::verify
