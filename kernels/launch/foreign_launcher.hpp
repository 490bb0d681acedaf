// Runs a model on the normals of a foreign generator: the CPU's pipeline from the panel on.
#pragma once

#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/generators.hpp"

namespace ceo::launch {

/// Totals of the strips in `range` on the stream of `generator`, seeded by the key of `params`. The
/// normal of sample n and row r (0: X; 1 + 2k: N_k; 2 + 2k: V_k) is element n (2K + 1) + r of the
/// stream, so packs and thread counts do not change the totals, and a faulty cell shares the
/// randomness of the sound one. One thread at a time draws; the others work on what they drew.
/// Returns early, with Totals::strips below range.count, if `progress->stop` is set: these are the
/// first strips.
/// Throws like run_cpu; std::invalid_argument if the range does not begin at strip 0 (see
/// can_skip_ahead) or for philox; std::runtime_error where cuRAND cannot be loaded or fails.
[[nodiscard]] Totals run_foreign(const models::GaussianCeo::Params& params,
                                 const MatrixRequest& request, const StripRange& range,
                                 Generator generator, const CpuOptions& options,
                                 Progress* progress = nullptr);

}  // namespace ceo::launch
