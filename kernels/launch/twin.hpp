// What the launcher knows of a model compiled for one pack: plain function pointers over raw
// memory, so that no container code is compiled for an instruction set that the machine may lack.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kernels/launch/totals.hpp"

namespace ceo::launch {

/// int64 sums of one thread; the launcher owns the memory and folds it before it can overflow.
struct Tally {
  std::int64_t* sums;      ///< [outputs][256]
  std::int64_t* normals;   ///< lower triangle, or null
  std::int64_t* physical;  ///< lower triangle, or null
  std::uint64_t non_finite;
  std::uint64_t overflow;
  std::uint64_t matrix_strips;
};

/// Scratch of one thread, 64-byte aligned and zeroed once before use.
struct Workspace {
  float* panel;
  std::int32_t* normals_scratch;
  std::int32_t* physical_scratch;
};

/// Integers of one thread's shape statistics; the launcher owns the memory.
struct ShapeTally {
  std::uint32_t* histogram;   ///< [variables][194]
  std::int64_t* source_bins;  ///< [3][32]
  std::uint64_t non_finite;
  std::uint64_t overflow;
};

/// Shape variables first .. first + count - 1, and how far apart their values lie.
struct VariableRange {
  int first;
  int count;
  std::size_t stride;
};

/// A model compiled for a pack.
template <class Model>
struct Twin {
  static_assert(std::is_trivially_copyable_v<typename Model::Params>,
                "parameters travel to devices byte by byte");
  int lanes;
  std::size_t (*panel_floats)(int workers);  ///< of the workspace
  std::size_t (*scratch_ints)(int workers);  ///< for each of the two matrices
  /// Strips first .. first + count - 1; both multiples of `lanes`.
  void (*run)(const typename Model::Params& params, const MatrixRequest& request,
              std::uint64_t first, std::uint64_t count, const Workspace& workspace, Tally& tally);
  /// The same on normals from elsewhere: `normals` holds those of the `count` strips in the order
  /// [strip][sample][row], 2K + 1 rows. The counters and the key are not used.
  void (*run_on)(const typename Model::Params& params, const MatrixRequest& request,
                 const float* normals, std::uint64_t first, std::uint64_t count,
                 const Workspace& workspace, Tally& tally);
  /// The standard normals of `lanes` strips into a panel, and nothing else.
  void (*normals)(const typename Model::Params& params, std::uint64_t first, float* panel);
  /// Shape statistics of the strips first .. first + count - 1, both multiples of `lanes`.
  void (*shape)(const typename Model::Params& params, float error_scale, std::uint64_t first,
                std::uint64_t count, float* panel, ShapeTally& tally);
  /// Shape variables of those strips, each in sample order: out[stride i + n], n < 32 count.
  void (*values)(const typename Model::Params& params, float error_scale,
                 const VariableRange& variables, std::uint64_t first, std::uint64_t count,
                 float* panel, float* out);
  /// Philox words of `lanes` counters: the pack's own arithmetic, for known-answer tests.
  void (*philox)(const std::uint32_t (*counters)[4], const std::uint32_t (&key)[2],
                 std::uint32_t (*words)[4]);
};

}  // namespace ceo::launch
