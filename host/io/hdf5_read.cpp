#include "host/io/hdf5_read.hpp"

#include <H5DSpublic.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <string_view>

#include "host/base/error.hpp"

namespace ceo::io::h5 {
namespace {

constexpr const char* kRemedy = "The file is damaged or was changed: fetch or make it again.";
constexpr hsize_t kDeflateRatio = 1032;  // deflate packs at most this many bytes into one
constexpr hsize_t kSmallest = 65536;     // allowance for a file with next to no data

std::string shape_text(std::span<const hsize_t> shape) {
  std::string text = "[";
  for (const hsize_t extent : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
  return text + "]";
}

bool is_text(hid_t type) {
  return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0;
}

/// Same class, size and sign; the byte order may differ.
bool same_number(hid_t type, hid_t wanted) {
  const H5T_class_t kind = H5Tget_class(wanted);
  return H5Tget_class(type) == kind && H5Tget_size(type) == H5Tget_size(wanted) &&
         (kind != H5T_INTEGER || H5Tget_sign(type) == H5Tget_sign(wanted));
}

/// An integer where one is wanted, a real number where one is wanted; of no more than 16 bytes: the
/// format has numbers of any size, and HDF5 a table for each.
bool same_class(hid_t type, hid_t wanted) {
  constexpr std::size_t kWidest = 16;
  return H5Tget_class(type) == H5Tget_class(wanted) && H5Tget_size(type) <= kWidest;
}

/// Number of entries; shapes have been checked against the size of the file.
hsize_t product(std::span<const hsize_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), hsize_t{1}, std::multiplies<>());
}

std::string class_name(hid_t wanted) {
  return H5Tget_class(wanted) == H5T_INTEGER ? "integers" : "real numbers";
}

/// One text that HDF5 allocated for an attribute; gives it back.
class AttributeText {
 public:
  AttributeText(hid_t type, hid_t space) : type_(type), space_(space) {}
  AttributeText(const AttributeText&) = delete;
  AttributeText& operator=(const AttributeText&) = delete;
  ~AttributeText() { H5Dvlen_reclaim(type_, space_, H5P_DEFAULT, &text_); }
  [[nodiscard]] char** data() { return &text_; }
  /// An empty text may come back as a null pointer.
  [[nodiscard]] std::string copy() const { return text_ == nullptr ? "" : text_; }

