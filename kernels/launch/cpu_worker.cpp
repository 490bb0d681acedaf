#include "kernels/launch/cpu_worker.hpp"

#include <algorithm>
#include <cstddef>

#include "kernels/core/panel.hpp"
#include "kernels/launch/twins.hpp"

namespace ceo::launch {

namespace {

using models::GaussianCeo;

void fold(std::vector<std::int64_t>& from, std::vector<Int128>& to) {
  for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
  std::fill(from.begin(), from.end(), 0);
}

}  // namespace

CpuWorker::CpuWorker(const GaussianCeo::Params& params, const MatrixRequest& request, Pack pack)
    : params_(params),
      request_(request),
      vector_(gaussian_ceo_twin(pack)),
      scalar_(gaussian_ceo_twin(Pack::scalar)),
      panel_(zeroed<float>(
          std::max(vector_.panel_floats(params.workers), scalar_.panel_floats(params.workers)))),
      normals_scratch_(scratch(request.normals)),
      physical_scratch_(scratch(request.physical)),
      totals_(GaussianCeo::kOutputs, row_count(params.workers), request),
      sums_(totals_.sums.size()),
      normals_(totals_.normals.size()),
      physical_(totals_.physical.size()) {}

Aligned<std::int32_t> CpuWorker::scratch(bool wanted) const {
  return zeroed<std::int32_t>(wanted ? std::max(vector_.scratch_ints(params_.workers),
                                                scalar_.scratch_ints(params_.workers))
                                     : 0);
}

void CpuWorker::run(const StripRange& strips) {
  run_parts(nullptr, strips);
}

void CpuWorker::run_on(const float* normals, const StripRange& strips) {
  run_parts(normals, strips);
}

void CpuWorker::run_twin(const Twin<GaussianCeo>& twin, const float* normals,
                         const StripRange& strips, Tally& tally) {
  const Workspace workspace{panel_.get(), normals_scratch_.get(), physical_scratch_.get()};
  if (normals == nullptr) {
    twin.run(params_, request_, strips.first, strips.count, workspace, tally);
  } else {
    twin.run_on(params_, request_, normals, strips.first, strips.count, workspace, tally);
  }
}

/// The ends of a range that do not fill a pack go strip by strip through the scalar twin, which
/// gives the same bits.
void CpuWorker::run_parts(const float* normals, const StripRange& strips) {
  const auto lanes = static_cast<std::uint64_t>(vector_.lanes);
  const std::uint64_t end = strips.first + strips.count;
  const std::uint64_t begin_packs = std::min(end, (strips.first + lanes - 1) / lanes * lanes);
  const std::uint64_t end_packs = std::max(begin_packs, end / lanes * lanes);
  Tally tally{sums_.data(),
              request_.normals ? normals_.data() : nullptr,
              request_.physical ? physical_.data() : nullptr,
              0,
              0,
              0};
  const auto per_strip =
      std::uint64_t{kStripSamples} * static_cast<std::uint64_t>(row_count(params_.workers));
  const auto at = [&](std::uint64_t strip) {
    return normals == nullptr ? nullptr : normals + (strip - strips.first) * per_strip;
  };
  run_twin(scalar_, at(strips.first), {strips.first, begin_packs - strips.first}, tally);
  run_twin(vector_, at(begin_packs), {begin_packs, end_packs - begin_packs}, tally);
  run_twin(scalar_, at(end_packs), {end_packs, end - end_packs}, tally);
  fold(sums_, totals_.sums);
  fold(normals_, totals_.normals);
  fold(physical_, totals_.physical);
  totals_.strips += strips.count;
  totals_.matrix_strips += tally.matrix_strips;
  totals_.non_finite += tally.non_finite;
  totals_.overflow += tally.overflow;
}

}  // namespace ceo::launch
