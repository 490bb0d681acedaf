// `ceo-verify theory cost`: the distortion at which a training run sends least in total.
#include <fmt/format.h>

#include <memory>
#include <numbers>
#include <optional>

#include "host/base/error.hpp"
#include "host/theory/total_cost.hpp"
#include "verify/commands/theory/convergence_options.hpp"
#include "verify/commands/theory/topics.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

struct CostOptions {
  ConvergenceOptions convergence;
  double var_x = 0, var_n = 0;
  std::uint64_t workers = 1;
};

/// Everything that is told of one problem.
struct CostAnswer {
  theory::CostProblem problem;
  std::optional<theory::CostPoint> best;
  bool monotone = false;
  double limit = 0;
  std::vector<theory::CostPoint> curve;
};

CostAnswer answer_of(const CostOptions& options) {
  CostAnswer answer;
  answer.problem = {options.convergence.problem,
                    options.convergence.epsilon,
                    options.var_x,
                    options.var_n,
                    static_cast<std::size_t>(options.workers),
                    options.convergence.symbols};
  answer.best = theory::cheapest_distortion(answer.problem);
  answer.monotone = theory::cost_falls_throughout(answer.problem);
  answer.limit = theory::total_cost_limit(answer.problem);
  for (const double delta : {0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0}) {
    answer.curve.push_back(theory::total_cost(answer.problem, delta));
  }
  return answer;
}

Json point_json(const theory::CostPoint& point) {
  return {{"delta", point.delta},
          {"distortion", point.distortion},
          {"iterations_exact", point.iterations},
          {"sum_rate_nats", point.sum_rate},
          {"total_nats", point.total},
          {"total_bits", point.total * std::numbers::log2e}};
}

Json cost_json(const CostAnswer& answer) {
  const double total = answer.best ? answer.best->total : answer.limit;
  Json json{{"monotone", answer.monotone},
            {"optimal_delta", answer.best ? Json(answer.best->delta) : Json(nullptr)},
            {"total_nats", total},
            {"total_bits", total * std::numbers::log2e},
            {"limit_nats", answer.limit},
            {"share_of_limit", total / answer.limit},
            {"optimum", answer.best ? point_json(*answer.best) : Json(nullptr)}};
  for (const theory::CostPoint& point : answer.curve) json["curve"].push_back(point_json(point));
  return json;
}

std::string conclusion(const CostAnswer& answer) {
  if (answer.best) {
    return fmt::format(
        "  least total {:.10g} nat = {:.10g} bit at delta = {:.8g}, D = {:.8g}:\n"
        "  {:.4g} of the limit {:.10g} nat as D grows\n",
        answer.best->total, answer.best->total * std::numbers::log2e, answer.best->delta,
        answer.best->distortion, answer.best->total / answer.limit, answer.limit);
  }
  return fmt::format("  no finite D is best: {} its limit {:.10g} nat = {:.10g} bit as D grows\n",
                     answer.monotone
                         ? "the total falls for all D to"
                         : "the least total lies above delta = 1e8 and is, to 7 digits,",
                     answer.limit, answer.limit * std::numbers::log2e);
}

std::string cost_text(const CostAnswer& answer) {
  const theory::CostProblem& problem = answer.problem;
  std::string text =
      "Total communication of a training run over the distortion (ZTW eqs 22-24, Remark 6)\n\n"
      "  total = n T(n D) Rsum(D): symbols, iterations (`theory iterations`), sum rate per symbol\n"
      "  Rsum = (K/2) ln((1 + delta)/delta) + (1/2) ln(1 + K snr/(1 + delta)), delta = K D/sN2 - "
      "1\n"
      "  it falls for all D iff sX2^2 <= sN2^2/K + 2 (eps Lf/n)(sX2 + sN2) (corrected Remark 6)\n"
      "  K equal workers, statistics that do not change over the iterations\n\n";
  TextTable table({"delta", "D", "iterations", "Rsum (nat)", "total (nat)", "total (bit)"},
                  std::vector<Align>(6, Align::right));
  const auto add = [&](const theory::CostPoint& point) {
    const auto number = [](double value) { return fmt::format("{:.8g}", value); };
    table.add({number(point.delta), number(point.distortion), number(point.iterations),
               number(point.sum_rate), number(point.total),
               number(point.total * std::numbers::log2e)});
  };
  for (const theory::CostPoint& point : answer.curve) add(point);
  return text + table.str() +
         fmt::format("\n  sX2 = {:.10g}, sN2 = {:.10g}, K = {}, n = {:.10g}\n", problem.var_x,
                     problem.var_n, problem.workers, problem.symbols) +
         conclusion(answer);
}

ExitCode cost_topic(const CostOptions& options, const CommonOptions& common) {
  const CostAnswer answer = answer_of(options);
  print_result(common.json ? json_text(cost_json(answer)) : cost_text(answer));
  return ExitCode::as_expected;
}

}  // namespace

Command add_cost_topic(CLI::App& theory) {
  CLI::App* parser = theory.add_subcommand(
      "cost", "Total communication over the distortion, and where it is least");
  const auto state = std::make_shared<State<CostOptions>>();
  add_convergence_options(*parser, state->options.convergence);
  parser->add_option("--var-x", state->options.var_x, "Variance of X per symbol")
      ->required()
      ->type_name("sX2");
  parser->add_option("--var-n", state->options.var_n, "Variance of every worker's noise per symbol")
      ->required()
      ->type_name("sN2");
  parser->add_option("--workers", state->options.workers, "Number of equal workers")
      ->required()
      ->type_name("K");
  add_common(*parser, state->common);
  parser->footer(
      "Where no finite D is best, `optimal_delta` is null and `total_nats` the limit as D "
      "grows.\n\n"
      "Examples:\n"
      "  ceo-verify theory cost --eps 0.01 --smoothness 0 --radius 1 --var-x 1 --var-n 1 --workers "
      "10\n"
      "  ceo-verify theory cost --eps 0.01 --smoothness 1 --radius 1 --var-x 10 --var-n 1 "
      "--workers "
      "50 --symbols 1000 --json");
  return {parser, [state](const Arguments&) { return cost_topic(state->options, state->common); }};
}

}  // namespace ceo::verify
