#include "tests/host/run/fake_claims.hpp"

#include <stdexcept>

namespace ceo::run::testing {
namespace {

Quantity quantity(const std::string& id, double sd) {
  Quantity result;
  result.id = id;
  result.predict = [sd](const GaussianCeoBinding&) {
    stats::Prediction prediction;
    prediction.sd_per_sample = sd;
    return prediction;
  };
  return result;
}

Control offset(const std::string& id, double effect) {
  Control control;
  control.id = id;
  control.description = "An offset.";
  control.quantity = "mean";
  control.fault = [](const theory::Channel&) {
    Fault fault;
    fault.offset = 0.5;
    return fault;
  };
  control.effect = [effect](const theory::Channel&) -> std::optional<double> { return effect; };
  return control;
}

Control pair() {
  Control control;
  control.id = "pair";
  control.description = "Two workers share their noise.";
  control.quantity = "square";
  control.fault = [](const theory::Channel&) {
    Fault fault;
    fault.correlation_v = 1;
    return fault;
  };
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    if (channel.var_n.size() < 2) return std::nullopt;
    return 0.1;
  };
  return control;
}

}  // namespace

std::vector<Claim> fake_claims() {
  Claim a;
  a.id = "thm.a";
  a.quantities = {quantity("mean", 1), quantity("square", 2)};
  a.controls = {offset("offset", 0.01), pair()};
  Claim b;
  b.id = "thm.b";
  b.quantities = {quantity("mean", 1)};
  b.controls = {offset("shift", 0.02)};
  return {a, b};
}

std::string good_plan() {
  return "[plan]\n"                           // line 1
         "name = \"test\"\n"                  // 2
         "seed = 7\n"                         // 3
         "budget = 1e-6\n"                    // 4
         "resolution = 1e-3\n"                // 5
         "controls = true\n"                  // 6
         "[points.pair]\n"                    // 7
         "workers = 2\n"                      // 8
         "var_x = 1.0\n"                      // 9
         "var_n = 1.0\n"                      // 10
         "distortion = 0.75\n"                // 11
         "[points.single]\n"                  // 12
         "var_x = 2.0\n"                      // 13
         "var_n = [0.5]\n"                    // 14
         "var_v = [0.25]\n"                   // 15
         "[claims.\"thm.a\"]\n"               // 16
         "points = [\"pair\", \"single\"]\n"  // 17
         "samples = 10_000\n"                 // 18
         "[claims.\"thm.b\"]\n"               // 19
         "points = \"all\"\n"                 // 20
         "samples = 500_000\n";               // 21
}

std::string good_plan_but(const std::string& line, const std::string& replacement) {
  std::string text = good_plan();
  const auto at = text.find(line + '\n');
  if (at == std::string::npos) throw std::logic_error("no line " + line);
  return text.replace(at, line.size(), replacement);
}

Config parse(const std::string& text, const Overrides& overrides) {
  return parse_config(text, "plan.toml", fake_claims(), overrides);
}

}  // namespace ceo::run::testing
