#include "kernels/launch/recorded_launcher.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "kernels/core/panel.hpp"
#include "kernels/launch/aligned_memory.hpp"
#include "kernels/launch/cpu_pool.hpp"
#include "kernels/launch/request_check.hpp"
#include "kernels/launch/twins.hpp"

namespace ceo::launch {

namespace {

constexpr std::uint64_t kBlock = 64;  ///< strips of a block, whole packs of any width

void check_rows(const RecordedRows& rows, int workers, const StripRange& range) {
  const auto count = static_cast<std::uint64_t>(workers) + 1;
  if (rows.values.size() != count * rows.samples) {
    throw std::invalid_argument(
        "recorded rows are X and N_k of every worker, as long as each other");
  }
  if (range.first + range.count > recorded_strips(rows.samples)) {
    throw std::invalid_argument("strips beyond the recorded samples");
  }
  // Written so that a NaN is refused too.
  if (!std::all_of(rows.values.begin(), rows.values.end(),
                   [](float z) { return std::abs(z) <= kLargestRecorded; })) {
    throw std::invalid_argument("a recorded value is not finite, or beyond 40 standard deviations");
  }
}

/// The block of strips in the order [strip][sample][row].
class BlockWriter {
 public:
  BlockWriter(const models::GaussianCeo::Params& params, const RecordedRows& rows)
      : params_(params),
        rows_(rows),
        scalar_(gaussian_ceo_twin(Pack::scalar)),
        panel_(zeroed<float>(scalar_.panel_floats(params.workers))) {}

  void write(const StripRange& block, float* out) const {
    const int rows = row_count(params_.workers);
    for (std::uint64_t s = block.first; s < block.first + block.count; ++s) {
      scalar_.normals(params_, s, panel_.get());  // one lane: [row][sample]
      for (int i = 0; i < kStripSamples; ++i, out += rows) {
        const std::uint64_t n = s * kStripSamples + static_cast<std::uint64_t>(i);
        out[0] = rows_.values[n];
        for (int k = 0; k < params_.workers; ++k) {
          out[1 + 2 * k] = rows_.values[(static_cast<std::uint64_t>(k) + 1) * rows_.samples + n];
          out[2 + 2 * k] = panel_[(2 + 2 * static_cast<std::size_t>(k)) * kStripSamples +
                                  static_cast<std::size_t>(i)];
        }
      }
    }
  }

 private:
  const models::GaussianCeo::Params& params_;
  const RecordedRows& rows_;
  const Twin<models::GaussianCeo>& scalar_;
  Aligned<float> panel_;
};

}  // namespace

Totals run_recorded(const models::GaussianCeo::Params& params, const MatrixRequest& request,
                    const StripRange& range, const RecordedRows& rows, const CpuOptions& options,
                    Progress* progress) {
  check_request(params.workers, request, range);
  check_rows(rows, params.workers, range);
  const std::uint64_t blocks = (range.count + kBlock - 1) / kBlock;
  const auto per_strip =
      std::uint64_t{kStripSamples} * static_cast<std::uint64_t>(row_count(params.workers));
  std::atomic<std::uint64_t> next{0};
  return run_workers(params, request, options, blocks, [&](CpuWorker& worker) {
    const auto buffer = std::make_unique_for_overwrite<float[]>(kBlock * per_strip);
    const BlockWriter writer(params, rows);
    while (progress == nullptr || !progress->stop) {
      const std::uint64_t block = next++;
      if (block >= blocks) return false;
      const std::uint64_t first = range.first + block * kBlock;
      const StripRange part{first, std::min(kBlock, range.first + range.count - first)};
      writer.write(part, buffer.get());
      worker.run_on(buffer.get(), part);
      if (progress != nullptr) progress->strips += part.count;
    }
    return false;
  });
}

}  // namespace ceo::launch
