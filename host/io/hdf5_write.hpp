// Builds an HDF5 file in memory: groups, attributes, labelled datasets and their dimension scales.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "host/io/hdf5.hpp"

namespace ceo::io::h5 {

/// What a reader is told about a dataset.
struct Label {
  std::string name;
  std::string units;  ///< "1" for pure numbers and texts
  std::string long_name;
};

/// A dimension of a group: a dataset that names the entries of an axis.
struct Scale {
  std::size_t index = 0;  ///< in the writer's list
  hsize_t extent = 0;
};

/// An HDF5 file in memory. Equal calls give equal bytes. Throws Error(file) on any failure.
class ImageWriter {
 public:
  ImageWriter();
  /// The bytes of the finished file. Call once, at the end.
  [[nodiscard]] std::vector<std::uint8_t> finish();

 private:
  friend class GroupWriter;
  Id file_;
  std::vector<Id> scales_;
};

/// A group of an ImageWriter, which must outlive it.
class GroupWriter {
 public:
  /// The root group.
  explicit GroupWriter(ImageWriter& image);
  /// A new group below this one.
  [[nodiscard]] GroupWriter group(const std::string& name) const;

  void attribute(const std::string& name, std::string_view text) const;
  template <class T>
  requires std::is_arithmetic_v<T>
  void attribute(const std::string& name, T number) const {
    attribute_on(group_.get(), name, NumberType<T>::file(), NumberType<T>::memory(), &number);
  }

  /// A dimension whose entries have names.
  [[nodiscard]] Scale scale(const Label& label, std::span<const std::string> names) const;
  /// A dimension whose entries are counted from 0 (u64).
  [[nodiscard]] Scale scale(const Label& label, std::size_t extent) const;

  /// A dimension whose entries have numbers.
  template <class T>
  requires std::is_arithmetic_v<T>
  [[nodiscard]] Scale scale(const Label& label, std::span<const T> values) const {
    return scale_of(label, NumberType<T>::file(), NumberType<T>::memory(), values.data(),
                    values.size(), sizeof(T));
  }

  /// One text.
  void text(const Label& label, const std::string& value) const;
  void texts(const Label& label, std::span<const std::string> values, const Scale& axis) const;
  /// An array in row-major order along the given axes. Large ones are compressed (shuffle,
  /// deflate).
  template <class T>
  void numbers(const Label& label, std::span<const T> values,
               std::initializer_list<Scale> axes) const {
    numbers(label, values, std::span<const Scale>(axes.begin(), axes.size()));
  }
  template <class T>
  void numbers(const Label& label, std::span<const T> values, std::span<const Scale> axes) const {
    numbers_of(label, NumberType<T>::file(), NumberType<T>::memory(), values.data(), values.size(),
               sizeof(T), axes);
  }

  /// As numbers(), never compressed: for what is read in a hurry.
  template <class T>
  void plain_numbers(const Label& label, std::span<const T> values,
                     std::initializer_list<Scale> axes) const {
    numbers_of(label, NumberType<T>::file(), NumberType<T>::memory(), values.data(), values.size(),
               0, std::span<const Scale>(axes.begin(), axes.size()));
  }

 private:
  GroupWriter(ImageWriter& image, Id group, std::string where);
  [[nodiscard]] std::string path(const std::string& name) const { return where_ + "/" + name; }
  void attribute_on(hid_t object, const std::string& name, hid_t file_type, hid_t memory_type,
                    const void* value) const;
  void text_attribute_on(hid_t object, const std::string& name, std::string_view text) const;
  /// @param item_bytes bytes of a number; 0: not to be compressed
  [[nodiscard]] Id create(const Label& label, hid_t type, std::span<const hsize_t> extent,
                          std::size_t item_bytes) const;
  [[nodiscard]] Id texts_of(const Label& label, std::span<const std::string> values,
                            std::span<const hsize_t> extent) const;
  void numbers_of(const Label& label, hid_t file_type, hid_t memory_type, const void* values,
                  std::size_t count, std::size_t item_bytes, std::span<const Scale> axes) const;
  void attach(const Id& dataset, const Label& label, std::span<const Scale> axes) const;
  [[nodiscard]] Scale scale_of(const Label& label, hid_t file_type, hid_t memory_type,
                               const void* values, std::size_t count, std::size_t item_bytes) const;
  [[nodiscard]] Scale keep_scale(Id dataset, const Label& label, hsize_t extent) const;

  ImageWriter* image_;
  Id group_;
  std::string where_;
};

}  // namespace ceo::io::h5
