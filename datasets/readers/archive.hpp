// Files inside a tar archive (libarchive).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "datasets/readers/bytes.hpp"

namespace ceo::datasets {

/// The regular files of a tar archive that `wanted` names, by their names without folder. The
/// archive may be packed by gzip or bzip2. Throws Error(file) if it is damaged or cut.
/// @param sha256 becomes the hash of the archive as it stands on disk
[[nodiscard]] std::map<std::string, Bytes> read_tar(const std::string& path,
                                                    const std::vector<std::string>& wanted,
                                                    std::string& sha256);

}  // namespace ceo::datasets
