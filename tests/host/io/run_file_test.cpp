// A run file gives back the record that was written, and stands whole or not at all.
#include "host/io/run_file.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <cstdlib>

#include "host/base/error.hpp"
#include "tests/support/sample_record.hpp"
#include "tests/support/temporary_folder.hpp"

namespace ceo::io {
namespace {

using test::dump;
using test::file_text;
using test::put_file_text;
using test::TemporaryFolder;
using testing::HasSubstr;

TEST(RunFile, GivesBackTheRecord) {
  const TemporaryFolder folder;
  const run::Record record = test::sample_record();
  write_run(record, folder / "run.h5", false);
  const run::Record read = read_run(folder / "run.h5");
  EXPECT_EQ(dump(read), dump(record));
  EXPECT_EQ(run::content_sha256(read), run::content_sha256(record));
  EXPECT_EQ(run::findings_sha256(read), run::findings_sha256(record));
  EXPECT_EQ(folder.entries(), 1);
}

TEST(RunFile, AFileOfSchemaOneDotZeroIsAllPhilox) {
  const char* source = std::getenv("CEO_SOURCE");
  ASSERT_NE(source, nullptr);
  const run::Record read = read_run(std::string(source) + "/reports/published/quick-1.h5");
  ASSERT_FALSE(read.cells.empty());
  for (const run::CellRecord& cell : read.cells) EXPECT_EQ(cell.rng, "philox");
}

TEST(RunFile, GivesBackAnEmptyRecord) {
  const TemporaryFolder folder;
  const run::Record record = test::empty_record();
  write_run(record, folder / "run.h5", false);
  EXPECT_EQ(dump(read_run(folder / "run.h5")), dump(record));
}

TEST(RunFile, GivesBackManyWorkers) {
  const TemporaryFolder folder;
  run::Record record = test::sample_record();
  run::CellRecord& cell = record.cells[1];
  constexpr int kRows = 2 * 300 + 1;  // 181 thousand entries: several chunks
  cell.row_exponent.assign(kRows, -1);
  cell.totals = launch::Totals(cell.totals.outputs, kRows, cell.matrices);
  cell.shape = {};
  launch::Int128 value = 1;
  for (launch::Int128& sum : cell.totals.physical)
    sum = (value = -3 * value % (launch::Int128{1} << 120));
  write_run(record, folder / "run.h5", false);
  EXPECT_EQ(dump(read_run(folder / "run.h5")), dump(record));
}

TEST(RunFile, EqualRecordsGiveEqualBytes) {
  const TemporaryFolder folder;
  const std::vector<char> disturb(100000, 'x');  // other addresses on the heap
  write_run(test::sample_record(), folder / "a.h5", false);
  const std::vector<char> more(54321, 'y');
  write_run(test::sample_record(), folder / "b.h5", false);
  EXPECT_EQ(file_text(folder / "a.h5"), file_text(folder / "b.h5"));
  write_run(read_run(folder / "a.h5"), folder / "c.h5", false);
  EXPECT_EQ(file_text(folder / "a.h5"), file_text(folder / "c.h5"));
  run::Record other = test::sample_record();
  ++other.cells[1].totals.sums[7];
  write_run(other, folder / "d.h5", false);
  EXPECT_NE(file_text(folder / "a.h5"), file_text(folder / "d.h5"));
}

TEST(RunFile, OverwritesOnlyWithForce) {
  const TemporaryFolder folder;
  put_file_text(folder / "run.h5", "precious");
  try {
    write_run(test::sample_record(), folder / "run.h5", false);
    FAIL() << "the file was overwritten";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::file);
    EXPECT_THAT(error.what(), HasSubstr("--force"));
  }
  EXPECT_THROW(check_writable(folder / "run.h5", false), Error);
  EXPECT_EQ(file_text(folder / "run.h5"), "precious");
  check_writable(folder / "run.h5", true);
  write_run(test::sample_record(), folder / "run.h5", true);
  EXPECT_NO_THROW(static_cast<void>(read_run(folder / "run.h5")));
}

TEST(RunFile, AFailedWriteKeepsTheOldFile) {
  const TemporaryFolder folder;
  write_run(test::empty_record(), folder / "run.h5", false);
  const std::string before = file_text(folder / "run.h5");
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit small{100000, limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_THROW(write_run(test::sample_record(), folder / "run.h5", true), Error);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  EXPECT_EQ(file_text(folder / "run.h5"), before);
  EXPECT_EQ(folder.entries(), 1);
}

/// A record that contradicts itself is a defect of the program and is not written.
void expect_internal_error(const run::Record& record) {
  const TemporaryFolder folder;
  try {
    write_run(record, folder / "run.h5", false);
    FAIL() << "the record was written";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::internal);
  }
  EXPECT_EQ(folder.entries(), 0);
}

TEST(RunFile, RefusesARecordThatContradictsItself) {
  const std::vector<void (*)(run::CellRecord&)> changes = {
      [](run::CellRecord& cell) { cell.totals.sums.pop_back(); },
      [](run::CellRecord& cell) { cell.totals.normals.pop_back(); },
      [](run::CellRecord& cell) { cell.matrices.physical = false; },
      [](run::CellRecord& cell) { cell.outputs.pop_back(); },
      [](run::CellRecord& cell) { cell.scale_exponent.push_back(0); },
      [](run::CellRecord& cell) { cell.row_exponent.pop_back(); },
      [](run::CellRecord& cell) { cell.totals.sums[3] = launch::Int128{1} << 125; },
      [](run::CellRecord& cell) { cell.id = std::string("a\0b", 3); },
  };
  for (const auto change : changes) {
    run::Record record = test::sample_record();
    change(record.cells[1]);
    expect_internal_error(record);
  }
}

}  // namespace
}  // namespace ceo::io
