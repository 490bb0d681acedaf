// `ceo-verify theory signsgd`: one bit per worker against what theory asks for.
#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "host/theory/sign_sgd.hpp"
#include "verify/commands/theory/topics.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

struct SignOptions {
  double snr = 0;
  int workers = 0;
};

/// One way to count the quantiser's error.
struct Counted {
  const char* name;
  double kappa, independent, sum_rate, assumed;
};

Counted counted(const char* name, const theory::SignWorkers& workers, double kappa) {
  return {name, kappa, theory::sign_independent_rate(kappa), theory::sign_sum_rate(workers, kappa),
          theory::sign_assumed_mse(workers, kappa)};
}

struct SignAnswer {
  Counted direct, forward;
  double size, true_mse, entropy;  ///< entropy in bits per worker
  /// E[U | X = x]/x at x = 1, 2, 3 standard deviations of X
  double slopes[3];
};

SignAnswer answer_of(const SignOptions& options) {
  const double entropy = theory::sign_joint_entropy(options.snr, options.workers);  // checks both
  const theory::SignWorkers workers{options.snr, 1, options.workers};
  const double size = theory::sign_forward_size(workers);
  SignAnswer answer{counted("direct", workers, theory::kSignErrorDirect),
                    counted("forward", workers, theory::kSignErrorForward),
                    size,
                    theory::sign_average_mse(workers, size),
                    entropy / options.workers,
                    {}};
  for (int i = 0; i < 3; ++i) {
    const double x = (i + 1) * std::sqrt(options.snr);
    answer.slopes[i] = theory::sign_conditional_mean(x, 1, size) / x;
  }
  return answer;
}

Json sign_json(const SignOptions& options, const SignAnswer& answer) {
  return {{"snr", options.snr},
          {"workers", options.workers},
          {"sign_bits", 1},
          {"entropy_bits", answer.entropy},
          {"independent_bits", answer.forward.independent},
          {"independent_bits_direct", answer.direct.independent},
          {"sum_rate_bits", answer.forward.sum_rate},
          {"sum_rate_bits_direct", answer.direct.sum_rate},
          {"size", answer.size},
          {"assumed_mse", answer.forward.assumed},
          {"assumed_mse_direct", answer.direct.assumed},
          {"true_mse", answer.true_mse},
          {"mse_ratio", answer.true_mse / answer.forward.assumed},
          {"conditional_slopes", answer.slopes}};
}

std::string sign_text(const SignOptions& options, const SignAnswer& answer) {
  std::string text =
      "SignSGD against the limits (ZTW Fig. 7, corrected)\n\n"
      "  assumed: errors of variance kappa sY2, independent over workers, K D = sN2 + kappa sY2;\n"
      "    Rind/K = (1/2) log2(1 + 1/kappa), Rsum of ZTW eq 22 at that D\n"
      "    kappa = 1 - 2/pi (direct) or pi/2 - 1 (forward, levels +-c, c = sqrt(pi sY2/2))\n"
      "  true mean square error of (c/K) sum_k sign(Y_k): sX2 - 2 c sqrt(2/pi) sX2/sY + c^2/K\n"
      "    + (1 - 1/K)(2/pi) c^2 arcsin(sX2/sY2), as the signs share X\n"
      "  E[U | X = x] = c erf(x/sqrt(2 sN2)): not linear, so the decoder is not unbiased\n"
      "  H(B_1..B_K): lossless distributed coding of the signs (Slepian-Wolf)\n\n"
      "Rates in bits (1 bit = 0.693147 nat) per worker and symbol; SignSGD itself sends 1 bit.\n\n";
  TextTable table({"error counted as", "kappa", "Rind/K", "Rsum/K", "assumed D/sN2"},
                  {Align::left, Align::right, Align::right, Align::right, Align::right});
  for (const Counted& row : {answer.direct, answer.forward}) {
    table.add({row.name, fmt::format("{:.6f}", row.kappa), fmt::format("{:.6f}", row.independent),
               fmt::format("{:.6f}", row.sum_rate), fmt::format("{:.8g}", row.assumed)});
  }
  return text + table.str() +
         fmt::format(
             "\n  snr = sX2/sN2 = {:.10g}, K = {}\n"
             "  H(B_1..B_K)/K = {:.6f} bit\n"
             "  true D/sN2 = {:.8g} at c = {:.8g} sd(N): {:.4g} times the assumed one (forward)\n"
             "  E[U | X = x]/x at x = 1, 2, 3 sd(X): {:.4f}, {:.4f}, {:.4f}; unbiased would be 1\n",
             options.snr, options.workers, answer.entropy, answer.true_mse, answer.size,
             answer.true_mse / answer.forward.assumed, answer.slopes[0], answer.slopes[1],
             answer.slopes[2]);
}

ExitCode sign_topic(const SignOptions& options, const CommonOptions& common) {
  const SignAnswer answer = answer_of(options);
  print_result(common.json ? json_text(sign_json(options, answer)) : sign_text(options, answer));
  return ExitCode::as_expected;
}

}  // namespace

Command add_signsgd_topic(CLI::App& theory) {
  CLI::App* parser = theory.add_subcommand("signsgd", "One bit per worker against the limits");
  const auto state = std::make_shared<State<SignOptions>>();
  parser->add_option("--snr", state->options.snr, "sX2/sN2, up to 10000")
      ->required()
      ->type_name("SNR");
  parser->add_option("--workers", state->options.workers, "Number of equal workers, up to 1024")
      ->required()
      ->type_name("K");
  add_common(*parser, state->common);
  parser->footer(
      "Mean square errors and c are in units of sN2 and sd(N).\n\n"
      "Examples:\n"
      "  ceo-verify theory signsgd --snr 1 --workers 10\n"
      "  ceo-verify theory signsgd --snr 10 --workers 100 --json");
  return {parser, [state](const Arguments&) { return sign_topic(state->options, state->common); }};
}

}  // namespace ceo::verify
