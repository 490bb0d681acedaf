// What the fuzz targets share. A target is a function of bytes that must come back whatever they
// are: libFuzzer calls it (preset fuzz), and so does replay_main.cpp in every other build.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "host/base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace ceo::fuzz {

/// Runs `action`. An error that a user may see is an answer; a defect of the program, or an
/// exception of any other kind, ends the process.
template <class Action>
void must_answer(Action action) {
  try {
    action();
  } catch (const Error& error) {
    if (error.code() != ExitCode::internal) return;
    std::fprintf(stderr, "defect: %s\n", error.what());
    std::abort();
  }
}

/// Ends the process: the input shows a defect.
inline void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "defect: %s\n", what);
  std::abort();
}

/// A file that lies in memory and has a path.
class MemoryFile {
 public:
  MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile();
  [[nodiscard]] const std::string& path() const { return path_; }
  void put(std::span<const std::uint8_t> bytes) const;
  [[nodiscard]] std::vector<std::uint8_t> bytes() const;

 private:
  int descriptor_ = -1;
  std::string path_;
};

/// Takes choices from the input; zeros after its end.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> input) : input_(input) {}
  [[nodiscard]] bool empty() const { return input_.empty(); }
  std::uint8_t byte();
  /// Below `count`, which is at least 1.
  std::size_t below(std::size_t count);
  std::uint64_t word();
  /// Up to `most` bytes.
  std::string text(std::size_t most);

 private:
  std::span<const std::uint8_t> input_;
};

}  // namespace ceo::fuzz
