// `ceo-verify theory member`: whether rates lie in the region of a distortion, and how far they are
// from its boundary.
#include <fmt/format.h>

#include <memory>
#include <string>

#include "host/theory/membership.hpp"
#include "verify/commands/theory/layered_point.hpp"
#include "verify/commands/theory/topics.hpp"
#include "verify/commands/theory/workers.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

struct MemberOptions {
  LayeredPoint layered;
  std::string rates;  ///< a list
};

struct Judged {
  std::vector<theory::Layer> layers;
  std::vector<double> rates;
  theory::Membership membership;
};

Judged judge(const MemberOptions& options) {
  Judged judged;
  judged.layers = layers_of(options.layered);
  judged.rates = per_worker_of(options.rates, "--rates", options.layered.point.workers,
                               judged.layers.front().var_n.size());
  judged.membership = theory::membership(judged.layers, judged.rates, options.layered.distortion);
  return judged;
}

std::string member_text(const Judged& judged, double distortion) {
  const theory::Membership& found = judged.membership;
  std::string text =
      "Rates against the rate region (ZTW Theorem 2 and Corollary 1, boundary by eqs 19, 20)\n\n"
      "  R is in region(D) iff sum_k alpha_k R_k >= min over R' in region(D) of sum_k alpha_k "
      "R'_k\n"
      "  for all prices alpha >= 0. t is the smallest number with R + t (1, .., 1) in region(D):\n"
      "  t = max over alpha >= 0, sum alpha = 1, of  min_R' alpha.R' - alpha.R\n"
      "  The inner minimum is solved by `theory boundary`.\n"
      "  X, N_k, V_k independent, Gaussian, zero mean; layers independent\n\n" +
      layers_text(judged.layers, distortion) + "\n";
  TextTable table({"worker", "R (nat)", "R (bit)", "alpha", "R' (nat)"},
                  {Align::right, Align::right, Align::right, Align::right, Align::right});
  for (std::size_t k = 0; k < judged.rates.size(); ++k) {
    table.add({fmt::format("{}", k + 1), number(judged.rates[k]), number(bits(judged.rates[k])),
               number(found.prices[k]), number(found.nearest[k])});
  }
  text += table.str();
  text += fmt::format("\n  t = {}, at most {:.1e} nat more: {}\n", nats_and_bits(found.distance),
                      found.uncertainty, found.inside ? "inside" : "outside");
  if (!found.inside) {
    text += "  Certificate: at the prices alpha these rates cost less than any in the region.\n";
  }
  return text;
}

Json member_json(const Judged& judged, double distortion) {
  const theory::Membership& found = judged.membership;
  return {
      {"distortion", distortion},        {"d_min", theory::minimal_total_distortion(judged.layers)},
      {"rates_nats", judged.rates},      {"inside", found.inside},
      {"distance_nats", found.distance}, {"uncertainty_nats", found.uncertainty},
      {"alpha", found.prices},           {"cheapest_rates_nats", found.nearest},
      {"iterations", found.iterations}};
}

ExitCode member_topic(const MemberOptions& options, const CommonOptions& common) {
  const Judged judged = judge(options);
  const double distortion = options.layered.distortion;
  print_result(common.json ? json_text(member_json(judged, distortion))
                           : member_text(judged, distortion));
  return ExitCode::as_expected;
}

}  // namespace

Command add_member_topic(CLI::App& theory) {
  CLI::App* parser = theory.add_subcommand("member", "Whether rates lie in the rate region");
  const auto state = std::make_shared<State<MemberOptions>>();
  parser->add_option("--rates", state->options.rates, "Rates R_k in nats per symbol")
      ->required()
      ->type_name("LIST");
  add_layered_point(*parser, state->options.layered);
  add_common(*parser, state->common);
  parser->footer(
      "Lists are numbers separated by commas. Rates are in nats per symbol (1 nat = 1.442695 "
      "bit).\n\n"
      "Examples:\n"
      "  ceo-verify theory member --rates 1.2,0.7 --var-x 1 --var-n 1,1 --distortion 1\n"
      "  ceo-verify theory member --rates 0.5,1.2 --layer 'var-x=1;var-n=1,1' \\\n"
      "      --layer 'var-x=2;var-n=2,2' --distortion 4 --json");
  return {parser,
          [state](const Arguments&) { return member_topic(state->options, state->common); }};
}

}  // namespace ceo::verify
