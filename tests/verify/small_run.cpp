#include "tests/verify/small_run.hpp"

#include <algorithm>

#include "verify/claims/registry.hpp"
#include "verify/pipeline.hpp"

namespace ceo::verify::testing {

std::vector<run::Claim> cheap_claims() {
  std::vector<run::Claim> result = claims();
  for (run::Claim& claim : result) {
    std::erase_if(claim.controls, [](const run::Control& control) {
      return control.id != "shrunk-decoder" && control.id != "uniform-weights" &&
             control.id != "shared-v";
    });
  }
  return result;
}

std::string small_plan_text() {
  return "[plan]\n"
         "name = \"small\"\n"
         "seed = 11\n"
         "budget = 1e-6\n"
         "resolution = 1e-2\n"
         "[points.pair]\n"
         "var_x = 1.0\n"
         "var_n = [0.5, 2.0]\n"
         "var_v = [0.5, 1.0]\n"
         "[points.silent]\n"
         "var_x = 2.0\n"
         "var_n = [1.0, 1.0, 3.0]\n"
         "var_v = [0.5, 1.0, inf]\n"
         "[claims.\"thm2.unbiased\"]\n"
         "samples = 300_000\n"
         "[claims.\"thm2.distortion\"]\n"
         "samples = 300_000\n";
}

run::Plan small_plan(const std::vector<run::Claim>& claims) {
  return run::make_plan(run::parse_config(small_plan_text(), "small.toml", claims, {}), claims);
}

run::Record run_small(const run::Plan& plan, const std::vector<run::Claim>& claims) {
  RunOptions options;
  options.execute.cpu.threads = 2;
  run::ExecuteProgress progress;
  return run_plan(plan, claims, options, progress);
}

}  // namespace ceo::verify::testing
