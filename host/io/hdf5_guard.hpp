// What a foreign HDF5 file may make HDF5 do: nothing beyond the bytes of the file, in bounded
// memory. The format can name other files (external links, external storage, virtual datasets),
// programs (filters, which are shared libraries) and sizes of its own choice; nothing of that is
// followed.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "host/io/hdf5.hpp"

namespace ceo::io::h5 {

/// What one file may still be unpacked to. Datasets, texts and attributes that are read take their
/// share; a file that asks for more is refused before the memory is taken.
class Allowance {
 public:
  /// @param file_bytes size of the file on disk
  explicit Allowance(hsize_t file_bytes);
  /// Throws Error(file) if less is left.
  void take(hsize_t bytes, const std::string& where);
  [[noreturn]] void refuse(const std::string& where) const;
  [[nodiscard]] hsize_t left() const { return left_; }
  /// Bytes of the file on disk.
  [[nodiscard]] hsize_t file_bytes() const { return file_bytes_; }

 private:
  hsize_t file_bytes_, left_;
};

/// HDF5 loads no filter from any folder from now on, whatever HDF5_PLUGIN_PATH says.
void forbid_plugins();

/// True if an object stands under the name in the group itself. Throws Error(file) for a soft,
/// external or user-defined link.
[[nodiscard]] bool is_here(const Id& group, const std::string& name, const std::string& where);

/// Throws Error(file) unless the dataset lies in this file, compact, contiguous or in chunks of at
/// most 256 MiB, packed by none but HDF5's own shuffle, deflate and fletcher32.
void require_plain_storage(const Id& dataset, const std::string& where);

/// Throws Error(file) unless each chunk unpacks to exactly the size of a chunk. HDF5 itself takes
/// all the memory that a deflated chunk wants, and reads beyond the end of one that is too short.
/// `dataset` has passed require_plain_storage().
void require_sound_chunks(const Id& dataset, const Allowance& allowance, const std::string& where);

/// Throws Error(file) if the attributes that make and name dimension scales are not of the types
/// and shapes that HDF5's own reader of them takes for granted.
void require_plain_labels(const Id& dataset, std::size_t rank, const std::string& where);

/// Owns the texts of variable length that HDF5 reads, and counts them: many elements may name one
/// text. Nothing is given back before the end.
class TextMemory {
 public:
  explicit TextMemory(Allowance& allowance);
  TextMemory(const TextMemory&) = delete;
  TextMemory& operator=(const TextMemory&) = delete;
  ~TextMemory() = default;
  /// Property list for H5Dread.
  [[nodiscard]] hid_t transfer() const { return list_.get(); }
  /// HDF5 was refused memory.
  [[nodiscard]] bool exhausted() const { return exhausted_; }

 private:
  static void* allocate(std::size_t bytes, void* self);
  Allowance* allowance_;
  bool exhausted_ = false;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t size_ = 0, free_ = 0;  ///< bytes of the last block, and those left at its end
  Id list_;
};

}  // namespace ceo::io::h5
