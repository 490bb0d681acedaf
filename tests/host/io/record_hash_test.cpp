// What moves the hashes of a record and what does not. Their text is checked against a second
// version, in Python, by run_file_readers_test.py.
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <set>

#include "tests/support/sample_record.hpp"

namespace ceo::run {
namespace {

using Change = std::function<void(Record&)>;

template <class Hash>
std::string changed(Hash hash, const Change& change) {
  Record record = test::sample_record();
  change(record);
  return hash(record);
}

TEST(ContentHash, IsSixtyFourDigits) {
  const std::string hash = content_sha256(test::sample_record());
  EXPECT_EQ(hash.size(), 64U);
  EXPECT_EQ(hash.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(ContentHash, MovesWithEverythingThatDecidesBits) {
  const std::vector<Change> changes = {
      [](Record& r) { r.config_canonical += ' '; },
      [](Record& r) { r.plan_canonical += ' '; },
      [](Record& r) { r.config_canonical.swap(r.plan_canonical); },
      [](Record& r) { r.cells.pop_back(); },
      [](Record& r) { std::swap(r.cells[0], r.cells[1]); },
      [](Record& r) { r.cells[1].id += 'x'; },
      [](Record& r) { r.cells[1].model += 'x'; },
      [](Record& r) { r.cells[1].parameters += 'x'; },
      [](Record& r) { r.cells[1].fault += 'x'; },
      [](Record& r) { r.cells[1].rng = "xorwow"; },
      [](Record& r) { ++r.cells[1].key[0]; },
      [](Record& r) { ++r.cells[1].key[1]; },
      [](Record& r) { ++r.cells[1].first_strip; },
      [](Record& r) { ++r.cells[1].samples; },
      [](Record& r) { r.cells[1].matrices.normals = false; },
      [](Record& r) { r.cells[1].matrices.physical = false; },
      [](Record& r) { ++r.cells[1].matrices.every; },
      [](Record& r) { r.cells[1].outputs[2] += 'x'; },
      [](Record& r) { ++r.cells[1].scale_exponent[5]; },
      [](Record& r) { ++r.cells[1].row_exponent[6]; },
      [](Record& r) { ++r.cells[1].totals.sums.back(); },
      [](Record& r) { r.cells[0].totals.sums[2] += launch::Int128{1} << 64; },
      [](Record& r) { ++r.cells[1].totals.normals.back(); },
      [](Record& r) { ++r.cells[1].totals.physical.front(); },
      [](Record& r) { ++r.cells[1].totals.strips; },
      [](Record& r) { ++r.cells[1].totals.matrix_strips; },
      [](Record& r) { ++r.cells[1].totals.non_finite; },
      [](Record& r) { ++r.cells[1].totals.overflow; },
  };
  std::set<std::string> hashes = {content_sha256(test::sample_record())};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    EXPECT_TRUE(hashes.insert(changed(content_sha256, changes[i])).second) << "change " << i;
  }
}

TEST(ContentHash, StaysWithWhatDiffersBetweenMachines) {
  const std::string hash = content_sha256(test::sample_record());
  const std::vector<Change> changes = {
      [](Record& r) { r.title += 'x'; },
      [](Record& r) { r.complete = false; },
      [](Record& r) { r.cells[1].seconds += 1; },
      [](Record& r) { r.provenance["cpu"] = "another"; },
      [](Record& r) { r.config_text += "# a comment"; },
      [](Record& r) { r.findings[0].estimate.value += 1; },
      [](Record& r) { r.controls[0].rejected = false; },
      [](Record& r) { r.claims.clear(); },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    EXPECT_EQ(changed(content_sha256, changes[i]), hash) << "change " << i;
  }
}

TEST(ContentHash, TextsCannotRunIntoEachOther) {
  const auto with = [](const std::string& model, const std::string& parameters) {
    return changed(content_sha256, [&](Record& r) {
      r.cells[0].model = model;
      r.cells[0].parameters = parameters;
    });
  };
  EXPECT_NE(with("a", "b"), with("a\nb", ""));
  EXPECT_NE(with("a", "b"), with("a\nparameters 1\nb", ""));
  EXPECT_NE(with("ab", ""), with("", "ab"));
}

TEST(FindingsHash, MovesWithFindingsAndControls) {
  const std::vector<Change> changes = {
      [](Record& r) { r.findings.pop_back(); },
      [](Record& r) { r.findings[0].claim += 'x'; },
      [](Record& r) { r.findings[0].point += 'x'; },
      [](Record& r) { r.findings[0].quantity += 'x'; },
      [](Record& r) { r.findings[0].estimate.value *= 1 + std::numeric_limits<double>::epsilon(); },
      [](Record& r) { r.findings[0].estimate.standard_error += 1; },
      [](Record& r) { ++r.findings[0].estimate.samples; },
      [](Record& r) { r.findings[0].estimate.law = stats::Law::normal; },
      [](Record& r) { r.findings[0].prediction.value += 1; },
      [](Record& r) { r.findings[0].prediction.systematic += 1; },
      [](Record& r) { r.findings[0].prediction.unit += 1; },
      [](Record& r) { r.findings[0].level += 1; },
      [](Record& r) { r.findings[0].resolution += 1; },
      [](Record& r) { r.findings[0].z = -r.findings[0].z; },
      [](Record& r) { r.findings[0].p += 1; },
      [](Record& r) { r.findings[0].verdict = stats::Verdict::error; },
      [](Record& r) { r.controls[0].control += 'x'; },
      [](Record& r) { r.controls[0].claim += 'x'; },
      [](Record& r) { ++r.controls[0].needed; },
      [](Record& r) { r.controls[0].effect += 1; },
      [](Record& r) { r.controls[0].rejected = false; },
      [](Record& r) { r.controls[0].finding.z += 1; },
      [](Record& r) { r.findings[1].words += 'x'; },
      [](Record& r) { r.findings[1].printed = false; },
      [](Record& r) { r.controls[0].required = Required::accepted; },
      [](Record& r) { r.series.pop_back(); },
      [](Record& r) { r.series[0].id += 'x'; },
      [](Record& r) { r.series[0].x.scale = AxisScale::linear; },
      [](Record& r) { r.series[0].y.unit = "1"; },
      [](Record& r) { r.series[0].curves[0].y[1] += 1; },
      [](Record& r) { r.series[0].curves[0].style = CurveStyle::points; },
      [](Record& r) { r.series[0].curves[1].low[0] -= 1; },
  };
  std::set<std::string> hashes = {findings_sha256(test::sample_record())};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    EXPECT_TRUE(hashes.insert(changed(findings_sha256, changes[i])).second) << "change " << i;
  }
}

TEST(FindingsHash, StaysWithTheRest) {
  const std::string hash = findings_sha256(test::sample_record());
  EXPECT_EQ(changed(findings_sha256, [](Record& r) { r.cells.clear(); }), hash);
  EXPECT_EQ(changed(findings_sha256, [](Record& r) { r.provenance.clear(); }), hash);
}

}  // namespace
}  // namespace ceo::run
