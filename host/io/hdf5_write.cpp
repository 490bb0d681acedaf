#include "host/io/hdf5_write.hpp"

#include <H5DSpublic.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "host/base/error.hpp"

namespace ceo::io::h5 {
namespace {

constexpr const char* kMemory = "run file in memory";
constexpr std::size_t kCompressBytes = 4096;  // smaller arrays gain nothing from a filter
constexpr hsize_t kChunkBytes = 1048576;      // HDF5's chunk cache holds one of these
constexpr unsigned kDeflateLevel = 6;

/// Property list for objects: no time stamps, so that equal records give equal bytes.
Id creation(hid_t kind) {
  Id list = owned(H5Pcreate(kind), H5Pclose, "no property list", kMemory);
  check(H5Pset_obj_track_times(list.get(), false), "time stamps cannot be turned off", kMemory);
  return list;
}

Id space_of(std::span<const hsize_t> extent) {
  const hid_t space =
      extent.empty() ? H5Screate(H5S_SCALAR)
                     : H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr);
  return owned(space, H5Sclose, "no data space", kMemory);
}

/// HDF5 keeps texts that end in a NUL byte, so a NUL inside would be cut off in silence.
const char* c_text(const std::string& text) {
  ensure(text.find('\0') == std::string::npos, "a text of the record holds a NUL byte");
  return text.c_str();
}

}  // namespace

ImageWriter::ImageWriter() {
  const Id access = owned(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "no property list", kMemory);
  check(H5Pset_fapl_core(access.get(), kChunkBytes, false), "no memory driver", kMemory);
  // The oldest layout, which every reader knows. A newer one would also be broken here: the image
  // of a file that is open has a wrong checksum in a superblock of version 2 (HDF5 1.10.8).
  check(H5Pset_libver_bounds(access.get(), H5F_LIBVER_EARLIEST, H5F_LIBVER_V18), "no format 1.8",
        kMemory);
  const Id list = creation(H5P_FILE_CREATE);
  file_ = owned(H5Fcreate(kNoPath, H5F_ACC_TRUNC, list.get(), access.get()), H5Fclose,
                "cannot be created", kMemory);
}

std::vector<std::uint8_t> ImageWriter::finish() {
  scales_.clear();
  check(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL), "cannot be completed", kMemory);
  const ssize_t size = H5Fget_file_image(file_.get(), nullptr, 0);
  check(size < 0 ? -1 : 0, "has no image", kMemory);
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  const ssize_t copied = H5Fget_file_image(file_.get(), bytes.data(), bytes.size());
  check(copied != size ? -1 : 0, "has no image", kMemory);
  return bytes;
}

GroupWriter::GroupWriter(ImageWriter& image)
    : GroupWriter(
          image,
          owned(H5Gopen2(image.file_.get(), "/", H5P_DEFAULT), H5Gclose, "no root group", kMemory),
          "") {}

GroupWriter::GroupWriter(ImageWriter& image, Id group, std::string where)
    : image_(&image), group_(std::move(group)), where_(std::move(where)) {}

GroupWriter GroupWriter::group(const std::string& name) const {
  const Id list = creation(H5P_GROUP_CREATE);
  return {*image_,
          owned(H5Gcreate2(group_.get(), c_text(name), H5P_DEFAULT, list.get(), H5P_DEFAULT),
                H5Gclose, "the group cannot be made", path(name)),
          path(name)};
}

void GroupWriter::attribute(const std::string& name, std::string_view text) const {
  text_attribute_on(group_.get(), name, text);
}

void GroupWriter::text_attribute_on(hid_t object, const std::string& name,
                                    std::string_view text) const {
  const std::string copy(text);
  const char* pointer = c_text(copy);
  const Id type = text_type();
  attribute_on(object, name, type.get(), type.get(), &pointer);
}

