// Parts of a run are added exactly; what does not belong together is refused with both names.
#include "host/run/merge.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "host/base/error.hpp"
#include "host/run/record_difference.hpp"

namespace ceo::run {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// A cell of 1024 strips, the given ones summed, each adding 1 to the first sum.
CellRecord cell(const std::string& id, const Ranges& done) {
  CellRecord record;
  record.id = record.point = id;
  record.model = "gaussian_ceo";
  record.samples = std::uint64_t{32} * 1024;
  record.outputs = {"e"};
  record.scale_exponent = {20};
  record.row_exponent = {0, 1, 2};
  record.matrices = {true, false, 1};
  record.totals = launch::Totals(1, 3, record.matrices);
  record.totals.strips = strips_of(done);
  record.totals.sums[0] = static_cast<launch::Int128>(strips_of(done));
  record.partial = done;
  if (covers(done, {0, 1024})) record.partial.reset();
  return record;
}

Record part(const Ranges& done) {
  Record record;
  record.schema = "1.2";
  record.plan_name = "p";
  record.config_canonical = "plan.budget = 1e-06\nplan.name = \"p\"\n";
  record.plan_canonical = "cell a\n";
  record.cells = {cell("a", done), cell("b", done)};
  record.sessions = {{}};
  return record;
}

TEST(Merge, AddsDisjointPartsInAnyOrder) {
  for (const bool turned : {false, true}) {
    Merger merger;
    merger.add(part(turned ? Ranges{{512, 512}} : Ranges{{0, 256}}), "one.h5");
    EXPECT_FALSE(merger.merged().complete);
    merger.add(part({{256, 256}}), "two.h5");
    EXPECT_FALSE(merger.merged().complete);
    merger.add(part(turned ? Ranges{{0, 256}} : Ranges{{512, 512}}), "three.h5");
    EXPECT_TRUE(merger.merged().complete);
    EXPECT_EQ(content_sha256(merger.merged()), content_sha256(part({{0, 1024}})));
    EXPECT_EQ(merger.merged().sessions.size(), 3U);
  }
}

TEST(Merge, CountsWhatIsThere) {
  Merger merger;
  merger.add(part({{0, 256}}), "one.h5");
  merger.add(part({{768, 256}}), "two.h5");
  EXPECT_EQ(sampled(merger.merged()), 2U * 512 * 32);
  EXPECT_EQ(done_strips(merger.merged().cells[0]).size(), 2U);
  EXPECT_FALSE(is_whole(merger.merged()));
}

void expect_refused(const std::function<void(Record&)>& change, const std::string& words,
                    const Ranges& done = {{512, 512}}) {
  Merger merger;
  merger.add(part({{0, 256}}), "one.h5");
  const std::string before = content_sha256(merger.merged());
  Record other = part(done);
  change(other);
  try {
    merger.add(other, "two.h5");
    ADD_FAILURE() << words;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("one.h5"), HasSubstr("two.h5"), HasSubstr(words)));
  }
  EXPECT_EQ(content_sha256(merger.merged()), before);
}

TEST(Merge, RefusesOverlapsAndSaysWhich) {
  const auto nothing = [](Record&) {};
  expect_refused(nothing, "the strips 128 to 255 of the cell a", {{128, 512}});
  expect_refused(nothing, "the strips 0 to 255 of the cell a", {{0, 1024}});
  expect_refused(nothing, "the strips 255 to 255 of the cell a", {{255, 1}});
  expect_refused(nothing, "the strips 0 to 0 of the cell a", {{0, 1}, {900, 1}});
  expect_refused(
      [](Record& record) {
        record.cells[0] = cell("a", {{512, 1}});
      },
      "the strips 100 to 101 of the cell b", {{100, 2}});
}

TEST(Merge, RefusesUnequalRunsAndSaysWhat) {
  expect_refused([](Record& r) { r.config_canonical = "plan.budget = 2e-06\n"; },
                 "config/canonical line 1 is unequal");
  expect_refused([](Record& r) { r.plan_canonical += "cell z\n"; }, "plan/canonical line 2");
  expect_refused([](Record& r) { r.schema = "1.1"; }, "the schemas differ: 1.1 here, 1.2");
  expect_refused([](Record& r) { r.cells[1].scale_exponent = {21}; },
                 "moments/0001/scale_exponent[0] is unequal: 20 and 21");
  expect_refused([](Record& r) { r.cells[1].row_exponent[2] = 7; }, "moments/0001/row_exponent[2]");
  expect_refused([](Record& r) { r.cells[0].key = {1, 2}; }, "streams/key[0]");
  expect_refused([](Record& r) { r.cells[0].samples += 8192; }, "streams/samples[0]");
  expect_refused([](Record& r) { r.cells[0].matrices.every = 2; }, "moments/0000@matrix_every");
  expect_refused([](Record& r) { r.cells.pop_back(); }, "streams/cell");
}

TEST(Merge, RefusesForeignGenerators) {
  Record record = part({{0, 1024}});
  record.cells[1].rng = "mt19937";
  Merger merger;
  try {
    merger.add(record, "one.h5");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("one.h5"), HasSubstr("mt19937")));
  }
}

TEST(Difference, NamesTheFirstNumberThatDiffers) {
  const Record a = part({{0, 1024}});
  Record b = a;
  EXPECT_FALSE(first_difference(a, b));
  b.cells[1].totals.sums[5] = 3;
  b.cells[1].totals.normals[1] = 4;
  const auto found = first_difference(a, b);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->dataset, "moments/0001/sums[5]");
  EXPECT_EQ(found->what, "0 and 3");
  EXPECT_FALSE(plan_difference(a, b)) << "they are parts of one run";
  const auto strips = first_difference(a, part({{0, 256}}));
  ASSERT_TRUE(strips);
  EXPECT_EQ(strips->dataset, "moments/0000/range");
}

TEST(Hash, OfAPartDependsOnItsStrips) {
  EXPECT_NE(content_sha256(part({{0, 256}})), content_sha256(part({{256, 256}})));
  EXPECT_NE(content_sha256(part({{0, 256}})), content_sha256(part({{0, 128}, {256, 128}})));
}

}  // namespace
}  // namespace ceo::run
