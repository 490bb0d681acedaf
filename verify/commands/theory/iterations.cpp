// `ceo-verify theory iterations`: how many SGD steps a distortion needs.
#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "verify/commands/theory/convergence_options.hpp"
#include "verify/commands/theory/topics.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;
using theory::BoundForm;

struct IterationsOptions {
  ConvergenceOptions convergence;
  double distortion = 0;
};

/// One form of the bound at the whole number of iterations that it asks for.
struct Needed {
  double exact = 0, whole = 0, bound = 0, gamma = 0, step = 0;
};

Needed needed(const ConvergenceOptions& options, double variance, BoundForm form) {
  Needed result;
  result.exact = theory::iterations_for(options.problem, variance, options.epsilon, form);
  result.whole = std::ceil(result.exact);
  result.bound = theory::convergence_bound(options.problem, variance, result.whole, form);
  result.gamma = theory::step_parameter(options.problem, variance, result.whole, form);
  result.step = theory::proven_step(options.problem, variance, result.whole, form);
  return result;
}

/// Whole numbers without a decimal point as long as a double holds them exactly.
Json whole(double value) {
  constexpr double kExact = 9007199254740992;  // 2^53
  return value < kExact ? Json(static_cast<std::uint64_t>(value)) : Json(value);
}

Json needed_json(const Needed& form) {
  return {{"iterations", whole(form.whole)},
          {"iterations_exact", form.exact},
          {"bound", form.bound},
          {"gamma", form.gamma},
          {"step", form.step}};
}

Json iterations_json(const IterationsOptions& options, double variance, const Needed& loose,
                     const Needed& tight) {
  Json json{{"eps", options.convergence.epsilon},
            {"smoothness", options.convergence.problem.smoothness},
            {"radius", options.convergence.problem.radius},
            {"distortion", options.distortion},
            {"symbols", options.convergence.symbols},
            {"variance", variance}};
  json.update(needed_json(loose));
  json["tight"] = needed_json(tight);
  return json;
}

std::string iterations_text(const IterationsOptions& options, double variance, const Needed& loose,
                            const Needed& tight) {
  std::string text =
      "Iterations of projected SGD to suboptimality eps (ZTW Theorem 1, eq 23; Bubeck 2015, "
      "Theorem "
      "6.3)\n\n"
      "  loose: E f(mean of w_1..w_T) - min f <= A sqrt(2 s2/T) + Lf A^2/T,\n"
      "         T = A^2 (sqrt(s2/(2 eps^2) + Lf/eps) + sqrt(s2/(2 eps^2)))^2, gamma = A sqrt(2/(s2 "
      "T))\n"
      "  tight: A sqrt(s2/T) + Lf A^2/(2 T), gamma = A/sqrt(s2 T)\n"
      "  step 1/(Lf + 1/gamma); s2 = n D is the total variance of a gradient over its n symbols\n"
      "  f convex and Lf-smooth on a convex set, gradients unbiased and independent, steps "
      "projected\n\n";
  TextTable table(
      {"form", "iterations", "T", "bound", "gamma", "step"},
      {Align::left, Align::right, Align::right, Align::right, Align::right, Align::right});
  const auto add = [&](const char* name, const Needed& form) {
    table.add({name, fmt::format("{:.0f}", form.whole), fmt::format("{:.8g}", form.exact),
               fmt::format("{:.8g}", form.bound), fmt::format("{:.8g}", form.gamma),
               fmt::format("{:.8g}", form.step)});
  };
  add("loose", loose);
  add("tight", tight);
  return text + table.str() +
         fmt::format("\n  eps = {:.10g}, D = {:.10g}, n = {:.10g}, s2 = n D = {:.10g}\n",
                     options.convergence.epsilon, options.distortion, options.convergence.symbols,
                     variance);
}

ExitCode iterations_topic(const IterationsOptions& options, const CommonOptions& common) {
  const double variance =
      theory::gradient_variance(options.distortion, options.convergence.symbols);
  const Needed loose = needed(options.convergence, variance, BoundForm::loose);
  const Needed tight = needed(options.convergence, variance, BoundForm::tight);
  print_result(common.json ? json_text(iterations_json(options, variance, loose, tight))
                           : iterations_text(options, variance, loose, tight));
  return ExitCode::as_expected;
}

}  // namespace

Command add_iterations_topic(CLI::App& theory) {
  CLI::App* parser = theory.add_subcommand(
      "iterations", "SGD iterations that a distortion needs, and their bound");
  const auto state = std::make_shared<State<IterationsOptions>>();
  add_convergence_options(*parser, state->options.convergence);
  parser->add_option("--distortion", state->options.distortion, "Distortion D per symbol")
      ->required()
      ->type_name("D");
  add_common(*parser, state->common);
  parser->footer(
      "`iterations` is the least whole T whose bound is at most eps; `iterations_exact` is eq "
      "23.\n\n"
      "Examples:\n"
      "  ceo-verify theory iterations --eps 0.01 --smoothness 1 --radius 1 --distortion 0.5\n"
      "  ceo-verify theory iterations --eps 0.01 --smoothness 1 --radius 1 --distortion 0.5 "
      "--symbols 64 --json");
  return {parser,
          [state](const Arguments&) { return iterations_topic(state->options, state->common); }};
}

}  // namespace ceo::verify
