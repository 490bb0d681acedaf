// Claims on recorded gradients: verdicts and controls on the traces that stand here, what a
// missing, damaged or partial trace leads to, and the numbers against dull ones.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "host/base/error.hpp"
#include "host/io/trace_file.hpp"
#include "host/run/find_trace.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/verify/small_run.hpp"
#include "verify/claims/recorded_correlations.hpp"
#include "verify/claims/recorded_samples.hpp"
#include "verify/claims/registry.hpp"
#include "verify/claims/sample_shape.hpp"
#include "verify/conclude.hpp"
#include "verify/traces.hpp"

namespace ceo::verify {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string trace_path(const std::string& name) {
  const char* source = std::getenv("CEO_SOURCE");
  return std::string(source == nullptr ? "." : source) + "/datasets/traces/" + name + ".h5";
}

run::Config config_of(const std::string& id, const std::string& trace,
                      const std::string& seed = "1") {
  run::Config config =
      run::parse_config("[plan]\nname = \"recorded\"\nseed = " + seed + "\n[claims.\"" + id +
                            "\"]\ntrace = '" + trace + "'\n[claims.\"liu.ring\"]\n",
                        "recorded.toml", claims(), {});
  pin_traces(config);
  return config;
}

run::Record run_claim(const std::string& id, const std::string& trace,
                      const std::string& seed = "1") {
  return testing::run_small(run::make_plan(config_of(id, trace, seed), claims()), claims());
}

const run::ClaimResult& row_of(const run::Record& record, const std::string& id) {
  return *std::find_if(record.claims.begin(), record.claims.end(),
                       [&](const run::ClaimResult& row) { return row.id == id; });
}

const stats::Finding& finding_of(const run::Record& record, const std::string& quantity) {
  return *std::find_if(record.findings.begin(), record.findings.end(),
                       [&](const stats::Finding& row) { return row.quantity == quantity; });
}

struct Shipped {
  const char* claim;
  const char* trace;
};

class RecordedClaims : public ::testing::TestWithParam<Shipped> {};

TEST_P(RecordedClaims, AreReportedAndTheirControlsPassForEverySeed) {
  for (const char* seed : {"1", "2", "77"}) {
    const run::Record record = run_claim(GetParam().claim, trace_path(GetParam().trace), seed);
    const run::ClaimResult& row = row_of(record, GetParam().claim);
    EXPECT_EQ(row.verdict, "reported") << row.reason;
    EXPECT_TRUE(row.as_expected) << row.reason;
    EXPECT_EQ(row.controls_rejected, row.controls) << seed << ' ' << row.reason;
    EXPECT_GE(row.controls, 4U);
    EXPECT_EQ(row.errors, 0U) << row.reason;
    for (const stats::Finding& finding : record.findings) {
      EXPECT_NE(finding.verdict, stats::Verdict::not_run) << finding.reason;
      EXPECT_FALSE(finding.words.empty());
    }
  }
}

TEST_P(RecordedClaims, EveryControlHasAQuantityThatTheTraceLetsSpeak) {
  const run::Claim& claim = claim_by_id(GetParam().claim);
  for (const run::HostQuantity& quantity : claim.host) {
    EXPECT_TRUE(std::any_of(claim.host_controls.begin(), claim.host_controls.end(),
                            [&](const run::HostControl& control) {
                              return control.quantity == quantity.id &&
                                     control.required == run::Required::rejected;
                            }))
        << quantity.id << " has no planted fault";
  }
}

INSTANTIATE_TEST_SUITE_P(
    Ids, RecordedClaims,
    ::testing::Values(
        Shipped{"asm1.recorded", "mlp-mnist"}, Shipped{"asm2.recorded", "mlp-mnist-10000"},
        Shipped{"fig6.statistics", "mlp-mnist"}, Shipped{"fig7.recorded", "mlp-mnist"},
        Shipped{"fig8.delta", "mlp-mnist-noise"}, Shipped{"asm1.resnet20", "resnet20-svhn"},
        Shipped{"asm2.resnet20", "resnet20-svhn"}, Shipped{"fig6.resnet20", "resnet20-svhn"},
        Shipped{"fig7.resnet20", "resnet20-svhn"}, Shipped{"asm1.resnet50", "resnet50-cifar10"},
        Shipped{"asm2.resnet50", "resnet50-cifar10"}, Shipped{"fig6.resnet50", "resnet50-cifar10"},
        Shipped{"fig7.resnet50", "resnet50-cifar10"}),
    [](const auto& item) {
      std::string name = item.param.claim;
      std::replace(name.begin(), name.end(), '.', '_');
      return name;
    });

TEST(MissingTraces, LeaveARowThatSaysWhyAndOtherClaimsRun) {
  const run::Record record = run_claim("fig6.statistics", "no-such-trace");
  const run::ClaimResult& row = row_of(record, "fig6.statistics");
  EXPECT_EQ(row.verdict, "not run");
  EXPECT_THAT(row.reason, HasSubstr("the trace is not there"));
  EXPECT_FALSE(row.as_expected);
  EXPECT_EQ(row_of(record, "liu.ring").verdict, claim_by_id("liu.ring").expected);
  EXPECT_EQ(exit_code(record), ExitCode::unresolved);
  EXPECT_THAT(missing_traces(config_of("fig6.statistics", "no-such-trace")),
              HasSubstr("fig6.statistics is not run: no-such-trace: the trace is not there"));
}

TEST(MissingTraces, ADamagedFileIsOne) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "cut.h5";
  fs::copy_file(trace_path("mlp-mnist-noise"), path);
  fs::resize_file(path, 50'000);
  const run::Record record = run_claim("fig8.delta", path);
  EXPECT_EQ(row_of(record, "fig8.delta").verdict, "not run");
  EXPECT_THAT(row_of(record, "fig8.delta").reason, HasSubstr("cut.h5"));
  EXPECT_TRUE(row_of(record, "liu.ring").as_expected);
}

TEST(MissingTraces, AnotherFileThanPlannedIsOne) {
  run::Config config = config_of("fig8.delta", trace_path("mlp-mnist-noise"));
  for (run::ClaimConfig& claim : config.claims) {
    if (claim.id == "fig8.delta") claim.trace_sha256.replace(0, 4, "0000");
  }
  const run::Record record = testing::run_small(run::make_plan(config, claims()), claims());
  EXPECT_THAT(row_of(record, "fig8.delta").reason, HasSubstr("other bytes than when"));
}

TEST(MissingTraces, ATraceWithoutAGroupSilencesWhatReadsIt) {
  const run::Record record = run_claim("asm1.recorded", trace_path("mlp-mnist-10000"));
  const run::ClaimResult& row = row_of(record, "asm1.recorded");
  EXPECT_EQ(row.verdict, "reported");  // of what is there
  EXPECT_TRUE(row.as_expected) << row.reason;
  EXPECT_EQ(finding_of(record, "source-fit").verdict, stats::Verdict::not_run);
  EXPECT_THAT(finding_of(record, "source-fit").reason, HasSubstr("has no group dense"));
  EXPECT_NE(finding_of(record, "initialisations-fit").verdict, stats::Verdict::not_run);
}

TEST(TracesInPlans, HaveTheirHashInTheCanonicalForm) {
  const run::Config config = config_of("fig8.delta", trace_path("mlp-mnist-noise"));
  const std::string hash = *run::file_sha256(trace_path("mlp-mnist-noise"));
  EXPECT_THAT(config.canonical(),
              HasSubstr("claims.\"fig8.delta\".trace_sha256 = \"" + hash + "\""));
  const run::Config again = run::parse_config(config.canonical(), "again", claims(), {});
  EXPECT_EQ(again.claims, config.claims);
  EXPECT_EQ(config_of("fig8.delta", "absent").claims[0].trace_sha256, run::kNoTrace);
  EXPECT_THROW(static_cast<void>(run::parse_config(
                   "[plan]\nname = \"a\"\n[claims.\"liu.ring\"]\ntrace = \"mlp-mnist\"\n", "a.toml",
                   claims(), {})),
               Error);
}

TEST(SampleShapes, AreThoseOfTheirLaw) {
  run::HostContext context(1, "test", "shape", 1);
  const Samples like = {Sample(100'000)};
  const SampleShape normal = shape_of(drawn_alike(like, context, drawn_normal)[0]);
  const SampleShape laplace = shape_of(drawn_alike(like, context, drawn_laplace)[0]);
  const SampleShape student = shape_of(drawn_alike(like, context, drawn_student_30)[0]);
  EXPECT_NEAR(normal.kurtosis, 0, 0.08);
  EXPECT_GT(normal.r_squared, 0.998);
  // Five standard errors at least: those of Laplace's law have E z^8 = 8!/2^4.
  EXPECT_NEAR(laplace.kurtosis, 3, 0.9);
  EXPECT_NEAR(laplace.sd, 1, 0.02);
  EXPECT_NEAR(student.kurtosis, 6.0 / 26, 0.12);
  EXPECT_NEAR(student.sd, 1, 0.02);
  EXPECT_LT(laplace.ks_p, 1e-12);
  // Laplace's law is furthest from the normal one at about half a standard deviation.
  EXPECT_NEAR(laplace.ks, 0.0613, 0.01);
}

TEST(SampleShapes, SayHowManySamplesShowThem) {
  EXPECT_NEAR(samples_to_see_kurtosis(6.0 / 26), 24 * std::pow(4.8916 + 3.0902, 2) / 0.05325, 300);
  EXPECT_NEAR(samples_to_see_distance(0.0613), std::pow(2.6934 + 1.545, 2) / 0.003758, 60);
}

TEST(RecordedCorrelations, AreThoseOfTheirDefinition) {
  EXPECT_NEAR(pearson({1, 2, 3, 4}, {2, 1, 4, 3}), 0.6, 1e-15);
  const run::Trace trace = io::read_trace(trace_path("mlp-mnist"));
  const RecordedCorrelations table = over_initialisations(trace, 1000);
  EXPECT_EQ(table.r.size(), 2U * 8 * 10);
  const RecordedCorrelations noises = noises_over_parameters(trace, 1);
  EXPECT_EQ(noises.r.size(), 100U * 45);
  // The dense group holds the same gradients at the first iteration: sums in place of the matrix.
  const auto& dense = *trace.dense;
  double jj = 0, kk = 0, jk = 0;
  for (std::size_t i = trace.parameters[0]; i < dense.parameter.size(); ++i) {
    const double x = dense.x[i], j = dense.y[i] - x, k = dense.y[dense.parameter.size() + i] - x;
    jj += j * j;
    kk += k * k;
    jk += j * k;
  }
  EXPECT_NEAR(noises.r[0], jk / std::sqrt(jj * kk), 1e-5);
  EXPECT_THROW(static_cast<void>(over_initialisations(trace, 1001)), run::NotRecorded);
}

}  // namespace
}  // namespace ceo::verify
