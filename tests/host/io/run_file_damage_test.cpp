// A damaged run file is refused with an error that says what and where; it never crashes the reader
// and never passes for another run.
#include <gmock/gmock.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "host/base/error.hpp"
#include "host/io/hdf5.hpp"
#include "host/io/run_file.hpp"
#include "host/io/seal.hpp"
#include "tests/host/io/hdf5_edit.hpp"
#include "tests/support/sample_record.hpp"
#include "tests/support/temporary_folder.hpp"

namespace ceo::io {
namespace {

using test::file_text;
using test::put_file_text;
using testing::AllOf;
using testing::HasSubstr;

/// The message of the Error(file) that reading throws; nothing if the file is read.
std::optional<std::string> refusal(const std::string& path) {
  try {
    static_cast<void>(read_run(path));
    return std::nullopt;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::file) << error.what();
    return error.what();
  }
}

class DamagedRunFile : public testing::Test {
 protected:
  explicit DamagedRunFile(run::Record record = test::sample_record())
      : record_(std::move(record)) {}
  void SetUp() override {
    write_run(record_, whole_, false);
    bytes_ = file_text(whole_);
  }
  /// A fresh copy to damage.
  const std::string& copy() {
    std::filesystem::copy_file(whole_, path_, std::filesystem::copy_options::overwrite_existing);
    return path_;
  }
  /// Expects that the copy is refused by name of the file and with `what`.
  void expect_refused(const std::string& what) {
    const auto message = refusal(path_);
    ASSERT_TRUE(message) << "read in spite of: " << what;
    EXPECT_THAT(*message, AllOf(HasSubstr(path_), HasSubstr(what)));
  }

