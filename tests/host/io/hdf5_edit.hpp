// Damages HDF5 files on purpose, through HDF5 itself, so that the file stays a sound HDF5 file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ceo::test {

/// Paths of all groups and datasets, "/moments/0001/sums"; without the root.
[[nodiscard]] std::vector<std::string> objects_of(const std::string& file);
/// Names of the attributes of an object.
[[nodiscard]] std::vector<std::string> attributes_of(const std::string& file,
                                                     const std::string& object);
[[nodiscard]] bool is_dataset(const std::string& file, const std::string& object);

void remove_object(const std::string& file, const std::string& object);
void remove_attribute(const std::string& file, const std::string& object, const std::string& name);
void set_text_attribute(const std::string& file, const std::string& object, const std::string& name,
                        const std::string& text);
void set_number_attribute(const std::string& file, const std::string& object,
                          const std::string& name, double value);
/// Replaces a dataset by float32 zeros (or int64 zeros, if `integers`) of the shape; chunked, so
/// that a huge shape needs no space.
void replace_dataset(const std::string& file, const std::string& object,
                     const std::vector<std::uint64_t>& shape, bool integers);
/// Replaces a dataset of texts by other texts.
void replace_texts(const std::string& file, const std::string& object,
                   const std::vector<std::string>& texts);
/// Changes one entry of an integer dataset.
void set_integer(const std::string& file, const std::string& object, std::size_t index,
                 std::int64_t value);
/// Changes one entry of a float64 dataset.
void set_real(const std::string& file, const std::string& object, std::size_t index, double value);

}  // namespace ceo::test
