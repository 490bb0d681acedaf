#include "kernels/core/registers_avx2.hpp"
#include "tests/kernels/core/elementary_table.hpp"

namespace ceo::testing {

const ElementaryTable kAvx2 = elementary_table<RegistersAvx2, 1>();
const ElementaryTable kAvx2x4 = elementary_table<RegistersAvx2, 4>();

}  // namespace ceo::testing
