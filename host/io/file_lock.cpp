#include "host/io/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "host/base/error.hpp"
#include "host/io/file_bytes.hpp"

namespace ceo::io {
namespace {

/// The open file still has its name: whoever held the lock before may have removed it.
bool is_named(int file, const std::string& name) {
  struct stat open = {}, named = {};
  return ::fstat(file, &open) == 0 && ::stat(name.c_str(), &named) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

int lock(int file) {
  while (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

/// No lock file of that name: the folder is closed, or something else has the name.
[[noreturn]] void refuse(int error, const std::string& name, const std::string& path) {
  const std::string reason = " (" + std::generic_category().message(error) + ")";
  struct stat facts = {};
  if (::lstat(name.c_str(), &facts) != 0) {
    throw Error(ExitCode::file, "no lock file can be made beside it" + reason, path,
                "Name another file with -o, or make this place writable.");
  }
  throw Error(ExitCode::file,
              name + ", owned by user " + std::to_string(facts.st_uid) +
                  ", has the name of its lock file and cannot be used as one" + reason,
              path, "Remove it or ask its owner to, or name a file in another folder with -o.");
}

}  // namespace

FileLock::FileLock(const std::string& path) : name_(companion_stem(path) + ".lock") {
  for (;;) {
    // Not blocking, no link: whatever stands under this name may be another user's trap.
    file_ = ::open(name_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    if (file_ < 0) refuse(errno, name_, path);
    struct stat facts = {};
    if (::fstat(file_, &facts) != 0 || !S_ISREG(facts.st_mode)) {
      ::close(file_);
      refuse(EEXIST, name_, path);
    }
    const int error = lock(file_);
    if (error == 0 && is_named(file_, name_)) {
      held_ = true;
      return;
    }
    if (error == 0) {  // its name is gone or belongs to another file: take that one
      ::close(file_);
      continue;
    }
    if (error != EWOULDBLOCK) return;  // this file system has no locks
    ::close(file_);
    throw Error(ExitCode::file, "another ceo-verify is writing this file", path,
                "Wait for it, or name another file with -o. (It holds the lock " + name_ + ".)");
  }
}

FileLock::~FileLock() {
  // The name goes while the lock is held, so that no two files of that name are ever locked.
  ::unlink(name_.c_str());
  ::close(file_);
}

}  // namespace ceo::io
