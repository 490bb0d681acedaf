#include "kernels/launch/channel_twin.hpp"
#include "kernels/launch/twin_table.hpp"

namespace ceo::launch {

CEO_DECLARE_TWINS(ChannelTwin, scalar_channel)

const ChannelTwin& scalar_channel_twin(Pack pack) {
  return TwinTable<ChannelTwin> CEO_TWINS(scalar_channel).of(pack);
}

}  // namespace ceo::launch
