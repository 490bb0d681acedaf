#include "tests/host/io/hdf5_edit.hpp"

#include <algorithm>

#include "host/io/hdf5.hpp"

namespace ceo::test {
namespace {

using io::h5::check;
using io::h5::Id;
using io::h5::owned;

Id open_file(const std::string& file, unsigned flags) {
  return owned(H5Fopen(file.c_str(), flags, H5P_DEFAULT), H5Fclose, "test file", file);
}

Id open_object(const Id& file, const std::string& object) {
  return owned(H5Oopen(file.get(), object.c_str(), H5P_DEFAULT), H5Oclose, "test object", object);
}

herr_t collect_object(hid_t /*root*/, const char* name, const H5O_info_t* /*info*/, void* names) {
  const std::string path = name;
  if (path != ".") static_cast<std::vector<std::string>*>(names)->push_back("/" + path);
  return 0;
}

herr_t collect_attribute(hid_t /*object*/, const char* name, const H5A_info_t* /*info*/,
                         void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

template <class T>
void set_entry(const std::string& file, const std::string& object, hid_t type, std::size_t index,
               T value) {
  const Id opened = open_file(file, H5F_ACC_RDWR);
  const Id dataset = open_object(opened, object);
  const Id space = owned(H5Dget_space(dataset.get()), H5Sclose, "test space", object);
  std::vector<T> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get())));
  check(H5Dread(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "read", object);
  values.at(index) = value;
  check(H5Dwrite(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write",
        object);
}

void put_attribute(const std::string& file, const std::string& object, const std::string& name,
                   hid_t type, const void* value) {
  const Id opened = open_file(file, H5F_ACC_RDWR);
  const Id target = open_object(opened, object);
  check(H5Adelete(target.get(), name.c_str()), "delete", name);
  const Id space = owned(H5Screate(H5S_SCALAR), H5Sclose, "test space", name);
  const Id attribute =
      owned(H5Acreate2(target.get(), name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
            H5Aclose, "test attribute", name);
  check(H5Awrite(attribute.get(), type, value), "write", name);
}

}  // namespace

std::vector<std::string> objects_of(const std::string& file) {
  std::vector<std::string> names;
  const Id opened = open_file(file, H5F_ACC_RDONLY);
  check(H5Ovisit2(opened.get(), H5_INDEX_NAME, H5_ITER_INC, collect_object, &names, H5O_INFO_BASIC),
        "visit", file);
  return names;
}

std::vector<std::string> attributes_of(const std::string& file, const std::string& object) {
  std::vector<std::string> names;
  const Id opened = open_file(file, H5F_ACC_RDONLY);
  const Id target = open_object(opened, object);
  hsize_t index = 0;
  check(H5Aiterate2(target.get(), H5_INDEX_NAME, H5_ITER_INC, &index, collect_attribute, &names),
        "visit", object);
  return names;
}

bool is_dataset(const std::string& file, const std::string& object) {
  const Id opened = open_file(file, H5F_ACC_RDONLY);
  return H5Iget_type(open_object(opened, object).get()) == H5I_DATASET;
}

void remove_object(const std::string& file, const std::string& object) {
  const Id opened = open_file(file, H5F_ACC_RDWR);
  check(H5Ldelete(opened.get(), object.c_str(), H5P_DEFAULT), "delete", object);
}

void remove_attribute(const std::string& file, const std::string& object, const std::string& name) {
  const Id opened = open_file(file, H5F_ACC_RDWR);
  const Id target = open_object(opened, object);
  check(H5Adelete(target.get(), name.c_str()), "delete", name);
}

void set_text_attribute(const std::string& file, const std::string& object, const std::string& name,
                        const std::string& text) {
  const Id type = io::h5::text_type();
  const char* pointer = text.c_str();
  put_attribute(file, object, name, type.get(), &pointer);
}

void set_number_attribute(const std::string& file, const std::string& object,
                          const std::string& name, double value) {
  put_attribute(file, object, name, H5T_NATIVE_DOUBLE, &value);
}

void replace_dataset(const std::string& file, const std::string& object,
                     const std::vector<std::uint64_t>& shape, bool integers) {
  remove_object(file, object);
  const Id opened = open_file(file, H5F_ACC_RDWR);
  const std::vector<hsize_t> extent(shape.begin(), shape.end());
  const Id space = owned(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr),
                         H5Sclose, "test space", object);
  const Id list = owned(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "test list", object);
  const std::vector<hsize_t> chunk(extent.size(), 1);
  check(H5Pset_chunk(list.get(), static_cast<int>(chunk.size()), chunk.data()), "chunk", object);
  const Id dataset =
      owned(H5Dcreate2(opened.get(), object.c_str(), integers ? H5T_STD_I64LE : H5T_IEEE_F32LE,
                       space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
            H5Dclose, "test dataset", object);
}

void replace_texts(const std::string& file, const std::string& object,
                   const std::vector<std::string>& texts) {
  remove_object(file, object);
  const Id opened = open_file(file, H5F_ACC_RDWR);
  const hsize_t extent = texts.size();
  const Id space = owned(H5Screate_simple(1, &extent, nullptr), H5Sclose, "test space", object);
  const Id type = io::h5::text_type();
  const Id dataset = owned(H5Dcreate2(opened.get(), object.c_str(), type.get(), space.get(),
                                      H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                           H5Dclose, "test dataset", object);
  std::vector<const char*> pointers;
  pointers.reserve(texts.size());
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  check(H5Dwrite(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()),
        "write", object);
}

void set_integer(const std::string& file, const std::string& object, std::size_t index,
                 std::int64_t value) {
  set_entry(file, object, H5T_NATIVE_INT64, index, value);
}

void set_real(const std::string& file, const std::string& object, std::size_t index, double value) {
  set_entry(file, object, H5T_NATIVE_DOUBLE, index, value);
}

}  // namespace ceo::test
