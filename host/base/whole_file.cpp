#include "host/base/whole_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "host/base/error.hpp"

namespace ceo {
namespace {

/// Closes a file that was only read; nothing can be lost.
struct OpenFile {
  explicit OpenFile(int value) : descriptor(value) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor >= 0) ::close(descriptor);
  }
  int descriptor;
};

std::string size_text(std::uint64_t bytes) {
  constexpr std::uint64_t kMiB = std::uint64_t{1} << 20, kGiB = std::uint64_t{1} << 30;
  if (bytes >= kGiB && bytes % kGiB == 0) return std::to_string(bytes / kGiB) + " GiB";
  if (bytes >= kMiB && bytes % kMiB == 0) return std::to_string(bytes / kMiB) + " MiB";
  return std::to_string(bytes) + " bytes";
}

}  // namespace

std::vector<std::uint8_t> read_whole_file(const std::string& path, const FileLimits& limits) {
  const auto fail = [&](const std::string& what) {
    throw Error(ExitCode::file, what, path, limits.unreadable);
  };
  const auto reason = [](int error) { return " (" + std::generic_category().message(error) + ")"; };
  // Not blocking: a pipe without a writer would hang.
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.descriptor < 0) fail("the file cannot be opened" + reason(errno));
  struct stat facts = {};
  if (::fstat(file.descriptor, &facts) != 0) fail("the file cannot be read" + reason(errno));
  if (S_ISDIR(facts.st_mode)) fail("this is a folder, not a file");
  if (!S_ISREG(facts.st_mode)) fail("this is not a regular file");
  if (static_cast<std::uint64_t>(facts.st_size) > limits.largest) {
    throw Error(ExitCode::file, "the file is larger than " + size_text(limits.largest), path,
                limits.too_large);
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(facts.st_size));
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(file.descriptor, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("the file cannot be read" + reason(errno));
    if (got == 0) break;  // it was cut while we read; whoever takes the bytes notices
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace ceo