void GroupWriter::attribute_on(hid_t object, const std::string& name, hid_t file_type,
                               hid_t memory_type, const void* value) const {
  const Id space = space_of({});
  const Id attribute =
      owned(H5Acreate2(object, c_text(name), file_type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
            H5Aclose, "the attribute cannot be made", path(name));
  check(H5Awrite(attribute.get(), memory_type, value), "the attribute cannot be written",
        path(name));
}

Id GroupWriter::create(const Label& label, hid_t type, std::span<const hsize_t> extent,
                       std::size_t item_bytes) const {
  const Id list = creation(H5P_DATASET_CREATE);
  const hsize_t count =
      std::accumulate(extent.begin(), extent.end(), hsize_t{1}, std::multiplies<>());
  if (item_bytes > 0 && count * item_bytes >= kCompressBytes) {
    std::vector<hsize_t> chunk(extent.begin(), extent.end());
    const hsize_t row_bytes = count / extent[0] * item_bytes;
    chunk[0] = std::clamp<hsize_t>(kChunkBytes / row_bytes, 1, extent[0]);
    check(H5Pset_chunk(list.get(), static_cast<int>(chunk.size()), chunk.data()), "no chunks",
          path(label.name));
    check(H5Pset_shuffle(list.get()), "no shuffle filter", path(label.name));
    check(H5Pset_deflate(list.get(), kDeflateLevel), "no deflate filter", path(label.name));
  }
  const Id space = space_of(extent);
  Id dataset = owned(H5Dcreate2(group_.get(), c_text(label.name), type, space.get(), H5P_DEFAULT,
                                list.get(), H5P_DEFAULT),
                     H5Dclose, "the dataset cannot be made", path(label.name));
  text_attribute_on(dataset.get(), "units", label.units);
  text_attribute_on(dataset.get(), "long_name", label.long_name);
  return dataset;
}

Id GroupWriter::texts_of(const Label& label, std::span<const std::string> values,
                         std::span<const hsize_t> extent) const {
  std::vector<const char*> pointers;
  pointers.reserve(values.size());
  for (const std::string& value : values) pointers.push_back(c_text(value));
  const Id type = text_type();
  Id dataset = create(label, type.get(), extent, 0);
  if (!values.empty()) {
    check(H5Dwrite(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()),
          "the dataset cannot be written", path(label.name));
  }
  return dataset;
}

void GroupWriter::numbers_of(const Label& label, hid_t file_type, hid_t memory_type,
                             const void* values, std::size_t count, std::size_t item_bytes,
                             std::span<const Scale> axes) const {
  std::vector<hsize_t> extent;
  extent.reserve(axes.size());
  for (const Scale& axis : axes) extent.push_back(axis.extent);
  ensure(std::accumulate(extent.begin(), extent.end(), hsize_t{1}, std::multiplies<>()) == count,
         "an array of the record has another shape than its axes");
  const Id dataset = create(label, file_type, extent, item_bytes);
  if (count > 0) {
    check(H5Dwrite(dataset.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values),
          "the dataset cannot be written", path(label.name));
  }
  attach(dataset, label, axes);
}

void GroupWriter::attach(const Id& dataset, const Label& label, std::span<const Scale> axes) const {
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    const Id& scale = image_->scales_.at(axes[axis].index);
    check(H5DSattach_scale(dataset.get(), scale.get(), static_cast<unsigned>(axis)),
          "the dimension scale cannot be attached", path(label.name));
  }
}

Scale GroupWriter::keep_scale(Id dataset, const Label& label, hsize_t extent) const {
  check(H5DSset_scale(dataset.get(), label.name.c_str()), "the dimension scale cannot be made",
        path(label.name));
  image_->scales_.push_back(std::move(dataset));
  return {image_->scales_.size() - 1, extent};
}

Scale GroupWriter::scale(const Label& label, std::span<const std::string> names) const {
  const hsize_t extent = names.size();
  return keep_scale(texts_of(label, names, {&extent, 1}), label, extent);
}

Scale GroupWriter::scale(const Label& label, std::size_t extent) const {
  std::vector<std::uint64_t> counts(extent);
  std::iota(counts.begin(), counts.end(), std::uint64_t{0});
  return scale<std::uint64_t>(label, counts);
}

Scale GroupWriter::scale_of(const Label& label, hid_t file_type, hid_t memory_type,
                            const void* values, std::size_t count, std::size_t item_bytes) const {
  const hsize_t extent = count;
  Id dataset = create(label, file_type, {&extent, 1}, item_bytes);
  if (count > 0) {
    check(H5Dwrite(dataset.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values),
          "the dataset cannot be written", path(label.name));
  }
  return keep_scale(std::move(dataset), label, extent);
}

void GroupWriter::text(const Label& label, const std::string& value) const {
  static_cast<void>(texts_of(label, {&value, 1}, {}));
}

void GroupWriter::texts(const Label& label, std::span<const std::string> values,
                        const Scale& axis) const {
  ensure(values.size() == axis.extent, "a column of the record has another length than its axis");
  const Id dataset = texts_of(label, values, {&axis.extent, 1});
  attach(dataset, label, {&axis, 1});
}

}  // namespace ceo::io::h5
