#include "kernels/launch/twins.hpp"

#include "kernels/launch/twin_table.hpp"

namespace ceo::launch {

using GaussianCeoTwin = Twin<models::GaussianCeo>;
CEO_DECLARE_TWINS(GaussianCeoTwin, gaussian_ceo)

const GaussianCeoTwin& gaussian_ceo_twin(Pack pack) {
  return TwinTable<GaussianCeoTwin> CEO_TWINS(gaussian_ceo).of(pack);
}

}  // namespace ceo::launch
