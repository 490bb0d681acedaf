#include "datasets/readers/svhn.hpp"

#include <filesystem>

#include "datasets/readers/bytes.hpp"
#include "host/base/error.hpp"

#ifdef CEO_HAVE_MATIO
#include <matio.h>

#include <memory>
#endif

namespace ceo::datasets {

#ifdef CEO_HAVE_MATIO
namespace {

constexpr std::size_t kSide = 32, kChannels = 3, kPixels = kSide * kSide * kChannels;

struct CloseFile {
  void operator()(mat_t* file) const { Mat_Close(file); }
};
struct FreeVariable {
  void operator()(matvar_t* variable) const { Mat_VarFree(variable); }
};
using Variable = std::unique_ptr<matvar_t, FreeVariable>;

[[noreturn]] void refuse(const std::string& path, const std::string& variable,
                         const std::string& what) {
  throw Error(ExitCode::file, "variable " + variable + ": " + what, path,
              "Fetch the file again (scripts/fetch-datasets svhn).");
}

std::uint32_t word_at(const Bytes& bytes, std::size_t offset) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) word |= std::uint32_t{bytes.data[offset + i]} << (8 * i);
  return word;
}

/// Walks over the elements of a MAT file of version 5: each must be whole, and what is compressed
/// must unpack. libmatio itself takes what it can get and says nothing.
/// @returns bytes of all elements, unpacked: no variable can have more
std::size_t check_elements(const Bytes& bytes) {
  constexpr std::size_t kHeader = 128, kTag = 8;
  constexpr std::uint32_t kCompressed = 15;
  constexpr std::size_t kLargestElement = std::size_t{2} << 30;  // X of extra_32x32.mat has 1.63 GB
  constexpr const char* kFetchAgain = "Fetch the file again (scripts/fetch-datasets svhn).";
  // Version 7.3 is HDF5 inside and has 2 for the 1.
  if (bytes.data.size() < kHeader || bytes.data[125] != 1 || bytes.data[126] != 'I' ||
      bytes.data[127] != 'M') {
    fail_at(bytes.file, 0, "this is no MAT file of version 5, little-endian", kFetchAgain);
  }
  std::size_t total = 0;
  for (std::size_t offset = kHeader; offset < bytes.data.size();) {
    const std::size_t left = bytes.data.size() - offset;
    const std::size_t size = left < kTag ? left : word_at(bytes, offset + 4);
    if (left < kTag || size > left - kTag) {
      fail_at(bytes.file, offset, "the MAT file is cut short in this element", kFetchAgain);
    }
    if (word_at(bytes, offset) == kCompressed) {
      const auto [found, unpacked] =
          unpack_zlib(std::span(bytes.data).subspan(offset + kTag, size), kLargestElement);
      total += unpacked;
      if (found == Unpacked::damaged) {
        fail_at(bytes.file, offset, "this element of the MAT file is damaged", kFetchAgain);
      }
      if (found == Unpacked::too_large) {
        fail_at(bytes.file, offset, "this element of the MAT file unpacks to more than 2 GiB",
                "It is none of the data sets that are read here.");
      }
    }
    total += size;
    offset += kTag + size;
  }
  return total;
}

std::string shape_of(const matvar_t& variable) {
  std::string text;
  for (int i = 0; i < variable.rank; ++i) {
    text += (i > 0 ? " x " : "") + std::to_string(variable.dims[i]);
  }
  return text;
}

/// Reads a variable whose class and shape `fine` has approved; before that no value is read and no
/// memory taken for them.
template <class Fine>
Variable read_variable(mat_t* file, const std::string& path, const char* name, Fine fine) {
  Variable variable(Mat_VarReadInfo(file, name));
  if (!variable) refuse(path, name, "it is missing or damaged");
  if (variable->isComplex != 0 || variable->rank < 1 || variable->dims == nullptr) {
    refuse(path, name, "it has no values");
  }
  fine(*variable);
  if (Mat_VarReadDataAll(file, variable.get()) != 0 || variable->data == nullptr) {
    refuse(path, name, "its values cannot be read");
  }
  return variable;
}

