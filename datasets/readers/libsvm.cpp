#include "datasets/readers/libsvm.hpp"

namespace ceo::datasets {

SparseRows read_libsvm(const std::string& path) {
  return parse_libsvm(read_data_file(path));
}

}  // namespace ceo::datasets
