#include "host/io/file_bytes.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "host/base/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace ceo::io {
namespace {

using test::file_text;
using test::put_file_text;
using test::TemporaryFolder;
using testing::HasSubstr;

std::vector<std::uint8_t> bytes_of(const std::string& text) {
  return {text.begin(), text.end()};
}

/// Message of the Error(file) that `action` throws.
std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::file);
    return error.what();
  }
  ADD_FAILURE() << "nothing was refused";
  return "";
}

/// A user without root's rights for as long as it lives; tests of permissions need one.
class PlainUser {
 public:
  PlainUser() {
    constexpr uid_t kNobody = 65534;
    if (::geteuid() == 0) changed_ = ::seteuid(kNobody) == 0;
  }
  PlainUser(const PlainUser&) = delete;
  PlainUser& operator=(const PlainUser&) = delete;
  ~PlainUser() {
    if (changed_) static_cast<void>(::seteuid(0));
  }

 private:
  bool changed_ = false;
};

TEST(PublishBytes, WritesAllAndLeavesNothingElse) {
  const TemporaryFolder folder;
  publish_bytes(bytes_of("new"), folder / "run.h5", false);
  EXPECT_EQ(file_text(folder / "run.h5"), "new");
  EXPECT_EQ(folder.entries(), 1);
  EXPECT_EQ(read_bytes(folder / "run.h5"), bytes_of("new"));
}

TEST(PublishBytes, ReplacesOnlyWithForce) {
  const TemporaryFolder folder;
  put_file_text(folder / "run.h5", "old");
  EXPECT_THAT(refusal([&] { publish_bytes(bytes_of("new"), folder / "run.h5", false); }),
              HasSubstr("--force"));
  EXPECT_EQ(file_text(folder / "run.h5"), "old");
  EXPECT_EQ(folder.entries(), 1);
  publish_bytes(bytes_of("new"), folder / "run.h5", true);
  EXPECT_EQ(file_text(folder / "run.h5"), "new");
  EXPECT_EQ(folder.entries(), 1);
}

TEST(PublishBytes, KeepsTheOldFileWhenTheDiskIsFull) {
  const TemporaryFolder folder;
  put_file_text(folder / "run.h5", "old");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{4096, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string message =
      refusal([&] { publish_bytes(std::vector<std::uint8_t>(10000), folder / "run.h5", true); });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_THAT(message, HasSubstr("run.h5"));
  EXPECT_THAT(message, HasSubstr("cannot be written"));
  EXPECT_EQ(file_text(folder / "run.h5"), "old");
  EXPECT_EQ(folder.entries(), 1) << "the temporary file is gone";
}

TEST(PublishBytes, FailsWhereTheFolderIsAFile) {
  const TemporaryFolder folder;
  put_file_text(folder / "notes", "old");
  EXPECT_THAT(refusal([&] { publish_bytes(bytes_of("new"), folder / "notes/run.h5", true); }),
              HasSubstr("notes"));
  EXPECT_EQ(file_text(folder / "notes"), "old");
}

TEST(PublishBytes, FailsOnAFolderAndCleansUp) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "run.h5");
  refusal([&] { publish_bytes(bytes_of("new"), folder / "run.h5", true); });
  refusal([&] { publish_bytes(bytes_of("new"), folder / "run.h5", false); });
  EXPECT_EQ(folder.entries(), 1);
}

TEST(PublishBytes, ReplacesALinkAndNotWhatItNames) {
  const TemporaryFolder folder;
  put_file_text(folder / "precious", "old");
  std::filesystem::create_symlink("precious", folder / "run.h5");
  publish_bytes(bytes_of("new"), folder / "run.h5", true);
  EXPECT_EQ(file_text(folder / "precious"), "old");
  EXPECT_EQ(file_text(folder / "run.h5"), "new");
}

TEST(RequirePublishable, MakesMissingFoldersAndNothingElse) {
  const TemporaryFolder folder;
  require_publishable(folder / "results/today/run.h5", false);
  EXPECT_TRUE(std::filesystem::is_directory(folder / "results/today"));
  EXPECT_TRUE(std::filesystem::is_empty(folder / "results/today"));
}

