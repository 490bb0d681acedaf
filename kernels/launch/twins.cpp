#include "kernels/launch/twins.hpp"

#include <algorithm>
#include <stdexcept>

#include "kernels/launch/channel_twin.hpp"

namespace ceo::launch {

using models::GaussianCeo;

extern const Twin<GaussianCeo> gaussian_ceo_scalar;
extern const Twin<GaussianCeo> gaussian_ceo_portable8;
extern const Twin<GaussianCeo> gaussian_ceo_portable16;
extern const ChannelTwin scalar_channel_scalar;
extern const ChannelTwin scalar_channel_portable8;
extern const ChannelTwin scalar_channel_portable16;
#if defined(__x86_64__)
extern const Twin<GaussianCeo> gaussian_ceo_avx2;
extern const Twin<GaussianCeo> gaussian_ceo_avx512;
extern const ChannelTwin scalar_channel_avx2;
extern const ChannelTwin scalar_channel_avx512;
#endif

namespace {

/// The twins of a model by pack; those of instruction sets that this processor family lacks are
/// null.
template <class AnyTwin>
struct Twins {
  const AnyTwin *scalar, *portable8, *portable16, *avx2, *avx512;

  [[nodiscard]] const AnyTwin& of(Pack pack) const {
    const std::vector<Pack> packs = available_packs();
    if (std::find(packs.begin(), packs.end(), pack) == packs.end()) {
      throw std::invalid_argument("this machine cannot run the pack " + to_string(pack));
    }
    switch (pack) {
      case Pack::avx2:
        return *avx2;
      case Pack::avx512:
        return *avx512;
      case Pack::portable8:
        return *portable8;
      case Pack::portable16:
        return *portable16;
      default:
        return *scalar;
    }
  }
};

#if defined(__x86_64__)
#define CEO_X86_TWINS(model) &model##_avx2, &model##_avx512
#else
#define CEO_X86_TWINS(model) nullptr, nullptr
#endif
#define CEO_TWINS(model) \
  { &model##_scalar, &model##_portable8, &model##_portable16, CEO_X86_TWINS(model) }

}  // namespace

const Twin<GaussianCeo>& gaussian_ceo_twin(Pack pack) {
  return Twins<Twin<GaussianCeo>> CEO_TWINS(gaussian_ceo).of(pack);
}

const ChannelTwin& scalar_channel_twin(Pack pack) {
  return Twins<ChannelTwin> CEO_TWINS(scalar_channel).of(pack);
}

}  // namespace ceo::launch
