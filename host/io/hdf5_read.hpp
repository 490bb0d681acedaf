// Reads an HDF5 file from memory. Type, shape, size and storage are checked before anything is
// allocated; nothing outside the file is touched (host/io/hdf5_guard.hpp).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "host/io/hdf5.hpp"
#include "host/io/hdf5_guard.hpp"

namespace ceo::io::h5 {

/// Throws Error(file) for what cannot be in a whole file, with the remedy.
[[noreturn]] void damaged(const std::string& what, const std::string& where);

/// An HDF5 file that is held in memory.
class ImageReader {
 public:
  /// @param bytes the whole file; copied
  /// @param origin stands for the file in messages
  /// Throws Error(file) if this is not an HDF5 file or not a whole one.
  ImageReader(std::span<const std::uint8_t> bytes, std::string origin);
  [[nodiscard]] hid_t file() const { return file_.get(); }
  [[nodiscard]] const std::string& origin() const { return origin_; }
  /// Largest dataset, in bytes, that a file of this size can hold: what deflate can compress into
  /// it.
  [[nodiscard]] hsize_t largest_dataset() const { return largest_dataset_; }
  /// What may still be read from the file.
  [[nodiscard]] Allowance& allowance() const { return allowance_; }
  /// Bytes of the file that HDF5 accounts for.
  [[nodiscard]] hsize_t length() const;

 private:
  Id file_;
  std::string origin_;
  hsize_t largest_dataset_;
  mutable Allowance allowance_;
};

/// A group of an ImageReader, which must outlive it. Everything throws Error(file) that names the
/// file and the object when the object is missing or has another type or shape.
class GroupReader {
 public:
  /// The root group.
  explicit GroupReader(const ImageReader& image);
  [[nodiscard]] GroupReader group(const std::string& name) const;
  [[nodiscard]] bool has(const std::string& name) const;
  /// "FILE: /group/name", for messages.
  [[nodiscard]] std::string where(const std::string& name) const;

  [[nodiscard]] std::string text_attribute(const std::string& name) const;
  template <class T>
  [[nodiscard]] T attribute(const std::string& name) const {
    T value{};
    read_attribute(name, NumberType<T>::file(), NumberType<T>::memory(), NumberType<T>::kName,
                   &value);
    return value;
  }
  /// A number of the same class (integer or real), whatever its width: foreign writers differ.
  template <class T>
  [[nodiscard]] T any_attribute(const std::string& name) const {
    T value{};
    read_any_attribute(name, NumberType<T>::memory(), &value);
    return value;
  }
  /// All attributes of the group, which must be texts.
  [[nodiscard]] std::map<std::string, std::string> text_attributes() const;

  /// Length of a one-dimensional dataset.
  [[nodiscard]] std::size_t length(const std::string& name) const;
  /// length() of the first column of a table. Its rows, of so many bytes in memory, are taken from
  /// the allowance.
  [[nodiscard]] std::size_t rows(const std::string& name, std::size_t row_bytes) const;
  [[nodiscard]] std::string text(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& name, std::size_t count) const;
  /// An array whose shape must be `shape`; row-major order.
  template <class T>
  [[nodiscard]] std::vector<T> numbers(const std::string& name,
                                       std::initializer_list<hsize_t> shape) const {
    const Id dataset = open_numbers(name, NumberType<T>::file(), NumberType<T>::kName,
                                    {shape.begin(), shape.size()});
    std::size_t count = 1;
    for (const hsize_t extent : shape) count *= extent;
    std::vector<T> values(count);
    if (count > 0) read_numbers(dataset, name, NumberType<T>::memory(), values.data());
    return values;
  }
  /// As numbers(), for numbers of the same class (integer or real), whatever their width.
  template <class T>
  [[nodiscard]] std::vector<T> any_numbers(const std::string& name,
                                           std::span<const hsize_t> shape) const {
    const Id dataset = open_any_numbers(name, NumberType<T>::memory(), shape);
    std::size_t count = 1;
    for (const hsize_t extent : shape) count *= extent;
    std::vector<T> values(count);
    if (count > 0) read_numbers(dataset, name, NumberType<T>::memory(), values.data());
    return values;
  }
  /// Throws unless the dataset has the texts `units` and `long_name`, and, if it is no dimension
  /// scale itself, a dimension scale on every axis.
  void require_labels(const std::string& name) const;

 private:
  GroupReader(const ImageReader& image, Id group, std::string path);
  [[nodiscard]] Id open(const std::string& name) const;
  [[nodiscard]] Id open_attribute(const std::string& name) const;
  [[nodiscard]] std::vector<hsize_t> shape_of(const Id& dataset, const std::string& name) const;
  void require_shape(const Id& dataset, const std::string& name,
                     std::span<const hsize_t> shape) const;
  /// The last checks before `count` values of `bytes` bytes each are taken from a dataset.
  void admit(const Id& dataset, const std::string& name, hsize_t count, hsize_t bytes) const;
  /// Text of every entry; `count` entries are there and the shape has been checked.
  [[nodiscard]] std::vector<std::string> texts_of(const Id& dataset, const std::string& name,
                                                  std::size_t count) const;
  void read_attribute(const std::string& name, hid_t file_type, hid_t memory_type,
                      const char* type_name, void* value) const;
  [[nodiscard]] Id open_numbers(const std::string& name, hid_t file_type, const char* type_name,
                                std::span<const hsize_t> shape) const;
  void read_any_attribute(const std::string& name, hid_t memory_type, void* value) const;
  [[nodiscard]] Id open_any_numbers(const std::string& name, hid_t memory_type,
                                    std::span<const hsize_t> shape) const;
  void read_numbers(const Id& dataset, const std::string& name, hid_t memory_type,
                    void* values) const;
  [[noreturn]] void fail(const std::string& name, const std::string& what) const;

  const ImageReader* image_;
  Id group_;
  std::string path_;
};

}  // namespace ceo::io::h5
