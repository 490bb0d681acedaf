#include "kernels/launch/cpu_launcher.hpp"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "kernels/core/panel.hpp"
#include "kernels/core/second_moments.hpp"
#include "kernels/launch/aligned_memory.hpp"
#include "kernels/launch/on_threads.hpp"
#include "kernels/launch/request_check.hpp"
#include "kernels/launch/twins.hpp"

namespace ceo::launch {

namespace {

using models::GaussianCeo;

/// Work is handed out in this many strips: whole batches, well below where an int64 sum of strip
/// integers (each below 2^31) could overflow, and short enough to stop promptly.
constexpr std::uint64_t kChunkStrips = 1U << 12;

/// One thread's scratch and sums; folds into 128-bit totals after each chunk.
class Worker {
 public:
  Worker(const GaussianCeo::Params& params, const MatrixRequest& request, Pack pack)
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

  /// The ends of a chunk that do not fill a pack go strip by strip through the scalar twin, which
  /// gives the same bits.
  void run(const StripRange& chunk) {
    const auto lanes = static_cast<std::uint64_t>(vector_.lanes);
    const std::uint64_t end = chunk.first + chunk.count;
    const std::uint64_t begin_packs = std::min(end, (chunk.first + lanes - 1) / lanes * lanes);
    const std::uint64_t end_packs = std::max(begin_packs, end / lanes * lanes);
    Tally tally{sums_.data(),
                request_.normals ? normals_.data() : nullptr,
                request_.physical ? physical_.data() : nullptr,
                0,
                0,
                0};
    const Workspace workspace{panel_.get(), normals_scratch_.get(), physical_scratch_.get()};
    scalar_.run(params_, request_, chunk.first, begin_packs - chunk.first, workspace, tally);
    vector_.run(params_, request_, begin_packs, end_packs - begin_packs, workspace, tally);
    scalar_.run(params_, request_, end_packs, end - end_packs, workspace, tally);
    fold(sums_, totals_.sums);
    fold(normals_, totals_.normals);
    fold(physical_, totals_.physical);
    totals_.strips += chunk.count;
    totals_.matrix_strips += tally.matrix_strips;
    totals_.non_finite += tally.non_finite;
    totals_.overflow += tally.overflow;
  }

  [[nodiscard]] const Totals& totals() const { return totals_; }

 private:
  [[nodiscard]] Aligned<std::int32_t> scratch(bool wanted) const {
    return zeroed<std::int32_t>(wanted ? std::max(vector_.scratch_ints(params_.workers),
                                                  scalar_.scratch_ints(params_.workers))
                                       : 0);
  }

  static void fold(std::vector<std::int64_t>& from, std::vector<Int128>& to) {
    for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
    std::fill(from.begin(), from.end(), 0);
  }

  GaussianCeo::Params params_;
  MatrixRequest request_;
  const Twin<GaussianCeo>& vector_;
  const Twin<GaussianCeo>& scalar_;
  Aligned<float> panel_;
  Aligned<std::int32_t> normals_scratch_, physical_scratch_;
  Totals totals_;
  std::vector<std::int64_t> sums_, normals_, physical_;
};

}  // namespace

Totals run_cpu(const GaussianCeo::Params& params, const MatrixRequest& request,
               const StripRange& range, const CpuOptions& options, Progress* progress) {
  check_request(params.workers, request, range);
  if (options.threads < 0) throw std::invalid_argument("negative number of threads");
  const Pack pack = options.pack.value_or(best_pack());
  const unsigned hardware = std::max(1U, std::thread::hardware_concurrency());
  const std::uint64_t chunks = (range.count + kChunkStrips - 1) / kChunkStrips;
  const std::uint64_t wanted =
      options.threads == 0 ? hardware : static_cast<std::uint64_t>(options.threads);
  const std::uint64_t threads = std::max<std::uint64_t>(1, std::min(wanted, chunks));

  Totals totals(GaussianCeo::kOutputs, row_count(params.workers), request);
  std::atomic<std::uint64_t> next{0};
  std::mutex mutex;
  const auto work = [&](std::uint64_t /*thread*/) {
    Worker worker(params, request, pack);
    for (std::uint64_t chunk = next++; chunk < chunks; chunk = next++) {
      if (progress != nullptr && progress->stop) break;
      const std::uint64_t first = chunk * kChunkStrips;
      const StripRange part{range.first + first, std::min(kChunkStrips, range.count - first)};
      worker.run(part);
      if (progress != nullptr) progress->strips += part.count;
    }
    const std::lock_guard lock(mutex);
    totals.add(worker.totals());
  };
  on_threads(threads, work, [&] { next = chunks; });
  return totals;
}

}  // namespace ceo::launch
