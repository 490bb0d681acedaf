#include "host/io/library_version.hpp"

#include <hdf5.h>

#include "host/base/error.hpp"

namespace ceo::io {

std::string hdf5_version() {
  unsigned major = 0, minor = 0, release = 0;
  ensure(H5get_libversion(&major, &minor, &release) >= 0, "HDF5 tells its version");
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

}  // namespace ceo::io