TEST(RequirePublishable, TakesANameWithoutAFolder) {
  const TemporaryFolder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  EXPECT_NO_THROW(require_publishable("run.h5", false));
  std::filesystem::current_path(before);
  EXPECT_EQ(folder.entries(), 0);
}

TEST(RequirePublishable, RefusesAnExistingFileUnlessForced) {
  const TemporaryFolder folder;
  put_file_text(folder / "run.h5", "old");
  EXPECT_THAT(refusal([&] { require_publishable(folder / "run.h5", false); }),
              testing::AllOf(HasSubstr("exists already"), HasSubstr("--force"), HasSubstr("-o")));
  EXPECT_NO_THROW(require_publishable(folder / "run.h5", true));
  EXPECT_EQ(file_text(folder / "run.h5"), "old");
}

TEST(RequirePublishable, RefusesWhatIsNoFile) {
  const TemporaryFolder folder;
  put_file_text(folder / "notes", "old");
  for (const bool force : {false, true}) {
    EXPECT_THAT(refusal([&] { require_publishable(folder.path(), force); }), HasSubstr("folder"));
    EXPECT_THAT(refusal([&] { require_publishable("", force); }), HasSubstr("-o"));
    EXPECT_THAT(refusal([&] { require_publishable(folder / "new/", force); }), HasSubstr("-o"));
    EXPECT_THAT(refusal([&] { require_publishable("/dev/null", force); }), HasSubstr("regular"));
    EXPECT_THAT(refusal([&] { require_publishable(folder / "notes/run.h5", force); }),
                HasSubstr("notes"));
    EXPECT_THAT(refusal([&] { require_publishable(folder / std::string(300, 'x'), force); }),
                HasSubstr("xxx"));
  }
}

TEST(RequirePublishable, RefusesASymbolicLink) {
  const TemporaryFolder folder;
  put_file_text(folder / "precious", "old");
  for (const char* target : {"absent", "precious", "run.h5", "."}) {
    std::filesystem::create_symlink(target, folder / "run.h5");
    for (const bool force : {false, true}) {
      EXPECT_THAT(refusal([&] { require_publishable(folder / "run.h5", force); }),
                  testing::AllOf(HasSubstr("symbolic link"), HasSubstr(target)));
    }
    std::filesystem::remove(folder / "run.h5");
  }
  EXPECT_EQ(file_text(folder / "precious"), "old");
}

TEST(RequirePublishable, RefusesAFolderWithoutPermission) {
  const TemporaryFolder folder;
  const std::string closed = folder / "closed";
  std::filesystem::create_directory(closed);
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(closed.c_str(), 0555), 0);
  {
    const PlainUser user;
    EXPECT_THAT(refusal([&] { require_publishable(closed + "/run.h5", false); }),
                testing::AllOf(HasSubstr("closed"), HasSubstr("-o")));
    EXPECT_THAT(refusal([&] { require_publishable(closed + "/new/run.h5", false); }),
                HasSubstr("closed"));
  }
  ASSERT_EQ(::chmod(closed.c_str(), 0755), 0);
}

TEST(ReadBytes, RefusesWhatIsNoReadableFile) {
  const TemporaryFolder folder;
  EXPECT_THAT(refusal([&] { static_cast<void>(read_bytes(folder / "absent.h5")); }),
              HasSubstr("absent.h5"));
  EXPECT_THAT(refusal([&] { static_cast<void>(read_bytes(folder.path())); }), HasSubstr("folder"));
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(refusal([&] { static_cast<void>(read_bytes(folder / "pipe")); }),
              HasSubstr("regular"));
  ASSERT_EQ(::truncate((put_file_text(folder / "huge", ""), folder / "huge").c_str(), 5LL << 30),
            0);
  EXPECT_THAT(refusal([&] { static_cast<void>(read_bytes(folder / "huge")); }), HasSubstr("4 GiB"));
}

}  // namespace
}  // namespace ceo::io
