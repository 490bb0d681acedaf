// `ceo-verify theory classical`: the problem without the demand of an unbiased decoder, beside
// ours.
#include "host/theory/classical.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>

#include "host/theory/sum_rate.hpp"
#include "verify/commands/theory/point.hpp"
#include "verify/commands/theory/topics.hpp"
#include "verify/ledger_json.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

struct ClassicalOptions {
  PointOptions point;
  double distortion = 0;
};

/// Everything that the topic says, in nats.
struct Comparison {
  double distortion = 0;
  double mapped = 0;     ///< D'
  double unbiased = 0;   ///< least sum rate of the unbiased problem at D
  double at_same = 0;    ///< classical, mean square error D
  double at_mapped = 0;  ///< classical, mean square error D'
  double limit = 0;      ///< Remark 2
};

Comparison compare(const ClassicalOptions& options) {
  const std::vector<double> var_n = noises_of(options.point);
  const double var_x = options.point.var_x.value_or(0);
  Comparison found;
  found.distortion = options.distortion;
  found.unbiased = theory::least_sum_rate(var_x, var_n, options.distortion);
  found.mapped = theory::classical_distortion(var_x, options.distortion);
  found.at_same = theory::classical_sum_rate(var_x, var_n, options.distortion);
  found.at_mapped = theory::classical_sum_rate(var_x, var_n, found.mapped);
  found.limit = theory::large_distortion_rate(var_x, var_n, options.distortion);
  return found;
}

std::string classical_text(const Comparison& found, double var_x) {
  return fmt::format(
      "Classical and unbiased problem (PTR; ZTW Theorem 2 and Remark 2)\n\n"
      "  classical: sum_A R_k >= sum_A r_k + (1/2) ln(1/D') - (1/2) ln(1/sX2 + sum_{{k not in A}} "
      "a_k),\n"
      "  1/sX2 + sum_k a_k = 1/D', D' = E (Xhat - X)^2 of any decoder\n"
      "  region(D) of the unbiased problem is the classical one at D' = 1/(1/D + 1/sX2):\n"
      "  an unbiased decoder scaled by sX2/(sX2 + D) has the mean square error D'\n"
      "  classical rate 0 for D' >= sX2; unbiased about (sX2 + min_k sN2_k)/(2 D) as D grows\n"
      "  X, N_k, V_k independent, Gaussian, zero mean\n\n"
      "  D = {}, D' = {}, sX2 = {}\n"
      "  unbiased sum rate at D:                   {}\n"
      "  classical sum rate, mean square error D': {}\n"
      "  classical sum rate, mean square error D:  {}{}\n"
      "  (sX2 + min_k sN2_k)/(2 D):                {}\n",
      number(found.distortion), number(found.mapped), number(var_x), nats_and_bits(found.unbiased),
      nats_and_bits(found.at_mapped), nats_and_bits(found.at_same),
      found.at_same == 0 ? ", as D >= sX2" : "", nats_and_bits(found.limit));
}

Json classical_json(const Comparison& found) {
  return {{"distortion", found.distortion},
          {"classical_distortion", found.mapped},
          {"unbiased_nats", found.unbiased},
          {"classical_nats_at_classical_distortion", found.at_mapped},
          {"classical_nats_at_distortion", found.at_same},
          {"classical_is_zero", found.at_same == 0},
          {"large_distortion_nats", found.limit}};
}

ExitCode classical_topic(const ClassicalOptions& options, const CommonOptions& common) {
  const Comparison found = compare(options);
  print_result(common.json ? json_text(classical_json(found))
                           : classical_text(found, options.point.var_x.value_or(0)));
  return ExitCode::as_expected;
}

}  // namespace

Command add_classical_topic(CLI::App& theory) {
  CLI::App* parser =
      theory.add_subcommand("classical", "Sum rates with and without the unbiased decoder");
  const auto state = std::make_shared<State<ClassicalOptions>>();
  add_point_options(*parser, state->options.point);
  parser->add_option("--distortion", state->options.distortion, "Distortion D")
      ->required()
      ->type_name("D");
  add_common(*parser, state->common);
  parser->footer(
      "Lists are numbers separated by commas. Rates are in nats per symbol (1 nat = 1.442695 "
      "bit).\n\n"
      "Examples:\n"
      "  ceo-verify theory classical --var-x 1 --var-n 1 --workers 10 --distortion 0.2\n"
      "  ceo-verify theory classical --var-x 1 --var-n 1,1,10 --distortion 2 --json");
  return {parser,
          [state](const Arguments&) { return classical_topic(state->options, state->common); }};
}

}  // namespace ceo::verify
