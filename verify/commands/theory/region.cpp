// `ceo-verify theory region`: every constraint of the rate region at given test channels.
#include "host/theory/region.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>

#include "host/base/error.hpp"
#include "host/theory/classical.hpp"
#include "verify/commands/theory/point.hpp"
#include "verify/commands/theory/topics.hpp"
#include "verify/commands/theory/workers.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

/// Beyond this a list of 2^K - 1 lines serves nobody.
constexpr std::size_t kMostShownWorkers = 16;

std::string region_text(const RatedPoint& rated, const theory::Channel& channel,
                        const std::vector<double>& constraints, double classical) {
  std::string rates = "  r =";
  for (const double rate : channel.rate) rates += " " + number(rate);
  std::string text =
      "Rate region at given test channels (ZTW Theorem 2, eqs 12-14)\n\n"
      "  R(r) = { R : sum_A R_k >= f_r(A) for every non-empty set A of workers }\n"
      "  f_r(A) = sum_A r_k + (1/2) ln[(1/sX2 + 1/D) / (1/sX2 + sum_{k not in A} a_k)]\n"
      "         = I(Y_A; U_A | U_{A^c})\n"
      "  region(D) is the union of R(r) over all r with sum_k a_k = 1/D\n"
      "  X, N_k, V_k independent, Gaussian, zero mean; decoder unbiased, E[Xhat | X] = X\n\n" +
      origin_text(rated, channel) + "  " + wrap(rates + " nat", 98, 6) + "\n" +
      fmt::format("  classical region of the same rates at D' = 1/(1/D + 1/sX2) = {}\n\n",
                  number(classical));
  TextTable table({"workers A", "least sum of R (nat)", "(bit)"},
                  {Align::left, Align::right, Align::right});
  for (std::size_t set = 1; set < constraints.size(); ++set) {
    table.add({fmt::format("{}", fmt::join(counted_from_one(theory::workers_of(set)), ",")),
               number(constraints[set]), number(bits(constraints[set]))});
  }
  return text + table.str();
}

Json region_json(const theory::Channel& channel, const std::vector<double>& constraints,
                 double classical) {
  Json list = Json::array();
  for (std::size_t set = 1; set < constraints.size(); ++set) {
    list.push_back(
        {{"subset", counted_from_one(theory::workers_of(set))}, {"nats", constraints[set]}});
  }
  return {{"distortion", channel.distortion},
          {"classical_distortion", classical},
          {"r_nats", channel.rate},
          {"constraints", list}};
}

ExitCode region_topic(const RatedPoint& rated, const CommonOptions& common) {
  const theory::Channel channel = channel_of(rated);
  const std::size_t workers = channel.rate.size();
  if (workers > kMostShownWorkers) {
    throw Error(
        ExitCode::usage,
        fmt::format("{} workers have 2^{} - 1 constraints, too many to show", workers, workers),
        "--var-n",
        fmt::format("Give at most {} workers; theory vertex takes more.", kMostShownWorkers));
  }
  const std::vector<double> constraints = theory::subset_informations(channel);
  const double classical = theory::classical_distortion(channel.var_x, channel.distortion);
  print_result(common.json ? json_text(region_json(channel, constraints, classical))
                           : region_text(rated, channel, constraints, classical));
  return ExitCode::as_expected;
}

}  // namespace

Command add_region_topic(CLI::App& theory) {
  CLI::App* parser =
      theory.add_subcommand("region", "Constraints of the rate region for all sets of workers");
  const auto state = std::make_shared<State<RatedPoint>>();
  add_rated_point(*parser, state->options);
  add_common(*parser, state->common);
  parser->footer(
      "Lists are numbers separated by commas. Rates are in nats per symbol (1 nat = 1.442695 "
      "bit).\n\n"
      "Examples:\n"
      "  ceo-verify theory region --var-x 1 --var-n 1,2 --r 0.3,0.2\n"
      "  ceo-verify theory region --var-x 1 --var-n 1,1,10 --distortion 1 --json");
  return {parser,
          [state](const Arguments&) { return region_topic(state->options, state->common); }};
}

}  // namespace ceo::verify
