#include "datasets/readers/bytes.hpp"
#include "host/base/error.hpp"

namespace ceo::datasets {

void fail_at(const std::string& file, std::size_t offset, const std::string& what,
             const std::string& remedy) {
  throw Error(ExitCode::file, "offset " + std::to_string(offset) + ": " + what, file, remedy);
}

}  // namespace ceo::datasets
