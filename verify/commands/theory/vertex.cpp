// `ceo-verify theory vertex`: the rates of successive decoding in a given order.
#include <fmt/format.h>

#include <memory>
#include <string>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "host/theory/region.hpp"
#include "host/theory/sum_rate.hpp"
#include "verify/commands/parse.hpp"
#include "verify/commands/theory/point.hpp"
#include "verify/commands/theory/topics.hpp"
#include "verify/commands/theory/workers.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

struct VertexOptions {
  RatedPoint rated;
  std::string order;  ///< a list of workers from 1, decoded last first
};

/// The workers of --order, from 0. Which they are is for theory::vertex to check.
std::vector<std::size_t> order_of(const std::string& text) {
  std::vector<std::size_t> order;
  for (const double value : parse_list(text, "--order")) {
    const auto worker = static_cast<std::size_t>(value >= 1 && value < 1e6 ? value : 0);
    if (static_cast<double>(worker) != value) {
      throw Error(ExitCode::usage, "'" + shortest(value) + "' is no worker", "--order",
                  "Give each worker once, counted from 1, such as 2,1,3.");
    }
    order.push_back(worker - 1);
  }
  return order;
}

std::string vertex_text(const RatedPoint& rated, const theory::Channel& channel,
                        const std::vector<std::size_t>& order, const std::vector<double>& rates) {
  std::string text =
      "Vertex of the rate region (ZTW Lemma 1, eq 19): successive decoding\n\n"
      "  along the order o_1, o_2, ..., o_K, o_1 decoded last:\n"
      "  R_{o_i} = r + (1/2) ln[(1/sX2 + sum_{j>=i} a) / (1/sX2 + sum_{j>i} a)]\n"
      "          = I(Y_{o_i}; U_{o_i} | U of the workers decoded before)\n"
      "  It minimises sum_k alpha_k R_k over R(r) for prices that fall along the order.\n"
      "  X, N_k, V_k independent, Gaussian, zero mean\n\n" +
      origin_text(rated, channel) +
      fmt::format("  order, decoded last first: {}\n\n", fmt::join(counted_from_one(order), ", "));
  TextTable table({"worker", "r (nat)", "R (nat)", "R (bit)"},
                  {Align::right, Align::right, Align::right, Align::right});
  for (std::size_t k = 0; k < rates.size(); ++k) {
    table.add({fmt::format("{}", k + 1), number(channel.rate[k]), number(rates[k]),
               number(bits(rates[k]))});
  }
  return text + table.str() + "\n  sum of R_k = " + nats_and_bits(theory::sum_rate(channel)) + "\n";
}

ExitCode vertex_topic(const VertexOptions& options, const CommonOptions& common) {
  const theory::Channel channel = channel_of(options.rated);
  const std::vector<std::size_t> order = order_of(options.order);
  const std::vector<double> rates = theory::vertex(channel, order);
  if (common.json) {
    print_result(json_text({{"distortion", channel.distortion},
                            {"order", counted_from_one(order)},
                            {"r_nats", channel.rate},
                            {"rates_nats", rates},
                            {"sum_nats", theory::sum_rate(channel)}}));
  } else {
    print_result(vertex_text(options.rated, channel, order, rates));
  }
  return ExitCode::as_expected;
}

}  // namespace

Command add_vertex_topic(CLI::App& theory) {
  CLI::App* parser =
      theory.add_subcommand("vertex", "Rates of successive decoding in a given order");
  const auto state = std::make_shared<State<VertexOptions>>();
  add_rated_point(*parser, state->options.rated);
  parser
      ->add_option("--order", state->options.order,
                   "All workers, counted from 1, the one decoded last first")
      ->required()
      ->type_name("LIST");
  add_common(*parser, state->common);
  parser->footer(
      "Lists are numbers separated by commas. Rates are in nats per symbol (1 nat = 1.442695 "
      "bit).\n\n"
      "Examples:\n"
      "  ceo-verify theory vertex --var-x 1 --var-n 1,2,4 --distortion 1 --order 2,1,3\n"
      "  ceo-verify theory vertex --var-x 1 --var-n 1,2 --r 0.3,0.2 --order 1,2 --json");
  return {parser,
          [state](const Arguments&) { return vertex_topic(state->options, state->common); }};
}

}  // namespace ceo::verify