 private:
  char* text_ = nullptr;
  hid_t type_, space_;
};

herr_t collect_name(hid_t /*object*/, const char* name, const H5A_info_t* /*info*/, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

void damaged(const std::string& what, const std::string& where) {
  throw Error(ExitCode::file, what, where, kRemedy);
}

ImageReader::ImageReader(std::span<const std::uint8_t> bytes, std::string origin)
    : origin_(std::move(origin)),
      largest_dataset_(std::max(kSmallest, kDeflateRatio * static_cast<hsize_t>(bytes.size()))),
      allowance_(bytes.size()) {
  forbid_plugins();
  constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";
  if (bytes.size() < kSignature.size() ||
      !std::equal(kSignature.begin(), kSignature.end(), bytes.begin(),
                  [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; })) {
    throw Error(ExitCode::file, "this is not an HDF5 file", origin_,
                "Give a file that ceo-verify wrote.");
  }
  const Id access = owned(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "no property list", origin_);
  constexpr std::size_t kIncrement = 65536;
  check(H5Pset_fapl_core(access.get(), kIncrement, false), "no memory driver", origin_);
  // HDF5 copies the image; its interface only lacks the const.
  check(H5Pset_file_image(access.get(), const_cast<std::uint8_t*>(bytes.data()), bytes.size()),
        "no file image", origin_);
  const hid_t file = H5Fopen(kNoPath, H5F_ACC_RDONLY, access.get());
  if (file < 0) {
    damaged("the HDF5 file is truncated or damaged (HDF5: " + last_failure() + ")", origin_);
  }
  file_ = Id(file, H5Fclose);
}

hsize_t ImageReader::length() const {
  const ssize_t size = H5Fget_file_image(file_.get(), nullptr, 0);
  check(size < 0 ? -1 : 0, "the HDF5 file has no end", origin_);
  return static_cast<hsize_t>(size);
}

GroupReader::GroupReader(const ImageReader& image)
    : GroupReader(image,
                  owned(H5Gopen2(image.file(), "/", H5P_DEFAULT), H5Gclose,
                        "the root group cannot be opened", image.origin()),
                  "") {}

GroupReader::GroupReader(const ImageReader& image, Id group, std::string path)
    : image_(&image), group_(std::move(group)), path_(std::move(path)) {}

std::string GroupReader::where(const std::string& name) const {
  return image_->origin() + ": " + path_ + "/" + name;
}

void GroupReader::fail(const std::string& name, const std::string& what) const {
  damaged(what, where(name));
}

GroupReader GroupReader::group(const std::string& name) const {
  if (!has(name)) fail(name, "the group is missing");
  return {*image_,
          owned(H5Gopen2(group_.get(), name.c_str(), H5P_DEFAULT), H5Gclose,
                "the group cannot be opened", where(name)),
          path_ + "/" + name};
}

bool GroupReader::has(const std::string& name) const {
  return is_here(group_, name, where(name));
}

Id GroupReader::open(const std::string& name) const {
  if (!has(name)) fail(name, "the dataset is missing");
  Id dataset = owned(H5Dopen2(group_.get(), name.c_str(), H5P_DEFAULT), H5Dclose,
                     "the dataset cannot be opened", where(name));
  require_plain_storage(dataset, where(name));
  return dataset;
}

std::vector<hsize_t> GroupReader::shape_of(const Id& dataset, const std::string& name) const {
  const Id space =
      owned(H5Dget_space(dataset.get()), H5Sclose, "the dataset has no shape", where(name));
  const int rank = H5Sget_simple_extent_ndims(space.get());
  if (rank < 0 || H5Sget_simple_extent_type(space.get()) == H5S_NULL) {
    fail(name, "the dataset has no shape");
  }
  std::vector<hsize_t> shape(static_cast<std::size_t>(rank));
  check(H5Sget_simple_extent_dims(space.get(), shape.data(), nullptr) < 0 ? -1 : 0,
        "the dataset has no shape", where(name));
  // Bounds the allocation: no dataset can hold more than the file could be unpacked to.
  const Id type = owned(H5Dget_type(dataset.get()), H5Tclose, "no type", where(name));
  hsize_t room = image_->largest_dataset() / std::max<hsize_t>(1, H5Tget_size(type.get()));
  for (const hsize_t extent : shape) {
    if (extent > room) fail(name, "the shape " + shape_text(shape) + " is larger than the file");
    room /= std::max<hsize_t>(1, extent);
  }
  return shape;
}

void GroupReader::require_shape(const Id& dataset, const std::string& name,
                                std::span<const hsize_t> shape) const {
  const std::vector<hsize_t> found = shape_of(dataset, name);
  if (!std::equal(found.begin(), found.end(), shape.begin(), shape.end())) {
    fail(name, "the shape is " + shape_text(found) + ", not " + shape_text(shape));
  }
}

std::size_t GroupReader::length(const std::string& name) const {
  const std::vector<hsize_t> shape = shape_of(open(name), name);
  if (shape.size() != 1) fail(name, "the shape is " + shape_text(shape) + ", not one axis");
  return shape[0];
}

std::size_t GroupReader::rows(const std::string& name, std::size_t row_bytes) const {
  const std::size_t count = length(name);
  image_->allowance().take(hsize_t{count} * row_bytes, where(name));
  return count;
}

Id GroupReader::open_attribute(const std::string& name) const {
  if (H5Aexists(group_.get(), name.c_str()) <= 0) fail("@" + name, "the attribute is missing");
  Id attribute = owned(H5Aopen(group_.get(), name.c_str(), H5P_DEFAULT), H5Aclose,
                       "the attribute cannot be opened", where("@" + name));
  const Id space = owned(H5Aget_space(attribute.get()), H5Sclose, "the attribute has no shape",
                         where("@" + name));
  if (H5Sget_simple_extent_type(space.get()) != H5S_SCALAR) {
    fail("@" + name, "the attribute is not a single value");
  }
  return attribute;
}

void GroupReader::read_attribute(const std::string& name, hid_t file_type, hid_t memory_type,
                                 const char* type_name, void* value) const {
  const Id attribute = open_attribute(name);
  const Id type = owned(H5Aget_type(attribute.get()), H5Tclose, "no type", where("@" + name));
  if (!same_number(type.get(), file_type)) {
    fail("@" + name, std::string("the attribute is not of type ") + type_name);
  }
  check(H5Aread(attribute.get(), memory_type, value), "the attribute cannot be read",
        where("@" + name));
}

std::string GroupReader::text_attribute(const std::string& name) const {
  const Id attribute = open_attribute(name);
  const Id type = owned(H5Aget_type(attribute.get()), H5Tclose, "no type", where("@" + name));
  if (!is_text(type.get())) fail("@" + name, "the attribute is not a text of variable length");
  const Id memory = text_type();
  const Id space = owned(H5Screate(H5S_SCALAR), H5Sclose, "no data space", where("@" + name));
  AttributeText buffer(memory.get(), space.get());
  check(H5Aread(attribute.get(), memory.get(), buffer.data()), "the attribute cannot be read",
        where("@" + name));
  std::string text = buffer.copy();
  image_->allowance().take(text.size(), where("@" + name));
  return text;
}

std::map<std::string, std::string> GroupReader::text_attributes() const {
  std::vector<std::string> names;
  hsize_t index = 0;
  check(H5Aiterate2(group_.get(), H5_INDEX_NAME, H5_ITER_INC, &index, collect_name, &names),
        "the attributes cannot be listed", where(""));
  std::map<std::string, std::string> texts;
  for (const std::string& name : names) texts[name] = text_attribute(name);
  return texts;
}

std::vector<std::string> GroupReader::texts_of(const Id& dataset, const std::string& name,
                                               std::size_t count) const {
  const Id type = owned(H5Dget_type(dataset.get()), H5Tclose, "no type", where(name));
  if (!is_text(type.get())) fail(name, "the dataset holds no text of variable length");
  if (count == 0) return {};
  admit(dataset, name, count, sizeof(char*) + sizeof(std::string));
  const Id memory = text_type();
  TextMemory room(image_->allowance());
  std::vector<char*> found(count, nullptr);
  const herr_t status = H5Dread(dataset.get(), memory.get(), H5S_ALL, H5S_ALL, room.transfer(),
                                static_cast<void*>(found.data()));
  if (room.exhausted()) image_->allowance().refuse(where(name));
  check(status, "the texts cannot be read", where(name));
  std::vector<std::string> values;
  values.reserve(count);
  // An empty text may come back as a null pointer.
  for (const char* text : found) values.emplace_back(text == nullptr ? "" : text);
  return values;
}

std::string GroupReader::text(const std::string& name) const {
  const Id dataset = open(name);
  require_shape(dataset, name, {});
  return texts_of(dataset, name, 1).front();
}

std::vector<std::string> GroupReader::texts(const std::string& name, std::size_t count) const {
  const Id dataset = open(name);
  const hsize_t extent = count;
  require_shape(dataset, name, {&extent, 1});
  return texts_of(dataset, name, count);
}

void GroupReader::admit(const Id& dataset, const std::string& name, hsize_t count,
                        hsize_t bytes) const {
  image_->allowance().take(count * bytes, where(name));
  require_sound_chunks(dataset, image_->allowance(), where(name));
}

Id GroupReader::open_numbers(const std::string& name, hid_t file_type, const char* type_name,
                             std::span<const hsize_t> shape) const {
  Id dataset = open(name);
  const Id type = owned(H5Dget_type(dataset.get()), H5Tclose, "no type", where(name));
  if (!same_number(type.get(), file_type)) {
    fail(name, std::string("the dataset is not of type ") + type_name);
  }
  require_shape(dataset, name, shape);
  admit(dataset, name, product(shape), H5Tget_size(file_type));
  return dataset;
}

void GroupReader::read_any_attribute(const std::string& name, hid_t memory_type,
                                     void* value) const {
  const Id attribute = open_attribute(name);
  const Id type = owned(H5Aget_type(attribute.get()), H5Tclose, "no type", where("@" + name));
  if (!same_class(type.get(), memory_type)) {
    fail("@" + name, "the attribute does not hold " + class_name(memory_type));
  }
  check(H5Aread(attribute.get(), memory_type, value), "the attribute cannot be read",
        where("@" + name));
}

Id GroupReader::open_any_numbers(const std::string& name, hid_t memory_type,
                                 std::span<const hsize_t> shape) const {
  Id dataset = open(name);
  const Id type = owned(H5Dget_type(dataset.get()), H5Tclose, "no type", where(name));
  if (!same_class(type.get(), memory_type)) {
    fail(name, "the dataset does not hold " + class_name(memory_type));
  }
  require_shape(dataset, name, shape);
  admit(dataset, name, product(shape), H5Tget_size(memory_type));
  return dataset;
}

void GroupReader::require_labels(const std::string& name) const {
  const Id dataset = open(name);
  for (const char* label : {"units", "long_name"}) {
    if (H5Aexists(dataset.get(), label) <= 0) {
      fail(name, std::string("the attribute ") + label + " is missing");
    }
  }
  const std::size_t rank = shape_of(dataset, name).size();
  require_plain_labels(dataset, rank, where(name));
  if (H5DSis_scale(dataset.get()) > 0) return;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    if (H5DSget_num_scales(dataset.get(), static_cast<unsigned>(axis)) <= 0) {
      fail(name, "axis " + std::to_string(axis) + " has no dimension scale");
    }
  }
}

void GroupReader::read_numbers(const Id& dataset, const std::string& name, hid_t memory_type,
                               void* values) const {
  check(H5Dread(dataset.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values),
        "the dataset cannot be read", where(name));
}

}  // namespace ceo::io::h5
