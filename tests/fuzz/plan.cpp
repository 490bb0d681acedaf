// Plans: text -> config -> plan. The canonical form must be a plan that means the same.
#include "host/run/plan.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/host/run/fake_claims.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ceo;
  static const std::vector<run::Claim> claims = run::testing::fake_claims();
  fuzz::must_answer([&] {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const run::Config config = run::parse_config(text, "plan.toml", claims, {});
    const std::string canonical = config.canonical();
    std::string again;
    try {
      again = run::parse_config(canonical, "canonical", claims, {}).canonical();
    } catch (const Error& error) {
      std::fprintf(stderr, "%s\n%s\n", canonical.c_str(), error.what());
    }
    fuzz::require(again == canonical, "the canonical form of a plan is not a plan of this form");
    const run::Plan plan = run::make_plan(config, claims);
    static_cast<void>(plan.canonical());
  });
  return 0;
}
