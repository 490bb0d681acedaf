#include "verify/commands/theory/point.hpp"

#include <fmt/format.h>

#include <numbers>

#include "verify/commands/theory/workers.hpp"

namespace ceo::verify {

void add_point_options(CLI::App& parser, PointOptions& point, bool required) {
  parser.add_option("--var-x", point.var_x, "Variance of X")->required(required)->type_name("sX2");
  parser.add_option("--var-n", point.var_n, "Variances of the worker noises N_k")
      ->required(required)
      ->type_name("LIST");
  parser.add_option("--workers", point.workers, "Repeat single values for K workers")
      ->type_name("K");
}

std::vector<double> noises_of(const PointOptions& point) {
  return per_worker(point.var_n, "--var-n", point.workers);
}

void add_rated_point(CLI::App& parser, RatedPoint& rated) {
  add_point_options(parser, rated.point);
  CLI::Option_group* one = parser.add_option_group("One of", "What fixes the test channels");
  one->add_option("--r", rated.rates, "Rates r_k = I(Y_k; U_k | X) in nats; 0: silent")
      ->type_name("LIST");
  one->add_option("--distortion", rated.distortion, "Distortion D, at the least sum rate")
      ->type_name("D");
  one->require_option(1);
}

theory::Channel channel_of(const RatedPoint& rated) {
  const std::vector<double> var_n = noises_of(rated.point);
  const double var_x = rated.point.var_x.value_or(0);
  if (rated.distortion) return theory::channel_from_distortion(var_x, var_n, *rated.distortion);
  return theory::channel_from_rates(
      var_x, var_n, per_worker_of(rated.rates, "--r", rated.point.workers, var_n.size()));
}

std::string origin_text(const RatedPoint& rated, const theory::Channel& channel) {
  return fmt::format(
      "  {}\n  D = 1 / sum_k a_k = {}, a_k = (1 - exp(-2 r_k))/sN2_k\n",
      rated.distortion ? "r of the least sum rate at D (reverse water-filling)" : "r as given",
      number(channel.distortion));
}

std::string number(double value) {
  return fmt::format("{:.8g}", value);
}

std::string nats_and_bits(double nats) {
  return fmt::format("{:.8g} nat = {:.8g} bit", nats, bits(nats));
}

double bits(double nats) {
  return nats * std::numbers::log2e;
}

}  // namespace ceo::verify
