#include "host/io/file_bytes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "host/base/error.hpp"
#include "host/base/sha256.hpp"
#include "host/base/whole_file.hpp"

namespace ceo::io {
namespace {

constexpr const char* kElsewhere = "Name another file with -o, or make this place writable.";
constexpr const char* kReplace = "Replace it with --force, or name another file with -o.";

[[noreturn]] void fail(int error, const std::string& what, const std::string& where,
                       const std::string& remedy) {
  throw Error(ExitCode::file, what + " (" + std::generic_category().message(error) + ")", where,
              remedy);
}

/// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { static_cast<void>(close()); }
  void reset(int value) {
    static_cast<void>(close());
    value_ = value;
  }
  [[nodiscard]] int get() const { return value_; }
  /// Zero, or an error that only closing reveals (network file systems).
  [[nodiscard]] int close() {
    const int value = std::exchange(value_, -1);
    return value < 0 || ::close(value) == 0 ? 0 : errno;
  }

 private:
  int value_;
};

/// While one lives, a write past the file size limit fails with an error and does not kill the
/// program.
class NoFileSizeSignal {
 public:
  NoFileSizeSignal() {
    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGXFSZ, &ignore, &before_);
  }
  NoFileSizeSignal(const NoFileSizeSignal&) = delete;
  NoFileSizeSignal& operator=(const NoFileSizeSignal&) = delete;
  ~NoFileSizeSignal() { sigaction(SIGXFSZ, &before_, nullptr); }

 private:
  struct sigaction before_ = {};
};

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

constexpr const char* kTemporaryEnd = ".tmp";

FileIdentity identity_from(const struct stat& facts) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  return {facts.st_dev, facts.st_ino, facts.st_mtim.tv_sec * kSecond + facts.st_mtim.tv_nsec};
}

/// A new file beside its target, under a name that nobody has; gone at the end unless published.
class Temporary {
 public:
  Temporary(const std::string& folder, std::string target) : target_(std::move(target)) {
    constexpr int kTries = 1000;
    const std::string stem = companion_stem(target_) + "-" + std::to_string(::getpid()) + "-";
    for (int i = 0; i < kTries; ++i) {
      name_ = stem + std::to_string(i) + kTemporaryEnd;
      file_.reset(
          ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
      if (file_.get() >= 0) return;
      if (errno != EEXIST) break;
    }
    fail(errno, "no file can be made in the folder " + folder, target_, kElsewhere);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!published_) ::unlink(name_.c_str());
  }

  void write(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) fail(written < 0 ? errno : ENOSPC, kLost, target_, kElsewhere);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    if (::fsync(file_.get()) != 0) fail(errno, kLost, target_, kElsewhere);
    struct stat facts = {};
    if (::fstat(file_.get(), &facts) != 0) fail(errno, kLost, target_, kElsewhere);
    identity_ = identity_from(facts);
    if (const int error = file_.close(); error != 0) fail(error, kLost, target_, kElsewhere);
  }

  /// Of the written file.
  [[nodiscard]] const FileIdentity& identity() const { return identity_; }

  void publish(bool force) {
    const char* to = target_.c_str();
    if (force) {
      published_ = std::rename(name_.c_str(), to) == 0;
    } else {
      published_ = ::renameat2(AT_FDCWD, name_.c_str(), AT_FDCWD, to, RENAME_NOREPLACE) == 0;
      // Some file systems know no such rename; a second name for the file refuses to replace, too.
      if (!published_ && (errno == EINVAL || errno == ENOSYS) && ::link(name_.c_str(), to) == 0) {
        ::unlink(name_.c_str());
        published_ = true;
      }
    }
    if (published_) return;
    if (errno == EEXIST) throw Error(ExitCode::file, "the file exists already", target_, kReplace);
    fail(errno, "the new file cannot be put in place", target_, kElsewhere);
  }

  void publish_over(const FileIdentity& expected) {
    const char* to = target_.c_str();
    if (exchange() != 0) {
      if (errno == ENOENT) return publish(false);  // it is gone
      if (errno != EINVAL && errno != ENOSYS) {
        fail(errno, "the new file cannot be put in place", target_, kElsewhere);
      }
      if (identity_of(to) != expected) appeared();
      return publish(true);
    }
    // What stood there now has our name, and goes with this object.
    if (identity_of(name_) == expected) return;
    static_cast<void>(exchange());
    appeared();
  }

 private:
  [[nodiscard]] int exchange() const {
    return ::renameat2(AT_FDCWD, name_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE);
  }
  [[noreturn]] void appeared() const {
    throw Error(ExitCode::file, "another file appeared there during the run", target_,
                "It was kept. Move it away, or name another file with -o.");
  }
  static constexpr const char* kLost = "the file cannot be written";
  std::string target_, name_;
  Descriptor file_;
  FileIdentity identity_;
  bool published_ = false;
};

