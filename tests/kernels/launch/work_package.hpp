// A range of strips as work packages for Thrust: a functor of the package's index that runs the
// CPU twins and leaves int64 sums in a slot of its own, laid out as a device's.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/core/second_moments.hpp"
#include "kernels/launch/device_job.hpp"
#include "kernels/launch/packs.hpp"
#include "kernels/launch/totals.hpp"
#include "kernels/launch/twins.hpp"
#include "kernels/models/gaussian_ceo.hpp"
#include "tests/support/aligned_floats.hpp"

namespace ceo::testing {

class WorkPackages {
  using Params = models::GaussianCeo::Params;
  using Twin = launch::Twin<models::GaussianCeo>;

 public:
  static constexpr std::size_t kScalarSums =
      static_cast<std::size_t>(models::GaussianCeo::kOutputs) * kBatchCount;

  /// Slot i, int64 [kScalarSums][entries][kCounts], is that of package i; zero before the work.
  std::int64_t* partial = nullptr;

  WorkPackages(const Params& params, const launch::MatrixRequest& request,
               launch::MatrixKind matrix, const launch::StripRange& range, std::uint64_t package)
      : params_(params),
        request_{matrix == launch::MatrixKind::normals, matrix == launch::MatrixKind::physical,
                 request.every},
        range_(range),
        package_(package),
        vector_(&launch::gaussian_ceo_twin(launch::best_pack())),
        scalar_(&launch::gaussian_ceo_twin(launch::Pack::scalar)) {}

  [[nodiscard]] std::size_t entries() const {
    return request_.normals || request_.physical ? triangle(row_count(params_.workers)) : 0;
  }
  [[nodiscard]] std::size_t stride() const { return kScalarSums + entries() + launch::kCounts; }

  /// The ends of a package that do not fill a pack go through the scalar twin.
  void operator()(std::uint64_t index) const {
    const std::uint64_t first = range_.first + index * package_;
    const std::uint64_t end = std::min(first + package_, range_.first + range_.count);
    const auto lanes = static_cast<std::uint64_t>(vector_->lanes);
    const std::uint64_t begin_packs = std::min(end, (first + lanes - 1) / lanes * lanes);
    const std::uint64_t end_packs = std::max(begin_packs, end / lanes * lanes);
    std::int64_t* slot = partial + index * stride();
    std::int64_t* matrix = slot + kScalarSums;
    launch::Tally tally{
        slot, request_.normals ? matrix : nullptr, request_.physical ? matrix : nullptr, 0, 0, 0};
    run(*scalar_, first, begin_packs, tally);
    run(*vector_, begin_packs, end_packs, tally);
    run(*scalar_, end_packs, end, tally);
    std::int64_t* counts = matrix + entries();
    counts[launch::kNonFinite] = static_cast<std::int64_t>(tally.non_finite);
    counts[launch::kOverflow] = static_cast<std::int64_t>(tally.overflow);
    counts[launch::kMatrixStrips] = static_cast<std::int64_t>(tally.matrix_strips);
  }

 private:
  void run(const Twin& twin, std::uint64_t first, std::uint64_t end, launch::Tally& tally) const {
    if (first == end) return;
    const AlignedFloats panel = aligned_floats(twin.panel_floats(params_.workers));
    const auto scratch = aligned_zeros<std::int32_t>(twin.scratch_ints(params_.workers));
    twin.run(params_, request_, first, end - first, {panel.get(), scratch.get(), scratch.get()},
             tally);
  }

  Params params_;
  launch::MatrixRequest request_;
  launch::StripRange range_;
  std::uint64_t package_;
  const Twin* vector_;
  const Twin* scalar_;
};

}  // namespace ceo::testing
