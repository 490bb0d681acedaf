// Sound HDF5 files with absurd content: the input chooses edits of a file that the program wrote,
// and a seal is put on the result. Bytes changed at random would fuzz HDF5 and not this program.
#pragma once

#include <string>
#include <vector>

#include "tests/fuzz/fuzz.hpp"

namespace ceo::fuzz {

/// A file to edit: its bytes and what is in it.
class EditedFile {
 public:
  /// @param whole a sealed file of HDF5
  explicit EditedFile(std::vector<std::uint8_t> whole);
  /// Makes a fresh copy, applies up to 8 edits and seals it.
  void edit(Choices& choices) const;
  [[nodiscard]] const std::string& path() const { return file_.path(); }

 private:
  struct Object {
    std::string path;
    std::vector<std::string> attributes;
  };
  void apply(Choices& choices) const;

  MemoryFile file_;
  std::vector<std::uint8_t> body_;
  std::vector<Object> objects_;
};

}  // namespace ceo::fuzz
