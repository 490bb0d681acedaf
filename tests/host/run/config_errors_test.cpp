// Every kind of bad plan: each is refused with exit code 2, a position, and words that help.
#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "host/base/error.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct BadPlan {
  const char* name;
  const char* line;  ///< of good_plan()
  const char* replacement;
  const char* where;  ///< the message starts with it
  const char* what;
  const char* remedy;
};

void PrintTo(const BadPlan& plan, std::ostream* out) {
  *out << plan.name;
}

class BadPlanTest : public ::testing::TestWithParam<BadPlan> {};

TEST_P(BadPlanTest, IsRefusedWithPositionAndRemedy) {
  const BadPlan& bad = GetParam();
  try {
    static_cast<void>(parse(good_plan_but(bad.line, bad.replacement)));
    FAIL() << "the plan was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), StartsWith(bad.where));
    EXPECT_THAT(error.what(), HasSubstr(bad.what));
    EXPECT_THAT(error.what(), HasSubstr(bad.remedy));
    // One slip, one message.
    EXPECT_THAT(error.what(), ::testing::Not(HasSubstr("\n")));
  }
}

const BadPlan kPlanSection[] = {
    {"Syntax", "seed = 7", "seed = = 7", "plan.toml:3:8: ", "", "not valid TOML"},
    {"SyntaxHugeInteger", "samples = 10_000", "samples = 99999999999999999999", "plan.toml:18:", "",
     "not valid TOML"},
    {"DuplicateKey", "seed = 7", "seed = 7\nseed = 8", "plan.toml:4:", "seed", "not valid TOML"},
    {"UnknownSection", "[plan]", "[more]\n[plan]", "plan.toml:1:2: ", "more: unknown key",
     "Known keys: plan, points, claims"},
    {"UnknownKey", "budget = 1e-6", "buget = 1e-6", "plan.toml:4:1: ", "plan.buget: unknown key",
     "Did you mean \"budget\"?"},
    {"NameAbsent", "name = \"test\"", "", "plan.toml:1:1: ", "plan: the key name is missing",
     "Add name"},
    {"NameBad", "name = \"test\"", "name = \"My plan\"", "plan.toml:2:8: ", "\"My plan\"",
     "lower-case"},
    {"NameType", "name = \"test\"", "name = 3",
     "plan.toml:2:8: ", "expected a string, found an integer", "quotes"},
    {"SeedNegative", "seed = 7", "seed = -7", "plan.toml:3:8: ", "-7 is out of range", "from 0"},
    {"SeedText", "seed = 7", "seed = \"7x\"", "plan.toml:3:8: ", "\"7x\"", "18446744073709551615"},
    {"SeedTooLarge", "seed = 7", "seed = \"18446744073709551616\"",
     "plan.toml:3:8: ", "expected an integer", "18446744073709551615"},
    {"BudgetZero", "budget = 1e-6", "budget = 0", "plan.toml:4:10: ", "0 is out of range",
     "(0, 0.1]"},
    {"BudgetLarge", "budget = 1e-6", "budget = 0.2", "plan.toml:4:10: ", "0.2 is out of range",
     "(0, 0.1]"},
    {"BudgetNan", "budget = 1e-6", "budget = nan", "plan.toml:4:10: ", "nan is out of range",
     "(0, 0.1]"},
    {"ResolutionType", "resolution = 1e-3", "resolution = \"fine\"",
     "plan.toml:5:14: ", "expected a number, found a string", ""},
    {"ControlsType", "controls = true", "controls = 1",
     "plan.toml:6:12: ", "expected true or false, found an integer", ""},
};