void require_pixels(const std::string& path, const matvar_t& x) {
  if (x.class_type != MAT_C_UINT8 || x.rank != 4 || x.dims[0] != kSide || x.dims[1] != kSide ||
      x.dims[2] != kChannels || x.dims[3] == 0) {
    refuse(path, "X", "its shape is " + shape_of(x) + ", not 32 x 32 x 3 x count of uint8");
  }
}

void require_labels(const std::string& path, const matvar_t& y, std::size_t count) {
  if ((y.class_type != MAT_C_UINT8 && y.class_type != MAT_C_DOUBLE) || y.rank != 2 ||
      !((y.dims[0] == count && y.dims[1] == 1) || (y.dims[0] == 1 && y.dims[1] == count))) {
    refuse(path, "y",
           "its shape is " + shape_of(y) + ", but X has " + std::to_string(count) + " images");
  }
}

/// MATLAB's order is column-major: row fastest, image slowest.
void copy_pixels(const matvar_t& x, Images& images) {
  const auto* from = static_cast<const std::uint8_t*>(x.data);
  images.pixels.resize(images.count * images.size());
  for (std::size_t i = 0; i < images.count; ++i) {
    for (std::size_t c = 0; c < kChannels; ++c) {
      for (std::size_t column = 0; column < kSide; ++column) {
        for (std::size_t row = 0; row < kSide; ++row) {
          images.pixels[((i * kChannels + c) * kSide + row) * kSide + column] = *from++;
        }
      }
    }
  }
}

double label_at(const matvar_t& y, std::size_t i) {
  if (y.class_type == MAT_C_UINT8) return static_cast<const std::uint8_t*>(y.data)[i];
  return static_cast<const double*>(y.data)[i];
}

}  // namespace

Images read_svhn(const std::string& path) {
  const Bytes bytes = read_data_file(path);  // for its hash, and for one voice about absent files
  const std::size_t unpacked = check_elements(bytes);
  const std::unique_ptr<mat_t, CloseFile> file(Mat_Open(path.c_str(), MAT_ACC_RDONLY));
  if (!file) {
    throw Error(ExitCode::file, "offset 0: this is no MAT file", path,
                "Fetch the file again (scripts/fetch-datasets svhn).");
  }
  const Variable x = read_variable(file.get(), path, "X", [&](const matvar_t& variable) {
    require_pixels(path, variable);
    if (variable.dims[3] > unpacked / kPixels) {
      refuse(path, "X", "its shape is " + shape_of(variable) + ", more than the file holds");
    }
  });
  const std::size_t count = x->dims[3];
  const Variable y = read_variable(file.get(), path, "y", [&](const matvar_t& variable) {
    require_labels(path, variable, count);
  });
  Images images;
  images.name = "SVHN " + std::filesystem::path(path).stem().string();
  images.count = count;
  images.channels = kChannels;
  images.height = images.width = kSide;
  images.classes = 10;
  for (std::size_t i = 0; i < images.count; ++i) {
    const double label = label_at(*y, i);
    if (!(label >= 1) || !(label <= 10)) {
      refuse(path, "y",
             "label " + std::to_string(label) + " of image " + std::to_string(i) +
                 " is not in 1 .. 10");
    }
    images.labels.push_back(static_cast<std::uint8_t>(label == 10 ? 0 : label));
  }
  copy_pixels(*x, images);
  images.sources = {{std::filesystem::path(path).filename().string(), bytes.sha256}};
  return images;
}

#else

Images read_svhn(const std::string& path) {
  throw Error(ExitCode::file, "this build reads no MAT files", path,
              "Install libmatio-dev and build again.");
}

#endif

}  // namespace ceo::datasets
