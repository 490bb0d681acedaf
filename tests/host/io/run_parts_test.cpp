// Files of parts of runs, and the one writer that may replace them.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>

#include "host/base/error.hpp"
#include "host/io/file_bytes.hpp"
#include "host/io/file_lock.hpp"
#include "host/io/run_file.hpp"
#include "host/io/run_output.hpp"
#include "tests/support/sample_record.hpp"
#include "tests/support/temporary_folder.hpp"

namespace ceo::io {
namespace {

using test::dump;
using test::file_text;
using test::put_file_text;
using test::TemporaryFolder;
using ::testing::HasSubstr;

void expect_error(const std::function<void()>& action, const std::string& words) {
  try {
    action();
    ADD_FAILURE() << "nothing was thrown: " << words;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::file);
    EXPECT_THAT(error.what(), HasSubstr(words));
  }
}

TEST(RunParts, GiveBackRangesAndSessions) {
  const TemporaryFolder folder;
  const run::Record record = test::partial_record();
  write_run(record, folder / "part.h5", false);
  const run::Record read = read_run(folder / "part.h5");
  EXPECT_EQ(dump(read), dump(record));
  EXPECT_EQ(read.schema, kPartSchemaVersion);
  EXPECT_EQ(read.sessions.size(), 2U);
  EXPECT_EQ(run::content_sha256(read), run::content_sha256(record));
}

TEST(RunParts, RefuseRangesThatDoNotFit) {
  using Ranges = std::vector<launch::StripRange>;
  const std::uint64_t start = std::uint64_t{1} << 40;
  for (const Ranges& ranges :
       std::initializer_list<Ranges>{{{start, 319}},  // another number of strips than were summed
                                     {{start, 64}, {start + 64, 256}},   // they touch
                                     {{start + 256, 256}, {start, 64}},  // they descend
                                     {{start - 1, 320}},                 // before the cell
                                     {{start + 512 - 319, 320}},         // beyond it
                                     {{start, 0}, {start + 1, 320}}}) {  // one is empty
    const TemporaryFolder folder;
    run::Record record = test::partial_record();
    record.cells[1].partial = ranges;
    write_run(record, folder / "part.h5", false);
    expect_error([&] { static_cast<void>(read_run(folder / "part.h5")); }, "ranges");
  }
}

TEST(RunParts, NoCompleteFileLacksStrips) {
  const TemporaryFolder folder;
  run::Record record = test::partial_record();
  record.complete = true;
  write_run(record, folder / "part.h5", false);
  expect_error([&] { static_cast<void>(read_run(folder / "part.h5")); }, "complete");
}

TEST(FileLock, HoldsOffASecondWriterUntilItIsGone) {
  const TemporaryFolder folder;
  {
    const FileLock lock(folder / "run.h5");
    EXPECT_TRUE(lock.held());
    expect_error([&] { const FileLock second(folder / "run.h5"); }, "another ceo-verify");
    const FileLock other(folder / "other.h5");
    EXPECT_TRUE(other.held());
  }
  EXPECT_EQ(folder.entries(), 0);
  const FileLock again(folder / "run.h5");
  EXPECT_TRUE(again.held());
}

TEST(FileLock, DiesWithItsProcess) {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const FileLock lock(folder / "run.h5");
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(folder.entries(), 1) << "its lock file is still there";
  const FileLock lock(folder / "run.h5");
  EXPECT_TRUE(lock.held());
}

TEST(FileLock, TakesNamesOfAnyLength) {
  const TemporaryFolder folder;
  const FileLock lock(folder / std::string(255, 'x'));
  EXPECT_TRUE(lock.held());
}

TEST(RunOutput, ReplacesOnlyWhatItWrote) {
  const TemporaryFolder folder;
  RunOutput output(folder / "run.h5", false);
  EXPECT_FALSE(output.exists());
  output.write(test::partial_record());
  EXPECT_TRUE(output.exists());
  output.write(test::sample_record());
  EXPECT_EQ(dump(read_run(folder / "run.h5")), dump(test::sample_record()));
  std::filesystem::remove(folder / "run.h5");
  put_file_text(folder / "foreign", "precious");
  std::filesystem::rename(folder / "foreign", folder / "run.h5");
  expect_error([&] { output.write(test::sample_record()); }, "appeared");
  EXPECT_EQ(file_text(folder / "run.h5"), "precious");
}

TEST(RunOutput, WritesAgainWhereItsFileWasMovedAway) {
  const TemporaryFolder folder;
  RunOutput output(folder / "run.h5", false);
  output.write(test::partial_record());
  std::filesystem::rename(folder / "run.h5", folder / "moved.h5");
  output.write(test::sample_record());
  EXPECT_EQ(dump(read_run(folder / "run.h5")), dump(test::sample_record()));
  EXPECT_EQ(dump(read_run(folder / "moved.h5")), dump(test::partial_record()));
  EXPECT_EQ(folder.entries(), 3) << "two files and the lock";
}

TEST(RunOutput, KeepsWhatStandsThereUnlessTold) {
  const TemporaryFolder folder;
  put_file_text(folder / "run.h5", "precious");
  expect_error([&] { const RunOutput output(folder / "run.h5", false); }, "exists already");
  EXPECT_EQ(folder.entries(), 1) << "no lock is left";
  RunOutput output(folder / "run.h5", true);
  EXPECT_EQ(file_text(folder / "run.h5"), "precious")
      << "nothing is touched before the first write";
  output.write(test::empty_record());
  EXPECT_EQ(dump(read_run(folder / "run.h5")), dump(test::empty_record()));
}

TEST(RunOutput, ClearsAwayWhatKilledWritersLeftAndNothingElse) {
  const TemporaryFolder folder;
  put_file_text(companion_stem(folder / "run.h5") + "-123-0.tmp", "torn");
  put_file_text(companion_stem(folder / "other.h5") + "-123-0.tmp", "of another file");
  put_file_text(folder / "mine.tmp", "mine");
  const RunOutput output(folder / "run.h5", false);
  EXPECT_EQ(folder.entries(), 3) << "two files and the lock";
  EXPECT_EQ(file_text(folder / "mine.tmp"), "mine");
}

}  // namespace
}  // namespace ceo::io
