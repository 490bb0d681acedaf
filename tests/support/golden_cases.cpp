#include "tests/support/golden_cases.hpp"

#include <cstdint>

namespace ceo::testing {

std::vector<GoldenCase> golden_cases() {
  const std::uint64_t carry = std::uint64_t{1} << 27;
  std::vector<GoldenCase> list;
  list.push_back({"K1", make_cell(1), {true, true, 1}, {0, 70}});
  list.push_back({"K2 every third sheaf", make_cell(2), {true, true, 3}, {231, 150}});
  list.push_back({"K3 faults", make_faulty_cell(3), {true, true, 1}, {carry - 21, 60}});
  list.push_back({"K5 silent", make_cell(5, {0, 3}), {false, true, 1}, {4 * carry - 17, 50}});
  list.push_back({"K8", make_cell(8), {true, false, 2}, {(std::uint64_t{1} << 40) + 5, 70}});
  list.push_back({"K17 scalars", make_cell(17), {}, {1000003, 35}});
  // Scales far too large and a row without bound: overflow and non-finite counts have bits too.
  GaussianCeoCell broken = make_cell(2);
  for (float& scale : broken.scale) scale *= 1024.0F;
  broken.sd_v[1] = 0x1p127F;
  list.push_back({"K2 overflow", broken, {}, {3, 40}});
  return list;
}

}  // namespace ceo::testing
