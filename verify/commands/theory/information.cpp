// `ceo-verify theory information`: what quantised workers tell, against Lemma 4.
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <numbers>

#include "host/base/error.hpp"
#include "host/theory/converse.hpp"
#include "host/theory/quantised_channel.hpp"
#include "verify/commands/theory/topics.hpp"
#include "verify/commands/theory/workers.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

struct InformationOptions {
  double var_x = 0;
  std::string var_n, bits, step;  ///< lists as typed
  std::optional<std::uint64_t> workers;
};

struct InformationAnswer {
  std::vector<double> var_n, bits, step, rates;
  double information = 0;
  theory::InformationSides sides;
};

InformationAnswer answer_of(const InformationOptions& options) {
  InformationAnswer answer;
  answer.var_n = per_worker(options.var_n, "--var-n", options.workers);
  const std::size_t count = answer.var_n.size();
  answer.bits = per_worker_of(options.bits, "--bits", options.workers, count);
  answer.step = per_worker_of(options.step, "--step", options.workers, count);
  std::vector<theory::QuantisedWorker> workers;
  for (std::size_t k = 0; k < count; ++k) {
    const double bits = answer.bits[k];
    if (bits != std::floor(bits) || !(bits >= 1 && bits <= 8)) {
      throw Error(ExitCode::usage, fmt::format("{} is no number of bits", bits), "--bits",
                  "Give whole numbers from 1 to 8.");
    }
    workers.push_back(
        {answer.var_n[k], theory::uniform_midrise(static_cast<int>(bits), answer.step[k])});
  }
  answer.information = theory::quantised_information(options.var_x, workers);
  for (const theory::QuantisedWorker& worker : workers) {
    answer.rates.push_back(theory::quantised_rate(options.var_x, worker));
  }
  answer.sides =
      theory::information_sides(options.var_x, answer.var_n, answer.rates, answer.information);
  return answer;
}

Json information_json(const InformationOptions& options, const InformationAnswer& answer) {
  const auto in_bits = [](double nats) { return nats * std::numbers::log2e; };
  std::vector<double> rates;
  for (const double rate : answer.rates) rates.push_back(in_bits(rate));
  const double most = answer.information + answer.sides.slack;
  return {{"var_x", options.var_x},
          {"var_n", answer.var_n},
          {"r_nats", answer.rates},
          {"r_bits", rates},
          {"information_nats", answer.information},
          {"information_bits", in_bits(answer.information)},
          {"bound_nats", most},
          {"bound_bits", in_bits(most)},
          {"slack_nats", answer.sides.slack},
          {"reached", answer.sides.reached},
          {"allowed", answer.sides.allowed}};
}

std::string information_text(const InformationOptions& options, const InformationAnswer& answer) {
  std::string text =
      "Informations of quantised workers (ZTW Appendix B, Lemma 4; by quadrature)\n\n"
      "  worker k sends C_k, the cell of Y_k = X + N_k in a uniform midrise quantiser\n"
      "  r_k = I(Y_k; C_k | X) = H(C_k | X)\n"
      "  (1/sX2) exp(2 I(X; C_1..C_K)) <= 1/sX2 + sum_k (1 - exp(-2 r_k))/sN2_k for any encoders\n"
      "  X, N_k independent, Gaussian, zero mean\n\n";
  TextTable table({"worker", "sN2", "bits", "step", "r (nat)", "r (bit)"},
                  std::vector<Align>(6, Align::right));
  for (std::size_t k = 0; k < answer.var_n.size(); ++k) {
    table.add({fmt::format("{}", k + 1), fmt::format("{:.8g}", answer.var_n[k]),
               fmt::format("{:.0f}", answer.bits[k]), fmt::format("{:.8g}", answer.step[k]),
               fmt::format("{:.8g}", answer.rates[k]),
               fmt::format("{:.8g}", answer.rates[k] * std::numbers::log2e)});
  }
  const double most = answer.information + answer.sides.slack;
  return text + table.str() +
         fmt::format(
             "\n  sX2 = {:.10g}\n"
             "  I(X; C_1..C_K) = {:.10g} nat = {:.10g} bit\n"
             "  at most {:.10g} nat = {:.10g} bit by Lemma 4: slack {:.4g} nat\n",
             options.var_x, answer.information, answer.information * std::numbers::log2e, most,
             most * std::numbers::log2e, answer.sides.slack);
}

ExitCode information_topic(const InformationOptions& options, const CommonOptions& common) {
  const InformationAnswer answer = answer_of(options);
  print_result(common.json ? json_text(information_json(options, answer))
                           : information_text(options, answer));
  return ExitCode::as_expected;
}

}  // namespace

Command add_information_topic(CLI::App& theory) {
  CLI::App* parser =
      theory.add_subcommand("information", "Informations of quantised workers, against Lemma 4");
  const auto state = std::make_shared<State<InformationOptions>>();
  InformationOptions& options = state->options;
  parser->add_option("--var-x", options.var_x, "Variance of X")->required()->type_name("sX2");
  parser->add_option("--var-n", options.var_n, "Variances of the worker noises N_k")
      ->required()
      ->type_name("LIST");
  parser->add_option("--bits", options.bits, "Bits of each quantiser, 1 to 8")
      ->required()
      ->type_name("LIST");
  parser->add_option("--step", options.step, "Widths of the cells")->required()->type_name("LIST");
  parser->add_option("--workers", options.workers, "Repeat single values for K workers")
      ->type_name("K");
  add_common(*parser, state->common);
  parser->footer(
      "The cells of all workers are enumerated together: at most 2^20 of them, 20 bits in all.\n\n"
      "Examples:\n"
      "  ceo-verify theory information --var-x 1 --var-n 1 --bits 5 --step 0.35\n"
      "  ceo-verify theory information --var-x 2 --var-n 1,0.5 --bits 3,4 --step 0.9,0.5 --json\n"
      "  ceo-verify theory information --var-x 1 --var-n 1 --bits 1 --step 1 --workers 10");
  return {parser,
          [state](const Arguments&) { return information_topic(state->options, state->common); }};
}

}  // namespace ceo::verify
