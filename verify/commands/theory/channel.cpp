// `ceo-verify theory channel`: test channels and the decoder, with formula, source and assumptions.
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <optional>

#include "host/base/text.hpp"
#include "host/theory/channel.hpp"
#include "verify/commands/theory/point.hpp"
#include "verify/commands/theory/topics.hpp"
#include "verify/commands/theory/workers.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

struct ChannelOptions {
  PointOptions point;
  std::string var_v, rates;  ///< lists as typed; empty if not given
  std::optional<double> distortion;
};

theory::Channel channel_of(const ChannelOptions& options) {
  const std::vector<double> var_n = noises_of(options.point);
  const double var_x = options.point.var_x.value_or(0);
  const auto second = [&](const std::string& text, const std::string& option) {
    return per_worker_of(text, option, options.point.workers, var_n.size());
  };
  if (options.distortion) {
    return theory::channel_from_distortion(var_x, var_n, *options.distortion);
  }
  if (!options.rates.empty()) {
    return theory::channel_from_rates(var_x, var_n, second(options.rates, "--rates"));
  }
  return theory::channel_from_noise(var_x, var_n, second(options.var_v, "--var-v"));
}

std::string channel_text(const theory::Channel& channel, bool from_distortion) {
  std::string text =
      "Gaussian test channels and the unbiased decoder (ZTW Theorem 2, eqs 29-32)\n\n"
      "  Y_k = X + N_k, U_k = Y_k + V_k, Xhat = sum_k w_k U_k\n"
      "  a_k = 1/(sN2_k + sV2_k), w_k = a_k / sum_j a_j, D = 1 / sum_k a_k\n"
      "  r_k = I(Y_k; U_k | X) = (1/2) ln(1 + sN2_k/sV2_k), sV2_k = sN2_k/(exp(2 r_k) - 1)\n";
  if (from_distortion) {
    text +=
        "  least sum rate at D: exp(-2 r_k) = min(1, nu sN2_k), sum_k max(0, 1/sN2_k - nu) = 1/D\n";
  }
  text +=
      "  X, N_k, V_k independent, Gaussian, zero mean; a silent worker has r_k = 0, sV2_k = "
      "inf\n\n";
  TextTable table({"worker", "sN2", "sV2", "a", "r (nat)", "r (bit)", "weight"},
                  {Align::right, Align::right, Align::right, Align::right, Align::right,
                   Align::right, Align::right});
  double rate = 0;
  for (std::size_t k = 0; k < channel.var_n.size(); ++k) {
    table.add({fmt::format("{}", k + 1), number(channel.var_n[k]), number(channel.var_v[k]),
               number(channel.precision[k]), number(channel.rate[k]), number(bits(channel.rate[k])),
               number(channel.weight[k])});
    rate += channel.rate[k];
  }
  text += table.str();
  return text + fmt::format(
                    "\n  D = {:.10g} (above Dmin = 1/sum_k 1/sN2_k = {:.10g}), sX2 = {:.10g}\n"
                    "  sum of r_k = {:.10g} nat = {:.10g} bit\n",
                    channel.distortion, theory::minimal_distortion(channel.var_n), channel.var_x,
                    rate, bits(rate));
}

/// JSON has no infinity: the noise of a silent worker is the string "inf".
Json noises(const std::vector<double>& values) {
  Json array = Json::array();
  for (const double value : values) array.push_back(std::isinf(value) ? Json("inf") : Json(value));
  return array;
}

Json channel_json(const theory::Channel& channel) {
  std::vector<double> in_bits;
  for (const double rate : channel.rate) in_bits.push_back(bits(rate));
  return {{"var_x", channel.var_x},
          {"var_n", channel.var_n},
          {"var_v", noises(channel.var_v)},
          {"a", channel.precision},
          {"r_nats", channel.rate},
          {"r_bits", in_bits},
          {"weights", channel.weight},
          {"distortion", channel.distortion},
          {"d_min", theory::minimal_distortion(channel.var_n)}};
}

void add_channel_options(CLI::App& parser, ChannelOptions& options) {
  add_point_options(parser, options.point);
  CLI::Option_group* one = parser.add_option_group("One of", "What fixes the test channels");
  one->add_option("--var-v", options.var_v, "Variances of the test-channel noises V_k; inf: silent")
      ->type_name("LIST");
  one->add_option("--rates", options.rates, "Rates r_k in nats; 0: silent")->type_name("LIST");
  one->add_option("--distortion", options.distortion, "Distortion D, at the least sum rate")
      ->type_name("D");
  one->require_option(1);
}

ExitCode channel_topic(const ChannelOptions& options, const CommonOptions& common) {
  const theory::Channel channel = channel_of(options);
  print_result(common.json ? json_text(channel_json(channel))
                           : channel_text(channel, options.distortion.has_value()));
  return ExitCode::as_expected;
}

}  // namespace

Command add_channel_topic(CLI::App& theory) {
  CLI::App* parser =
      theory.add_subcommand("channel", "D, a_k, r_k, sV2_k and w_k of the test channels");
  const auto state = std::make_shared<State<ChannelOptions>>();
  add_channel_options(*parser, state->options);
  add_common(*parser, state->common);
  parser->footer(
      "Lists are numbers separated by commas. Rates are in nats per symbol (1 nat = 1.442695 "
      "bit).\n\n"
      "Examples:\n"
      "  ceo-verify theory channel --var-x 1 --var-n 1 --workers 8 --distortion 0.25\n"
      "  ceo-verify theory channel --var-x 1 --var-n 1,1,10 --distortion 1\n"
      "  ceo-verify theory channel --var-x 2 --var-n 1,2 --rates 0.5,0 --json\n"
      "  ceo-verify theory channel --var-x 2 --var-n 1,2 --var-v 0.5,inf");
  return {parser,
          [state](const Arguments&) { return channel_topic(state->options, state->common); }};
}

}  // namespace ceo::verify
