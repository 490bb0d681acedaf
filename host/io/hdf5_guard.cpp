#include "host/io/hdf5_guard.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "host/base/error.hpp"
#include "host/io/hdf5_read.hpp"

namespace ceo::io::h5 {
namespace {

constexpr hsize_t kMiB = 1048576;
constexpr hsize_t kLargestChunk = 256 * kMiB;
// Our own chunks have 1 MiB; those of h5py some 16 KiB.
constexpr hsize_t kMostChunks = 1048576;
constexpr hsize_t kCheckSum = 4;  // bytes that fletcher32 adds
constexpr const char* kStoreHere =
    "Copy the values themselves into the file, for example by h5repack -f GZIP=4.";

[[noreturn]] void refuse(const std::string& what, const std::string& where) {
  throw Error(ExitCode::file, what, where, kStoreHere);
}

/// The filters of a dataset, in the order in which they were applied.
struct Filters {
  std::vector<H5Z_filter_t> ids;
  /// Whether the filter was applied to a chunk: `skipped` has a bit for each that was not.
  [[nodiscard]] bool applies(std::size_t i, std::uint32_t skipped) const {
    return (skipped >> i & 1U) == 0;
  }
};

Filters filters_of(const Id& creation, const std::string& where) {
  Filters filters;
  const int count = H5Pget_nfilters(creation.get());
  check(count, "the filters of the dataset cannot be read", where);
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter = H5Pget_filter2(creation.get(), static_cast<unsigned>(i), &flags,
                                               &values, nullptr, 0, nullptr, nullptr);
    check(filter < 0 ? -1 : 0, "a filter of the dataset cannot be read", where);
    filters.ids.push_back(filter);
  }
  return filters;
}

Id creation_of(const Id& dataset, const std::string& where) {
  return owned(H5Dget_create_plist(dataset.get()), H5Pclose, "the dataset has no storage", where);
}

void require_known(const Filters& filters, const std::string& where) {
  for (const H5Z_filter_t id : filters.ids) {
    if (id == H5Z_FILTER_DEFLATE || id == H5Z_FILTER_SHUFFLE || id == H5Z_FILTER_FLETCHER32) {
      continue;
    }
    refuse("the dataset is packed by filter " + std::to_string(id) +
               "; only shuffle, deflate and fletcher32 are read",
           where);
  }
  if (std::count(filters.ids.begin(), filters.ids.end(), H5Z_FILTER_DEFLATE) > 1) {
    refuse("the dataset is deflated more than once", where);
  }
}

struct Grid {
  std::vector<hsize_t> extent, chunk;
  hsize_t item_bytes = 0;
  [[nodiscard]] hsize_t chunk_bytes() const {
    hsize_t bytes = item_bytes;
    for (const hsize_t length : chunk) {
      if (length == 0 || bytes > kLargestChunk / length) return kLargestChunk + 1;
      bytes *= length;
    }
    return bytes;
  }
  [[nodiscard]] hsize_t chunks() const {
    hsize_t count = 1;
    for (std::size_t axis = 0; axis < extent.size(); ++axis) {
      const hsize_t along = extent[axis] / chunk[axis] + (extent[axis] % chunk[axis] == 0 ? 0 : 1);
      if (along > 0 && count > kMostChunks / along) return kMostChunks + 1;
      count *= along;
    }
    return count;
  }
};

/// Bytes of one entry in the file. A text of variable length is there a count, an address and an
/// index.
hsize_t item_bytes(const Id& dataset, const Id& type, const std::string& where) {
  if (H5Tis_variable_str(type.get()) <= 0) return H5Tget_size(type.get());
  const Id file = owned(H5Iget_file_id(dataset.get()), H5Fclose, "no file", where);
  const Id creation = owned(H5Fget_create_plist(file.get()), H5Pclose, "no file", where);
  std::size_t address = 0, size = 0;
  check(H5Pget_sizes(creation.get(), &address, &size), "no sizes", where);
  return 4 + address + 4;
}

Grid grid_of(const Id& dataset, const Id& creation, const std::string& where) {
  std::array<hsize_t, H5S_MAX_RANK> chunk{};
  const int rank = H5Pget_chunk(creation.get(), H5S_MAX_RANK, chunk.data());
  check(rank, "the chunks of the dataset have no shape", where);
  const auto axes = static_cast<std::size_t>(rank);
  const Id space = owned(H5Dget_space(dataset.get()), H5Sclose, "no shape", where);
  const Id type = owned(H5Dget_type(dataset.get()), H5Tclose, "no type", where);
  std::array<hsize_t, H5S_MAX_RANK> extent{};
  if (H5Sget_simple_extent_ndims(space.get()) != rank) {
    damaged("the chunks have another rank than the dataset", where);
  }
  check(H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr), "no shape", where);
  Grid grid{{extent.begin(), extent.begin() + rank},
            {chunk.begin(), chunk.begin() + rank},
            item_bytes(dataset, type, where)};
  for (std::size_t axis = 0; axis < axes; ++axis) {
    if (grid.chunk[axis] == 0) damaged("a chunk is empty", where);
  }
  return grid;
}