const BadPlan kPoints[] = {
    {"PointName", "[points.pair]", "[points.\"a b\"]\nvar_x = 1\n[points.pair]",
     "plan.toml:7:1: ", "points.\"a b\"", "letters, digits"},
    {"PointUnknownKey", "var_x = 2.0", "var_x = 2.0\nvar_y = 1",
     "plan.toml:14:1: ", "points.single.var_y: unknown key", "Did you mean \"var_x\"?"},
    {"VarXAbsent", "var_x = 2.0", "", "plan.toml:12:1: ", "the key var_x is missing", ""},
    {"VarXNegative", "var_x = 2.0", "var_x = -2.0", "plan.toml:13:9: ", "-2 is out of range",
     "a positive finite number"},
    {"VarXType", "var_x = 2.0", "var_x = [2.0]",
     "plan.toml:13:9: ", "expected a number, found a list", ""},
    {"VarNZero", "var_n = [0.5]", "var_n = [0.0]", "plan.toml:14:10: ", "var_n: 0 is out of range",
     "a positive finite number"},
    {"VarNInfinite", "var_n = [0.5]", "var_n = [inf]",
     "plan.toml:14:10: ", "var_n: inf is out of range", "a positive finite number"},
    {"VarNEntryType", "var_n = [0.5]", "var_n = [true]",
     "plan.toml:14:10: ", "expected a number, found true or false", ""},
    {"VarNEmpty", "var_n = [0.5]", "var_n = []", "plan.toml:14:9: ", "the list is empty",
     "one number per worker"},
    {"VarVNegative", "var_v = [0.25]", "var_v = -1", "plan.toml:15:9: ", "-1 is out of range",
     "inf for a silent worker"},
    {"VarVAllSilent", "var_v = [0.25]", "var_v = inf", "plan.toml:15:9: ", "every worker is silent",
     "finite value"},
    {"RatesNegative", "var_v = [0.25]", "rates = [-0.5]",
     "plan.toml:15:10: ", "-0.5 is out of range", "nats"},
    {"RatesZero", "var_v = [0.25]", "rates = 0", "plan.toml:15:9: ", "every worker is silent",
     "rate above 0"},
    {"DistortionAtMinimum", "distortion = 0.75", "distortion = 0.5",
     "plan.toml:11:14: ", "distortion 0.5 is not feasible", "Dmin = 1/sum_k(1/var_n_k) = 0.5"},
    {"DistortionBelowMinimum", "distortion = 0.75", "distortion = 0.3",
     "plan.toml:11:14: ", "distortion 0.3 is not feasible", "Dmin = 1/sum_k(1/var_n_k) = 0.5"},
    {"TwoChannels", "var_v = [0.25]", "var_v = [0.25]\ndistortion = 3", "plan.toml:12:1: ",
     "more than one test channel", "exactly one of distortion, rates (nats) and var_v"},
    {"NoChannel", "var_v = [0.25]", "", "plan.toml:12:1: ", "no test channel",
     "exactly one of distortion, rates (nats) and var_v"},
    {"WorkersZero", "workers = 2", "workers = 0", "plan.toml:8:11: ", "0 is out of range",
     "from 1 to 1024"},
    {"WorkersMany", "workers = 2", "workers = 1025", "plan.toml:8:11: ", "1025 is out of range",
     "from 1 to 1024"},
    {"WorkersAbsent", "workers = 2", "", "plan.toml:7:1: ", "the number of workers is missing",
     "workers"},
    {"Lengths", "var_v = [0.25]", "var_v = [0.25, 1]",
     "plan.toml:15:9: ", "has 2 numbers, but var_n says 1 worker", "one number per worker"},
    {"MatrixEvery", "workers = 2", "workers = 2\nmatrix_every = -1",
     "plan.toml:9:16: ", "-1 is out of range", "from 0"},
    {"BeyondFloat32", "var_x = 2.0", "var_x = 1e200", "plan.toml:12:1: ", "float32", "unit"},
    {"PointType", "[points.pair]", "[points]\nextra = 3\n[points.pair]",
     "plan.toml:8:9: ", "points.extra: expected a table, found an integer", ""},
};

