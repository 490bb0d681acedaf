// `ceo-verify theory TOPIC`: closed forms, with formula, source and assumptions.
#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "host/base/text.hpp"
#include "host/theory/channel.hpp"
#include "verify/commands/commands.hpp"
#include "verify/commands/parse.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostWorkers = 65535;

/// The list, repeated for every worker if it has one value and --workers is given.
std::vector<double> per_worker(const ChannelOptions& options, const std::string& text,
                               const std::string& option) {
  std::vector<double> values = parse_list(text, option);
  if (!options.workers) return values;
  if (*options.workers < 1 || *options.workers > kMostWorkers) {
    throw Error(ExitCode::usage, fmt::format("{} workers", *options.workers), "--workers",
                fmt::format("Give 1 to {} workers.", kMostWorkers));
  }
  if (values.size() == 1) values.resize(*options.workers, values[0]);
  if (values.size() != *options.workers) {
    throw Error(ExitCode::usage,
                fmt::format("{} values for {} workers", values.size(), *options.workers), option,
                "Give one value for all workers, or one for each.");
  }
  return values;
}

theory::Channel channel_of(const ChannelOptions& options) {
  const std::vector<double> var_n = per_worker(options, options.var_n, "--var-n");
  const auto second = [&](const std::string& text, const std::string& option) {
    std::vector<double> values = per_worker(options, text, option);
    if (values.size() != var_n.size()) {
      throw Error(ExitCode::usage,
                  fmt::format("{} values for {} workers", values.size(), var_n.size()), option,
                  "Give as many values as --var-n has, or use --workers K with one value each.");
    }
    return values;
  };
  if (options.distortion) {
    return theory::channel_from_distortion(options.var_x, var_n, *options.distortion);
  }
  if (!options.rates.empty()) {
    return theory::channel_from_rates(options.var_x, var_n, second(options.rates, "--rates"));
  }
  return theory::channel_from_noise(options.var_x, var_n, second(options.var_v, "--var-v"));
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
    const auto number = [](double value) { return fmt::format("{:.8g}", value); };
    table.add({fmt::format("{}", k + 1), number(channel.var_n[k]), number(channel.var_v[k]),
               number(channel.precision[k]), number(channel.rate[k]),
               number(channel.rate[k] * std::numbers::log2e), number(channel.weight[k])});
    rate += channel.rate[k];
  }
  text += table.str();
  return text + fmt::format(
                    "\n  D = {:.10g} (above Dmin = 1/sum_k 1/sN2_k = {:.10g}), sX2 = {:.10g}\n"
                    "  sum of r_k = {:.10g} nat = {:.10g} bit\n",
                    channel.distortion, theory::minimal_distortion(channel.var_n), channel.var_x,
                    rate, rate * std::numbers::log2e);
}

/// JSON has no infinity: the noise of a silent worker is the string "inf".
Json noises(const std::vector<double>& values) {
  Json array = Json::array();
  for (const double value : values) array.push_back(std::isinf(value) ? Json("inf") : Json(value));
  return array;
}

Json channel_json(const theory::Channel& channel) {
  std::vector<double> bits;
  for (const double rate : channel.rate) bits.push_back(rate * std::numbers::log2e);
  return {{"var_x", channel.var_x},
          {"var_n", channel.var_n},
          {"var_v", noises(channel.var_v)},
          {"a", channel.precision},
          {"r_nats", channel.rate},
          {"r_bits", bits},
          {"weights", channel.weight},
          {"distortion", channel.distortion},
          {"d_min", theory::minimal_distortion(channel.var_n)}};
}

}  // namespace

ExitCode channel_command(const ChannelOptions& options, const CommonOptions& common) {
  const theory::Channel channel = channel_of(options);
  print_result(common.json ? json_text(channel_json(channel))
                           : channel_text(channel, options.distortion.has_value()));
  return ExitCode::as_expected;
}

}  // namespace ceo::verify