/// Bytes that a deflated chunk unpacks to; one more than `expected` if it is more or damaged.
hsize_t inflated(std::vector<std::uint8_t>& packed, hsize_t expected) {
  z_stream stream = {};
  ensure(inflateInit(&stream) == Z_OK, "zlib does not start");
  stream.next_in = packed.data();
  stream.avail_in = static_cast<uInt>(packed.size());
  std::array<std::uint8_t, 65536> room{};
  int status = Z_OK;
  while (status == Z_OK && stream.total_out <= expected) {
    stream.next_out = room.data();
    stream.avail_out = static_cast<uInt>(room.size());
    status = inflate(&stream, Z_NO_FLUSH);
  }
  const hsize_t bytes = stream.total_out;
  inflateEnd(&stream);
  return status == Z_STREAM_END ? bytes : expected + 1;
}

/// One chunk: its bytes, with the filters that it has, must lead to those of a whole chunk.
void require_sound_chunk(const Id& dataset, const Filters& filters, const Grid& grid,
                         const std::vector<hsize_t>& corner, hsize_t stored,
                         const std::string& where) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(stored));
  std::uint32_t skipped = 0;
  check(H5Dread_chunk(dataset.get(), H5P_DEFAULT, corner.data(), &skipped, bytes.data()),
        "a chunk cannot be read", where);
  hsize_t expected = grid.chunk_bytes(), after = 0;
  bool deflated = false;
  for (std::size_t i = 0; i < filters.ids.size(); ++i) {
    if (!filters.applies(i, skipped)) continue;
    if (filters.ids[i] == H5Z_FILTER_DEFLATE) deflated = true;
    if (filters.ids[i] == H5Z_FILTER_FLETCHER32) (deflated ? after : expected) += kCheckSum;
  }
  if (stored < after) damaged("a chunk is shorter than its check sum", where);
  bytes.resize(static_cast<std::size_t>(stored - after));
  const hsize_t found = deflated ? inflated(bytes, expected) : stored - after;
  if (found != expected) {
    damaged("a chunk is damaged or does not unpack to the " + std::to_string(expected) +
                " bytes of a chunk",
            where);
  }
}

/// The next corner of a chunk, the last axis fastest; false after the last.
bool advance(std::vector<hsize_t>& corner, const Grid& grid) {
  for (std::size_t axis = corner.size(); axis-- > 0;) {
    corner[axis] += grid.chunk[axis];
    if (corner[axis] < grid.extent[axis]) return true;
    corner[axis] = 0;
  }
  return false;
}

}  // namespace

Allowance::Allowance(hsize_t file_bytes)
    : file_bytes_(file_bytes), left_(256 * kMiB + 16 * file_bytes) {}

void Allowance::take(hsize_t bytes, const std::string& where) {
  if (bytes > left_) refuse(where);
  left_ -= bytes;
}

void Allowance::refuse(const std::string& where) const {
  throw Error(ExitCode::file,
              "the file holds more than 256 MiB and 16 times its size on disk once it is unpacked",
              where, "No run and no trace is like that: fetch or make it again.");
}

void forbid_plugins() {
  check(H5PLset_loading_state(0), "the loading of filters cannot be switched off", "HDF5");
}

bool is_here(const Id& group, const std::string& name, const std::string& where) {
  if (H5Lexists(group.get(), name.c_str(), H5P_DEFAULT) <= 0) return false;
  H5L_info_t link{};
  check(H5Lget_info(group.get(), name.c_str(), &link, H5P_DEFAULT), "the link cannot be read",
        where);
  if (link.type == H5L_TYPE_HARD) return true;
  refuse(link.type == H5L_TYPE_EXTERNAL ? "this is a link into another file, which is not followed"
                                        : "this is a soft link, which is not followed",
         where);
}

