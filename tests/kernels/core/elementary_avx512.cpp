#include "kernels/core/registers_avx512.hpp"
#include "tests/kernels/core/elementary_table.hpp"

namespace ceo::testing {

const ElementaryTable kAvx512 = elementary_table<RegistersAvx512, 1>();
const ElementaryTable kAvx512x4 = elementary_table<RegistersAvx512, 4>();

}  // namespace ceo::testing
