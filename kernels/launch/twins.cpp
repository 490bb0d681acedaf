#include "kernels/launch/twins.hpp"

#include <algorithm>
#include <stdexcept>

namespace ceo::launch {

using models::GaussianCeo;

extern const Twin<GaussianCeo> gaussian_ceo_scalar;
extern const Twin<GaussianCeo> gaussian_ceo_portable8;
extern const Twin<GaussianCeo> gaussian_ceo_portable16;
#if defined(__x86_64__)
extern const Twin<GaussianCeo> gaussian_ceo_avx2;
extern const Twin<GaussianCeo> gaussian_ceo_avx512;
#endif

const Twin<GaussianCeo>& gaussian_ceo_twin(Pack pack) {
  const std::vector<Pack> packs = available_packs();
  if (std::find(packs.begin(), packs.end(), pack) == packs.end()) {
    throw std::invalid_argument("this machine cannot run the pack " + to_string(pack));
  }
  switch (pack) {
#if defined(__x86_64__)
    case Pack::avx2:
      return gaussian_ceo_avx2;
    case Pack::avx512:
      return gaussian_ceo_avx512;
#endif
    case Pack::portable8:
      return gaussian_ceo_portable8;
    case Pack::portable16:
      return gaussian_ceo_portable16;
    default:
      return gaussian_ceo_scalar;
  }
}

}  // namespace ceo::launch
