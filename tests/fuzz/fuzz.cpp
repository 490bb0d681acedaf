#include "tests/fuzz/fuzz.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#if defined(__SANITIZE_ADDRESS__) || defined(__has_feature)
// Parts are built without sanitizers (CMakeLists.txt), and HDF5 leaks on bad files.
extern "C" const char* __asan_default_options();
const char* __asan_default_options() {
  return "detect_container_overflow=0:detect_leaks=0:allocator_may_return_null=1";
}
#endif

namespace ceo::fuzz {

MemoryFile::MemoryFile() {
  // HDF5 asks for the real path of a file, so that one without a name will not do.
  path_ = "/dev/shm/ceo-fuzz-XXXXXX";
  descriptor_ = ::mkostemp(path_.data(), O_CLOEXEC);
  require(descriptor_ >= 0, "no file in memory");
}

MemoryFile::~MemoryFile() {
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

void MemoryFile::put(std::span<const std::uint8_t> bytes) const {
  require(::ftruncate(descriptor_, 0) == 0, "the file in memory cannot be emptied");
  while (!bytes.empty()) {
    const off_t end = ::lseek(descriptor_, 0, SEEK_END);
    const ssize_t put = ::pwrite(descriptor_, bytes.data(), bytes.size(), end);
    require(put > 0, "the file in memory cannot be written");
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
}

std::vector<std::uint8_t> MemoryFile::bytes() const {
  struct stat facts = {};
  require(::fstat(descriptor_, &facts) == 0, "the file in memory is gone");
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(facts.st_size));
  require(::pread(descriptor_, bytes.data(), bytes.size(), 0) == facts.st_size, "short read");
  return bytes;
}

std::uint8_t Choices::byte() {
  if (input_.empty()) return 0;
  const std::uint8_t first = input_.front();
  input_ = input_.subspan(1);
  return first;
}

std::size_t Choices::below(std::size_t count) {
  const std::size_t high = byte();
  return (high << 8 | byte()) % count;
}

std::uint64_t Choices::word() {
  std::uint64_t word = 0;
  for (int i = 0; i < 8; ++i) word = word << 8 | byte();
  return word;
}

std::string Choices::text(std::size_t most) {
  const std::size_t size = std::min({below(256), most, input_.size()});
  std::string text(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(size));
  input_ = input_.subspan(size);
  return text;
}

}  // namespace ceo::fuzz