const BadPlan kClaims[] = {
    {"ClaimUnknown", "[claims.\"thm.b\"]", "[claims.\"thm.bb\"]",
     "plan.toml:19:1: ", "claims.\"thm.bb\": unknown claim", "Did you mean \"thm.b\"?"},
    {"ClaimUnquoted", "[claims.\"thm.b\"]", "[claims.thm.b]", "plan.toml:19:", "unknown claim", ""},
    {"ClaimUnknownKey", "samples = 10_000", "sample = 10_000",
     "plan.toml:18:1: ", "claims.\"thm.a\".sample: unknown key", "Did you mean \"samples\"?"},
    {"PointsUnknown", "points = \"all\"", "points = [\"pear\"]",
     "plan.toml:20:11: ", "unknown point \"pear\"", "Did you mean \"pair\"?"},
    {"PointsEmpty", "points = \"all\"", "points = []", "plan.toml:20:10: ", "the list is empty",
     "Name a point"},
    {"PointsTwice", "points = \"all\"", R"(points = ["pair", "pair"])",
     "plan.toml:20:19: ", "named twice", "once"},
    {"PointsWord", "points = \"all\"", "points = \"pair\"",
     "plan.toml:20:10: ", "expected a list of point names or \"all\"", ""},
    {"PointsEntryType", "points = \"all\"", "points = [1]",
     "plan.toml:20:11: ", "expected the name of a point", "quotes"},
    {"SamplesZero", "samples = 10_000", "samples = 0", "plan.toml:18:11: ", "0 is out of range",
     "from 1"},
    {"SamplesNegative", "samples = 10_000", "samples = -5",
     "plan.toml:18:11: ", "-5 is out of range", "from 1"},
    {"SamplesOverflow", "samples = 10_000", "samples = 9223372036854775807",
     "plan.toml:18:11: ", "9223372036854775807 is out of range", "4611686018427387904"},
    {"SamplesFraction", "samples = 10_000", "samples = 1e6",
     "plan.toml:18:11: ", "expected an integer", "8_000_000"},
    {"ControlUnknown", "samples = 10_000", "samples = 10_000\ncontrol_points = {ofset = \"pair\"}",
     "plan.toml:19:27: ", "unknown control", "Did you mean \"offset\"?"},
    {"ControlPointUnknown", "samples = 10_000",
     "samples = 10_000\ncontrol_points = {offset = \"pear\"}",
     "plan.toml:19:28: ", "no point \"pear\"", "Did you mean \"pair\"?"},
    {"ControlPointType", "samples = 10_000", "samples = 10_000\ncontrol_points = {offset = 1}",
     "plan.toml:19:28: ", "expected a string, found an integer", "quotes"},
};

std::string label(const ::testing::TestParamInfo<BadPlan>& bad) {
  return bad.param.name;
}

INSTANTIATE_TEST_SUITE_P(Plan, BadPlanTest, ::testing::ValuesIn(kPlanSection), label);
INSTANTIATE_TEST_SUITE_P(Points, BadPlanTest, ::testing::ValuesIn(kPoints), label);
INSTANTIATE_TEST_SUITE_P(Claims, BadPlanTest, ::testing::ValuesIn(kClaims), label);

TEST(BadPlan, AllProblemsAtOnce) {
  std::string text = good_plan_but("budget = 1e-6", "buget = 1e-6");
  text.replace(text.find("var_x = 2.0"), 11, "var_x = 0.0");
  text.replace(text.find("\"all\""), 5, "[\"pear\"]");
  try {
    static_cast<void>(parse(text));
    FAIL() << "the plan was accepted";
  } catch (const Error& error) {
    const std::string what = error.what();
    EXPECT_EQ(std::count(what.begin(), what.end(), '\n'), 2) << what;
    for (const char* where : {"plan.toml:4:1: ", "plan.toml:13:9: ", "plan.toml:20:11: "}) {
      EXPECT_THAT(what, HasSubstr(where));
    }
  }
}

TEST(BadPlan, EmptyFileNamesItsSections) {
  try {
    static_cast<void>(parse(""));
    FAIL() << "the plan was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    for (const char* section : {"[plan]", "[points]", "[claims]"}) {
      EXPECT_THAT(error.what(), HasSubstr(std::string("the section ") + section));
    }
  }
}

TEST(BadPlan, EveryLineHasAPosition) {
  try {
    static_cast<void>(parse(good_plan_but("distortion = 0.75", "var_v = 1e200")));
    FAIL() << "the plan was accepted";
  } catch (const Error& error) {
    std::istringstream lines(error.what());
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      EXPECT_THAT(line, StartsWith("plan.toml:"));
    }
    EXPECT_EQ(count, 2U);
  }
}

TEST(BadPlan, AProblemOfAPointIsNotRepeatedByItsClaims) {
  try {
    static_cast<void>(parse(good_plan_but("distortion = 0.75", "distortion = 0.1")));
    FAIL() << "the plan was accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::Not(HasSubstr("claims")));
  }
}

}  // namespace
}  // namespace ceo::run::testing