void require_plain_storage(const Id& dataset, const std::string& where) {
  const Id creation = creation_of(dataset, where);
  const H5D_layout_t layout = H5Pget_layout(creation.get());
  if (layout == H5D_VIRTUAL) refuse("this is a virtual dataset, made of other files", where);
  if (layout != H5D_COMPACT && layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED) {
    damaged("the storage of the dataset is of no known kind", where);
  }
  if (H5Pget_external_count(creation.get()) != 0) {
    refuse("the values of the dataset lie in another file", where);
  }
  if (layout != H5D_CHUNKED) return;
  require_known(filters_of(creation, where), where);
  const Grid grid = grid_of(dataset, creation, where);
  if (grid.chunk_bytes() > kLargestChunk) refuse("a chunk has more than 256 MiB", where);
}

void require_sound_chunks(const Id& dataset, const Allowance& allowance, const std::string& where) {
  const Id creation = creation_of(dataset, where);
  if (H5Pget_layout(creation.get()) != H5D_CHUNKED) return;
  const Filters filters = filters_of(creation, where);
  const Grid grid = grid_of(dataset, creation, where);
  const hsize_t chunks = grid.chunks();
  if (chunks == 0) return;
  if (chunks > kMostChunks) refuse("the dataset is cut into more than 2^20 chunks", where);
  std::vector<hsize_t> corner(grid.extent.size(), 0);
  do {
    hsize_t stored = 0;
    check(H5Dget_chunk_storage_size(dataset.get(), corner.data(), &stored),
          "a chunk cannot be found", where);
    if (stored == 0) continue;  // it was never written, and is read as zeros
    if (stored > allowance.file_bytes()) damaged("a chunk is larger than the file", where);
    require_sound_chunk(dataset, filters, grid, corner, stored, where);
  } while (advance(corner, grid));
}

void require_plain_labels(const Id& dataset, std::size_t rank, const std::string& where) {
  constexpr std::size_t kLongestClass = 64;
  const auto attribute = [&](const char* name) {
    return H5Aexists(dataset.get(), name) > 0
               ? owned(H5Aopen(dataset.get(), name, H5P_DEFAULT), H5Aclose,
                       "the attribute cannot be opened", where)
               : Id();
  };
  if (const Id mark = attribute("CLASS"); mark.get() >= 0) {
    const Id type = owned(H5Aget_type(mark.get()), H5Tclose, "no type", where);
    const Id space = owned(H5Aget_space(mark.get()), H5Sclose, "no shape", where);
    if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) != 0 ||
        H5Tget_size(type.get()) > kLongestClass || H5Sget_simple_extent_npoints(space.get()) != 1) {
      damaged("the attribute CLASS is no short text of fixed length", where);
    }
  }
  if (const Id list = attribute("DIMENSION_LIST"); list.get() >= 0) {
    const Id type = owned(H5Aget_type(list.get()), H5Tclose, "no type", where);
    const Id space = owned(H5Aget_space(list.get()), H5Sclose, "no shape", where);
    const bool lists = H5Tget_class(type.get()) == H5T_VLEN;
    const Id item = lists ? owned(H5Tget_super(type.get()), H5Tclose, "no type", where) : Id();
    if (!lists || H5Tequal(item.get(), H5T_STD_REF_OBJ) <= 0 ||
        H5Sget_simple_extent_npoints(space.get()) != static_cast<hssize_t>(rank)) {
      damaged("the attribute DIMENSION_LIST is no list of references for each axis", where);
    }
  }
}

TextMemory::TextMemory(Allowance& allowance)
    : allowance_(&allowance),
      list_(owned(H5Pcreate(H5P_DATASET_XFER), H5Pclose, "no property list", "HDF5")) {
  const auto keep = [](void* /*text*/, void* /*self*/) {};
  check(H5Pset_vlen_mem_manager(list_.get(), allocate, this, keep, this), "no memory for texts",
        "HDF5");
}

void* TextMemory::allocate(std::size_t bytes, void* self) {
  constexpr std::size_t kBlock = 65536;
  auto& memory = *static_cast<TextMemory*>(self);
  if (bytes > memory.allowance_->left()) {
    memory.exhausted_ = true;
    return nullptr;
  }
  memory.allowance_->take(bytes, "");
  if (bytes > memory.free_) {
    memory.free_ = std::max(bytes, kBlock);
    memory.blocks_.push_back(std::make_unique<char[]>(memory.free_));
    memory.size_ = memory.free_;
  }
  char* text = memory.blocks_.back().get() + (memory.size_ - memory.free_);
  memory.free_ -= bytes;
  return text;
}

}  // namespace ceo::io::h5
