// --set KEY=VALUE and the other words of a command line that change a plan.
#include "host/run/plan.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/host/run/fake_claims.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ceo;
  static const std::vector<run::Claim> claims = run::testing::fake_claims();
  static const std::string plan = run::testing::good_plan();
  fuzz::must_answer([&] {
    // One setting a line.
    run::Overrides overrides;
    std::string line;
    for (std::size_t i = 0; i < size; ++i) {
      if (data[i] == '\n') {
        overrides.set.push_back(std::exchange(line, {}));
      } else {
        line += static_cast<char>(data[i]);
      }
    }
    overrides.set.push_back(line);
    static_cast<void>(run::parse_config(plan, "plan.toml", claims, overrides).canonical());
  });
  return 0;
}
