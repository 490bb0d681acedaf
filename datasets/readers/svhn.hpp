// SVHN, cropped digits: the .mat files of its home page (libmatio).
#pragma once

#include <string>

#include "datasets/readers/images.hpp"

namespace ceo::datasets {

/// Reads a MAT file with X (uint8, 32 x 32 x 3 x count) and y (count x 1, 1 .. 10; 10 stands for
/// the digit 0 and becomes 0). Throws Error(file) that names file and variable for anything else,
/// and where this build has no libmatio.
[[nodiscard]] Images read_svhn(const std::string& path);

}  // namespace ceo::datasets
