// One CPU thread's share of a run: scratch memory, sums and the twins that fill them.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/launch/aligned_memory.hpp"
#include "kernels/launch/packs.hpp"
#include "kernels/launch/totals.hpp"
#include "kernels/launch/twin.hpp"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::launch {

/// Use it from one thread. `params` keeps views into memory of the caller.
class CpuWorker {
 public:
  /// Throws std::invalid_argument if this machine lacks the pack, std::bad_alloc.
  CpuWorker(const models::GaussianCeo::Params& params, const MatrixRequest& request, Pack pack);

  /// Adds strips whose normals come from Philox. At most 2^32 strips: sums are folded into 128 bits
  /// at the end of each call.
  void run(const StripRange& strips);
  /// Adds strips on the normals of a foreign generator, in the order [strip][sample][row], 2K + 1
  /// rows.
  void run_on(const float* normals, const StripRange& strips);

  [[nodiscard]] const Totals& totals() const { return totals_; }

 private:
  void run_parts(const float* normals, const StripRange& strips);
  void run_twin(const Twin<models::GaussianCeo>& twin, const float* normals,
                const StripRange& strips, Tally& tally);
  [[nodiscard]] Aligned<std::int32_t> scratch(bool wanted) const;

  models::GaussianCeo::Params params_;
  MatrixRequest request_;
  const Twin<models::GaussianCeo>& vector_;
  const Twin<models::GaussianCeo>& scalar_;
  Aligned<float> panel_;
  Aligned<std::int32_t> normals_scratch_, physical_scratch_;
  Totals totals_;
  std::vector<std::int64_t> sums_, normals_, physical_;
};

}  // namespace ceo::launch
