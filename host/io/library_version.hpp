// The version of HDF5 that runs, for provenance.
#pragma once

#include <string>

namespace ceo::io {

/// "1.10.8": of the library that is loaded, not of the header.
[[nodiscard]] std::string hdf5_version();

}  // namespace ceo::io
