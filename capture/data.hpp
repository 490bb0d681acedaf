// The images of a capture: which data set, which files, and which of their examples.
#pragma once

#include <cstddef>
#include <string>

#include "datasets/readers/images.hpp"

namespace ceo::capture {

/// What to read.
struct DataChoice {
  std::string dataset;            ///< mnist, cifar10 or svhn
  std::string path;               ///< folder or file
  std::string test_path;          ///< of the test part; empty: `path`
  std::size_t examples = 0;       ///< population: the first of the training part; 0: all
  std::size_t test_examples = 0;  ///< likewise of the test part
};

struct Data {
  datasets::Images train, test;
  std::string terms;  ///< who made the data set, and its terms
};

/// Reads both parts. A folder, an archive or a .mat file is read as its data set has it; another
/// file holds records of CIFAR-10's binary layout. A file that is to serve both parts is cut: the
/// examples behind the first `examples` are its test part. The names of the parts tell subsets.
/// Throws Error(file) for data, Error(usage) for more examples than there are.
[[nodiscard]] Data read_data(const DataChoice& choice);

/// The data set that the source trains a model on.
[[nodiscard]] std::string usual_dataset(const std::string& model);

}  // namespace ceo::capture
