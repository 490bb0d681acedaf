#include "kernels/core/registers_portable.hpp"
#include "tests/kernels/core/elementary_table.hpp"

namespace ceo::testing {

const ElementaryTable kPortable8 = elementary_table<RegistersPortable<8>, 1>();
const ElementaryTable kPortable8x4 = elementary_table<RegistersPortable<8>, 4>();
const ElementaryTable kPortable16 = elementary_table<RegistersPortable<16>, 1>();

}  // namespace ceo::testing