void sync_folder(const std::string& folder, const std::string& target) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const bool synced = opened.get() >= 0 && ::fsync(opened.get()) == 0;
  // A file system that cannot sync folders says EINVAL; there is nothing more to do then.
  if (!synced && errno != EINVAL) {
    fail(errno, "the file is in place, but its folder cannot be synced", target,
         "Check the disk before you rely on the file.");
  }
}

/// Following it would write where whoever made the link wants; replacing it would leave the file
/// that it leads to as it was. Neither is what was asked for.
[[noreturn]] void refuse_link(const std::string& path) {
  std::error_code error;
  const std::string to = std::filesystem::read_symlink(path, error).string();
  throw Error(ExitCode::file, "a symbolic link stands there, to '" + to + "'", path,
              "Remove the link, or name the file itself with -o.");
}

}  // namespace

std::string companion_stem(const std::string& path) {
  constexpr std::size_t kDigits = 16;
  const std::string name = std::filesystem::path(path).filename().string();
  return folder_of(path) + "/.ceo-verify-" + hex(sha256(name)).substr(0, kDigits);
}

void remove_leftovers(const std::string& path) {
  const std::string stem = std::filesystem::path(companion_stem(path)).filename().string() + "-";
  std::error_code ignored;
  std::vector<std::filesystem::path> leftovers;
  std::filesystem::directory_iterator entry(folder_of(path), ignored);
  for (; !ignored && entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(stem) && name.ends_with(kTemporaryEnd)) leftovers.push_back(entry->path());
  }
  for (const std::filesystem::path& leftover : leftovers) {
    std::filesystem::remove(leftover, ignored);
  }
}

std::vector<std::uint8_t> read_bytes(const std::string& path) {
  return read_whole_file(path,
                         {std::uint64_t{4} << 30, "A run file or a trace is smaller by far."});
}

FileIdentity publish_bytes(std::span<const std::uint8_t> bytes, const std::string& path,
                           bool force) {
  const NoFileSizeSignal guard;
  const std::string folder = folder_of(path);
  Temporary temporary(folder, path);
  temporary.write(bytes);
  const FileIdentity identity = temporary.identity();
  temporary.publish(force);
  sync_folder(folder, path);
  return identity;
}

std::optional<FileIdentity> identity_of(const std::string& path) {
  struct stat facts = {};
  if (::lstat(path.c_str(), &facts) != 0) return std::nullopt;
  return identity_from(facts);
}

FileIdentity publish_bytes_over(std::span<const std::uint8_t> bytes, const std::string& path,
                                const FileIdentity& expected) {
  const NoFileSizeSignal guard;
  const std::string folder = folder_of(path);
  Temporary temporary(folder, path);
  temporary.write(bytes);
  const FileIdentity identity = temporary.identity();
  temporary.publish_over(expected);
  sync_folder(folder, path);
  return identity;
}

void require_publishable(const std::string& path, bool force) {
  if (path.empty() || path.back() == '/') {
    throw Error(ExitCode::file, "this names no file", path, "Name a file with -o.");
  }
  struct stat facts = {};
  if (::lstat(path.c_str(), &facts) == 0) {
    if (S_ISLNK(facts.st_mode)) refuse_link(path);
    if (S_ISDIR(facts.st_mode)) {
      throw Error(ExitCode::file, "a folder stands there", path, "Name a file with -o.");
    }
    if (!S_ISREG(facts.st_mode)) {
      throw Error(ExitCode::file, "this is not a regular file", path, "Name a file with -o.");
    }
    if (!force) throw Error(ExitCode::file, "the file exists already", path, kReplace);
  } else if (errno != ENOENT) {
    fail(errno, "no file can be made there", path, kElsewhere);
  }
  const std::string folder = folder_of(path);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail(error.value(), "the folder " + folder + " cannot be made", path, kElsewhere);
  const Temporary trial(folder, path);
}

}  // namespace ceo::io