  const h5::Quiet quiet_;
  const test::TemporaryFolder folder_;
  const run::Record record_;
  const std::string whole_ = folder_ / "whole.h5";
  const std::string path_ = folder_ / "damaged.h5";
  std::string bytes_;
};

class DamagedPart : public DamagedRunFile {
 protected:
  DamagedPart() : DamagedRunFile(test::partial_record()) {}
};

TEST_F(DamagedRunFile, AbsentFolderEmptyOrForeign) {
  EXPECT_THAT(refusal(folder_ / "absent.h5").value(), HasSubstr("absent.h5"));
  EXPECT_THAT(refusal(folder_.path()).value(), HasSubstr("folder"));
  put_file_text(path_, "");
  expect_refused("not an HDF5 file");
  put_file_text(path_, "# a plan\nseed = 1\n");
  expect_refused("not an HDF5 file");
  put_file_text(path_, std::string(100000, '\0'));
  expect_refused("not an HDF5 file");
  put_file_text(path_, bytes_.substr(0, 8) + std::string(1000, '\0'));
  EXPECT_TRUE(refusal(path_));
}

TEST_F(DamagedRunFile, CutAtAnyLength) {
  const std::size_t body = bytes_.size() - kSealBytes;
  for (std::size_t size = 0; size < bytes_.size(); size += size < body ? 1511 : 1) {
    put_file_text(path_, bytes_.substr(0, size));
    EXPECT_TRUE(refusal(path_)) << size;
    if (size > body) continue;
    put_file_text(path_, bytes_.substr(0, size) + std::string(bytes_.size() - size, '\0'));
    EXPECT_TRUE(refusal(path_)) << size << ", filled up with zeros";
  }
}

TEST_F(DamagedRunFile, OneFlippedBitAnywhere) {
  std::string changed = bytes_;
  for (std::size_t i = 0; i < bytes_.size(); i += i + kSealBytes < bytes_.size() ? 509 : 1) {
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
    put_file_text(path_, changed);
    EXPECT_TRUE(refusal(path_)) << "byte " << i;
    changed[i] = bytes_[i];
  }
}

TEST_F(DamagedRunFile, BytesAddedOrSwapped) {
  put_file_text(path_, bytes_ + "x");
  EXPECT_TRUE(refusal(path_));
  put_file_text(path_, bytes_ + bytes_);
  EXPECT_TRUE(refusal(path_));
  std::string swapped = bytes_;
  std::swap_ranges(swapped.begin() + 20000, swapped.begin() + 24096, swapped.begin() + 40000);
  put_file_text(path_, swapped);
  expect_refused("seal");
}

TEST_F(DamagedRunFile, WithoutItsSealItIsReadByItsHashes) {
  put_file_text(path_, bytes_.substr(0, bytes_.size() - kSealBytes));
  EXPECT_EQ(test::dump(read_run(path_)), test::dump(record_));
  // HDF5 drops the seal when it changes a file.
  test::set_text_attribute(copy(), "/", "references", "other");
  EXPECT_EQ(test::dump(read_run(path_)), test::dump(record_));
}

// HDF5 itself meets the damage here. Most bytes that make it crash lie in the first headers.
TEST_F(DamagedRunFile, OneFlippedBitWithoutASeal) {
  const std::string body = bytes_.substr(0, bytes_.size() - kSealBytes);
  const std::string content = run::content_sha256(record_);
  std::string changed = body;
  for (std::size_t i = 3; i < body.size(); i += i < 9000 ? 122 : 4001) {
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
    put_file_text(path_, changed);
    if (!refusal(path_)) {
      EXPECT_EQ(run::content_sha256(read_run(path_)), content) << "byte " << i;
    }
    changed[i] = body[i];
  }
}

TEST_F(DamagedRunFile, EveryObjectIsNeededOrImmaterial) {
  std::size_t refused = 0;
  for (const std::string& object : test::objects_of(whole_)) {
    test::remove_object(copy(), object);
    const auto message = refusal(path_);
    const auto ends = [&](const char* end) { return object.ends_with(end); };
    if (message) {
      ++refused;
      // Without a matrix, its shape or its generator the cell is another cell: the hash notices.
      const bool optional = ends("/normals") || ends("/physical") || ends("/shape") ||
                            ends("/sorted") || ends("/rng");
      // Nor are findings without their words, or a run without its figures, the same.
      const bool told =
          ends("/findings/words") || ends("/controls/required") || object == "/series";
      std::string where = told ? "/@findings_sha256" : object;
      if (ends("/claims/assumptions")) where = "/@claims_sha256";  // files of schema 1.0 have none
      EXPECT_THAT(*message, HasSubstr(optional ? "/@content_sha256" : where));
    } else {
      run::Record expected = record_;
      if (ends("/sessions")) expected.sessions.clear();  // none before schema 1.2
      EXPECT_EQ(test::dump(read_run(path_)), test::dump(expected)) << object;
    }
  }
  EXPECT_GE(refused, 90U);
}

TEST_F(DamagedRunFile, EveryDatasetHasItsTypeAndShape) {
  std::size_t refused = 0;
  for (const std::string& object : test::objects_of(whole_)) {
    if (!test::is_dataset(whole_, object)) continue;
    test::replace_dataset(copy(), object, {3, 5}, false);
    const auto message = refusal(path_);
    if (message) {
      ++refused;
      EXPECT_THAT(*message, HasSubstr(object));
    } else {
      EXPECT_EQ(test::dump(read_run(path_)), test::dump(record_)) << object;
    }
  }
  EXPECT_GE(refused, 80U);
}

TEST_F(DamagedRunFile, EveryAttributeOfAGroupIsNeededOrImmaterial) {
  for (const std::string group : {"/", "/config", "/moments/0001", "/series", "/series/0000"}) {
    for (const std::string& name : test::attributes_of(whole_, group)) {
      if (name == "references") continue;
      test::remove_attribute(copy(), group, name);
      expect_refused("@" + name);
      test::set_number_attribute(copy(), group, name, 0.5);
      // budget and resolution are such numbers; no hash covers these two copies of the config.
      if (name != "budget" && name != "resolution") expect_refused("@" + name);
    }
  }
}

TEST_F(DamagedRunFile, AbsurdShapes) {
  constexpr std::uint64_t kHuge = std::uint64_t{1} << 40;
  test::replace_dataset(copy(), "/moments/0001/sums", {kHuge, 256, 2}, true);
  expect_refused("/moments/0001/sums");
  test::replace_dataset(copy(), "/moments/0001/row", {kHuge}, true);
  expect_refused("/moments/0001/row");
  test::replace_dataset(copy(), "/findings/finding", {kHuge}, true);
  expect_refused("/findings/finding");
  test::replace_dataset(copy(), "/findings/finding", {1000000}, true);
  expect_refused("/findings/");
  test::replace_dataset(copy(), "/moments/0001/row", {2000000}, true);
  expect_refused("/moments/0001/row");
}

TEST_F(DamagedRunFile, ForeignFileTypeAndNewerSchema) {
  test::set_text_attribute(copy(), "/", "filetype", "ceo-verify trace");
  expect_refused("ceo-verify trace");
  test::set_text_attribute(copy(), "/", "schema_version", "3.0");
  expect_refused("newer ceo-verify");
  test::set_text_attribute(copy(), "/", "schema_version", "one");
  expect_refused("@schema_version");
  test::set_text_attribute(copy(), "/", "schema_version", "1.7");
  EXPECT_FALSE(refusal(path_)) << "a newer minor version only adds";
}

TEST_F(DamagedRunFile, ChangedNumbersAndTexts) {
  test::set_integer(copy(), "/moments/0001/sums", 1, 5);
  expect_refused("@content_sha256");
  test::set_integer(copy(), "/moments/0001/scale_exponent", 0, 5);
  expect_refused("@content_sha256");
  test::set_integer(copy(), "/streams/key", 0, 5);
  expect_refused("@content_sha256");
  test::set_text_attribute(copy(), "/", "content_sha256", std::string(64, '0'));
  expect_refused("@content_sha256");
  test::set_real(copy(), "/findings/p", 0, 0.9);
  expect_refused("@findings_sha256");
  test::set_real(copy(), "/estimates/value", 0, 0.9);
  expect_refused("@findings_sha256");
  test::set_integer(copy(), "/claims/controls_rejected", 0, 2);
  expect_refused("@claims_sha256");
  test::set_text_attribute(copy(), "/config", "sha256", std::string(64, '0'));
  expect_refused("/config/canonical");
  test::set_text_attribute(copy(), "/moments/0001", "cell", "point-0");
  expect_refused("/moments/0001/@cell");
}

TEST_F(DamagedRunFile, ValuesOutsideTheFormat) {
  test::set_integer(copy(), "/moments/0001/sums", 1, -1);
  expect_refused("/moments/0001/sums");
  test::set_integer(copy(), "/claims/findings", 0, std::int64_t{1} << 32);
  expect_refused("/claims/findings");
  test::set_integer(copy(), "/controls/rejected", 0, 2);
  expect_refused("/controls/rejected");
  test::replace_texts(copy(), "/findings/verdict", {"agree", "agree", "agree", "agree", "yes"});
  expect_refused("/findings/verdict");
  test::replace_texts(copy(), "/estimates/law", {"normal", "normal", "normal", "normal", "cauchy"});
  expect_refused("/estimates/law");
  test::replace_texts(copy(), "/controls/required", {"rejected", "ignored"});
  expect_refused("/controls/required");
  test::replace_texts(copy(), "/series/0000/style", {"line", "bars", "cloud"});
  expect_refused("/series/0000/style");
  test::set_text_attribute(copy(), "/series/0000", "x_scale", "cubic");
  expect_refused("/series/0000/@x_scale");
  test::set_integer(copy(), "/series/0000/points", 0, 100);
  expect_refused("/series/0000/points");
}

TEST_F(DamagedPart, EveryDatasetOfTheTotalsHasItsTypeAndShape) {
  std::size_t refused = 0;
  for (const std::string& object : test::objects_of(whole_)) {
    if (!object.starts_with("/totals/")) continue;
    test::remove_object(copy(), object);
    const auto message = refusal(path_);
    if (!message) {  // the names of some axes are for people
      EXPECT_EQ(test::dump(read_run(path_)), test::dump(record_)) << object;
      continue;
    }
    ++refused;
    EXPECT_THAT(*message, HasSubstr(object));
    test::replace_dataset(copy(), object, {3, 5}, false);
    expect_refused("/totals/");
    test::replace_dataset(copy(), object, {std::uint64_t{1} << 40}, true);
    expect_refused("/totals/");
  }
  EXPECT_GE(refused, 38U);
}

TEST_F(DamagedPart, CountsThatDoNotFit) {
  for (const char* count : {"outputs", "rows", "ranges"}) {
    for (const std::int64_t value : {std::int64_t{0}, std::int64_t{9}, std::int64_t{1} << 62}) {
      test::set_integer(copy(), std::string("/totals/") + count, 1, value);
      expect_refused("/totals/");
    }
  }
  test::set_integer(copy(), "/totals/sorted", 1, 3);
  expect_refused("/totals/sorted_variable");
  test::set_integer(copy(), "/totals/normals_kept", 0, 1);
  expect_refused("/totals/normals");
  test::set_integer(copy(), "/totals/shape_every", 0, 1);
  expect_refused("/totals/histogram");
  test::set_integer(copy(), "/totals/range_strips", 1, 255);
  expect_refused("/totals/range");
  test::replace_texts(copy(), "/totals/cell", {"point-0", "point-2", "point-1"});
  expect_refused("/totals/cell");
}

TEST_F(DamagedPart, CarriesOutsideTheFormat) {
  test::set_integer(copy(), "/totals/sums_wide", 1, 0);
  expect_refused("/totals/sums_wide");
  test::set_integer(copy(), "/totals/sums_wide", 1, 1 << 20);
  expect_refused("/totals/sums_wide");
  test::set_integer(copy(), "/totals/sums_carry", 0, (std::int64_t{1} << 61) + 1);
  expect_refused("/totals/sums_wide");
  test::set_integer(copy(), "/totals/sums_carry", 0, 5);
  expect_refused("@content_sha256");
}

TEST_F(DamagedPart, ATruncatedFileHasARemedy) {
  put_file_text(path_, bytes_.substr(0, bytes_.size() / 2));
  expect_refused("fetch or make it again");
}

}  // namespace
}  // namespace ceo::io
