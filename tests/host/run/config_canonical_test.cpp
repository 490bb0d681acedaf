// The canonical form: independent of spelling, sensitive to every value, and itself a plan.
#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>

#include "host/run/toml_text.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

using Lines = std::vector<std::string>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Variances that float32 carries, with all bits of the mantissa in play.
rc::Gen<double> variance() {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(1, std::int64_t{1} << 52),
                      [](std::int64_t bits) { return static_cast<double>(bits) * 0x1p-45; });
}

PointConfig arbitrary_point(const std::string& name) {
  PointConfig point;
  point.name = name;
  const auto workers = *rc::gen::inRange<std::size_t>(1, 6);
  point.var_x = *variance();
  for (std::size_t k = 0; k < workers; ++k) {
    point.var_n.push_back(*variance());
    point.var_v.push_back(k > 0 && *rc::gen::inRange(0, 4) == 0 ? kInfinity : *variance());
  }
  point.matrix_every = *rc::gen::inRange(0U, 100U);
  if (point.matrix_every == 0) point.physical_every = *rc::gen::inRange(0U, 100U);
  point.shape_every = *rc::gen::inRange(1U, 100U);
  using launch::Generator;
  point.rng = *rc::gen::element(Generator::philox, Generator::xorwow, Generator::mt19937);
  return point;
}

Config arbitrary_config() {
  Config config;
  config.name = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'z')));
  // Any byte below 128: quotes, control characters and line feeds must survive.
  config.title = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
  config.seed = *rc::gen::arbitrary<std::uint64_t>();
  config.budget = *rc::gen::element(1e-9, 1e-6, 0.05, 0.1);
  config.resolution = *rc::gen::element(1e-4, 1.0 / 3, 1.0);
  config.controls = *rc::gen::arbitrary<bool>();
  for (const char* name : {"a.b", "k-2", "z_9"}) config.points.push_back(arbitrary_point(name));
  for (const char* id : {"thm.a", "thm.b"}) {
    ClaimConfig claim;
    claim.id = id;
    claim.points = {"z_9", "a.b"};
    claim.samples = *rc::gen::inRange<std::uint64_t>(1, std::uint64_t{1} << 62);
    config.claims.push_back(claim);
  }
  if (*rc::gen::arbitrary<bool>()) config.claims[0].control_points["offset"] = "a.b";
  return config;
}

Lines lines_of(const std::string& text) {
  Lines lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

RC_GTEST_PROP(ConfigCanonical, IsAPlanThatGivesTheSameConfig, ()) {
  const Config config = arbitrary_config();
  const Config again = parse(config.canonical());
  RC_ASSERT(again.canonical() == config.canonical());
  RC_ASSERT(again.name == config.name);
  RC_ASSERT(again.title == config.title);
  RC_ASSERT(again.seed == config.seed);
  RC_ASSERT(again.budget == config.budget);
  RC_ASSERT(again.resolution == config.resolution);
  RC_ASSERT(again.controls == config.controls);
  RC_ASSERT(again.points == config.points);
  RC_ASSERT(again.claims == config.claims);
}

RC_GTEST_PROP(ConfigCanonical, IgnoresOrderCommentsAndSpaces, ()) {
  const Config config = arbitrary_config();
  Lines lines = lines_of(config.canonical());
  for (std::size_t i = lines.size(); i > 1; --i) {
    std::swap(lines[i - 1], lines[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  std::string text = "# a plan\n\n";
  for (const std::string& line : lines) {
    const auto spaces = *rc::gen::inRange<std::size_t>(0, 3);
    text += std::string(spaces, ' ') + line + std::string(spaces, '\t') + "# comment\n\n";
  }
  RC_ASSERT(parse(text).canonical() == config.canonical());
}

TEST(ConfigCanonical, LinesAreSorted) {
  const Lines lines = lines_of(parse(good_plan()).canonical());
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end()));
  EXPECT_THAT(lines, ::testing::Contains("points.pair.var_v = [0.5,0.5]"));
  EXPECT_THAT(lines, ::testing::Contains("claims.\"thm.a\".samples = 10000"));
}

TEST(ConfigCanonical, EqualMeaningGivesEqualText) {
  const std::string canonical = parse(good_plan()).canonical();
  const std::pair<const char*, const char*> spellings[] = {
      {"seed = 7", "seed = 0x7"},
      {"seed = 7", "seed = \"7\""},
      {"budget = 1e-6", "budget = 0.000_001"},
      {"controls = true", "# controls are on by default"},
      {"var_n = 1.0", "var_n = [1, 1.0]"},
      {"distortion = 0.75", "var_v = 0.5"},
      {"workers = 2", "matrix_every = 1\nworkers = 2"},
      {"points = \"all\"", R"(points = ["pair", "single"])"},
      {"samples = 10_000", "samples = 10000"},
      {"name = \"test\"", "title = \"test\"\nname = 'test'"},
  };
  for (const auto& [line, replacement] : spellings) {
    EXPECT_EQ(parse(good_plan_but(line, replacement)).canonical(), canonical) << replacement;
  }
}

TEST(ConfigCanonical, EveryValueMatters) {
  const std::pair<const char*, const char*> changes[] = {
      {"name = \"test\"", "name = \"tests\""},
      {"name = \"test\"", "name = \"test\"\ntitle = \"other\""},
      {"seed = 7", "seed = 8"},
      {"budget = 1e-6", "budget = 1.0000000000000002e-6"},
      {"resolution = 1e-3", "resolution = 2e-3"},
      {"controls = true", "controls = false"},
      {"[points.pair]", "[points.pairs]\nvar_x=1\nvar_n=[1]\nrates=1\n[points.pair]"},
      {"workers = 2", "workers = 3"},
      {"workers = 2", "workers = 2\nmatrix_every = 2"},
      {"var_x = 2.0", "var_x = 2.0000000000000004"},
      {"var_n = 1.0", "var_n = [1.0, 1.1]"},
      {"distortion = 0.75", "distortion = 0.76"},
      {"var_v = [0.25]", "var_v = [0.26]"},
      {"points = \"all\"", R"(points = ["single", "pair"])"},
      {"points = \"all\"", "points = [\"single\"]"},
      {"samples = 10_000", "samples = 10_001"},
      {"samples = 10_000", "samples = 10_000\ncontrol_points = {pair = \"pair\"}"},
  };
  const std::string canonical = parse(good_plan()).canonical();
  for (const auto& [line, replacement] : changes) {
    EXPECT_NE(parse(good_plan_but(line, replacement)).canonical(), canonical) << replacement;
  }
}

TEST(TomlText, FloatsStayFloats) {
  EXPECT_EQ(toml_float(1), "1.0");
  EXPECT_EQ(toml_float(1e18), "1e+18");
  EXPECT_EQ(toml_float(12345678901234567000.0), "12345678901234567168.0");
  EXPECT_EQ(toml_float(0.25), "0.25");
  EXPECT_EQ(toml_float(kInfinity), "inf");
}

TEST(TomlText, KeysAreQuotedWhereTheyMustBe) {
  EXPECT_EQ(toml_path("claims", "thm2.unbiased"), "claims.\"thm2.unbiased\"");
  EXPECT_EQ(toml_path("", "plan"), "plan");
  EXPECT_EQ(toml_key(""), "\"\"");
  EXPECT_EQ(toml_string("a\"\\\n\x7f"), R"("a\"\\\u000A\u007F")");
}

}  // namespace
}  // namespace ceo::run::testing
