// CIFAR-10, binary version: records of a label byte and three planes of 32 x 32 bytes.
#pragma once

#include <string>

#include "datasets/readers/images.hpp"

namespace ceo::datasets {

/// Reads one of
///   - a file of records (data_batch_1.bin),
///   - the archive cifar-10-binary.tar.gz: its five training batches or its test batch,
///   - a folder with these batches or with that archive.
/// `part` chooses among the batches and does not matter for a single file of records. Throws
/// Error(file) that names file and offset for a broken record or a label above 9, and names the
/// batches that are missing.
[[nodiscard]] Images read_cifar10(const std::string& path, Part part);

}  // namespace ceo::datasets
