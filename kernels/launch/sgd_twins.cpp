#include <algorithm>
#include <stdexcept>

#include "kernels/launch/sgd_twin.hpp"

namespace ceo::launch {

extern const SgdTwin projected_sgd_scalar;
extern const SgdTwin projected_sgd_portable8;
extern const SgdTwin projected_sgd_portable16;
#if defined(__x86_64__)
extern const SgdTwin projected_sgd_avx2;
extern const SgdTwin projected_sgd_avx512;
#endif

SgdTwin sgd_twin(Pack pack) {
  const std::vector<Pack> packs = available_packs();
  if (std::find(packs.begin(), packs.end(), pack) == packs.end()) {
    throw std::invalid_argument("this machine cannot run the pack " + to_string(pack));
  }
  switch (pack) {
#if defined(__x86_64__)
    case Pack::avx2:
      return projected_sgd_avx2;
    case Pack::avx512:
      return projected_sgd_avx512;
#endif
    case Pack::portable8:
      return projected_sgd_portable8;
    case Pack::portable16:
      return projected_sgd_portable16;
    default:
      return projected_sgd_scalar;
  }
}

}  // namespace ceo::launch
