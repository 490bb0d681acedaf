#include "kernels/launch/sgd_twin.hpp"
#include "kernels/launch/twin_table.hpp"

namespace ceo::launch {

CEO_DECLARE_TWINS(SgdTwin, projected_sgd)

SgdTwin sgd_twin(Pack pack) {
  return TwinTable<SgdTwin> CEO_TWINS(projected_sgd).of(pack);
}

}  // namespace ceo::launch
