#include "kernels/launch/virtual_device.hpp"

#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

#include "kernels/launch/device_launches.hpp"
#include "kernels/launch/device_params.hpp"
#include "kernels/launch/device_small.hpp"
#include "kernels/launch/device_tile.hpp"
#include "kernels/launch/request_check.hpp"
#include "kernels/launch/virtual_warp.hpp"

namespace ceo::launch {

namespace {

using models::GaussianCeo;

struct Buffers {
  std::vector<std::int64_t> sums, matrix;
  std::array<std::int64_t, kCounts> counts{};
  [[nodiscard]] DeviceSums view() { return {sums.data(), matrix.data(), counts.data(), 1, 0}; }
};

template <int K, MatrixKind kMatrix>
void run_small(const GaussianCeo::Params& params, const StripJob& job,
               const VirtualOptions& options, Buffers& out) {
  using Kernel = SmallKernel<GaussianCeo, K, kMatrix>;
  const auto fixed = fixed_params<GaussianCeo, K>(params);
  const auto warps = static_cast<std::uint32_t>(options.warps);
  for (std::uint32_t index = 0; index < warps; ++index) {
    VirtualWarp<typename Kernel::Lane> warp(Kernel::kScalars, Kernel::kEntrySlots);
    Kernel::run(warp, fixed, job, index, warps);
    Kernel::finish(warp, job, index, out.view());
  }
}

template <MatrixKind kMatrix, int... Ks>
void dispatch_small(const GaussianCeo::Params& params, const StripJob& job,
                    const VirtualOptions& options, Buffers& out,
                    std::integer_sequence<int, Ks...> /*workers*/) {
  (void)((params.workers == Ks + 1 &&
          (run_small<Ks + 1, kMatrix>(params, job, options, out), true)) ||
         ...);
}

template <MatrixKind kMatrix>
void run_tile(const GaussianCeo::Params& params, const StripJob& job, const VirtualOptions& options,
              Buffers& out) {
  using Kernel = TileKernel<GaussianCeo, kMatrix>;
  const TileShape shape = tile_shape(params.workers, options.threads, 50000);
  std::vector<Quad> panel(shape.panel_floats() / 4 + 1);
  std::vector<float> samples(shape.sample_floats());
  const typename Kernel::Memory memory{panel.front().v, samples.data()};
  for (int pass = 0; pass < shape.passes; ++pass) {
    for (int index = 0; index < options.blocks; ++index) {
      VirtualBlock<typename Kernel::Thread> block(options.threads);
      Kernel::run(block, params, shape, job, memory, out.view(), static_cast<std::uint64_t>(index),
                  static_cast<std::uint64_t>(options.blocks), pass);
    }
  }
}

template <MatrixKind kMatrix>
void run_pass(const GaussianCeo::Params& params, const StripJob& job, const VirtualOptions& options,
              Buffers& out) {
  if (fits_registers(params) && !options.force_tile) {
    dispatch_small<kMatrix>(params, job, options, out,
                            std::make_integer_sequence<int, kSmallWorkers>());
  } else {
    run_tile<kMatrix>(params, job, options, out);
  }
}

}  // namespace

Totals run_virtual(const GaussianCeo::Params& params, const MatrixRequest& request,
                   const StripRange& range, const VirtualOptions& options) {
  check_request(params.workers, request, range);
  check_recorded(params.recorded, range);
  if (options.warps % 8 != 0 || options.threads % kWarpLanes != 0) {
    throw std::invalid_argument("a virtual device needs 8 n warps and 32 n threads");
  }
  Totals totals(GaussianCeo::kOutputs, row_count(params.workers), request);
  for (const Pass& pass : passes_of(request)) {
    Buffers out;
    out.sums.resize(totals.sums.size());
    out.matrix.resize(triangle(totals.rows));
    const StripJob job{range.first, range.first + range.count, request.every,
                       pass.scalars ? 1U : 0U};
    switch (pass.matrix) {
      case MatrixKind::none:
        run_pass<MatrixKind::none>(params, job, options, out);
        break;
      case MatrixKind::normals:
        run_pass<MatrixKind::normals>(params, job, options, out);
        break;
      case MatrixKind::physical:
        run_pass<MatrixKind::physical>(params, job, options, out);
        break;
    }
    add_launch(totals, pass, out.sums, out.matrix, out.counts);
  }
  totals.strips = range.count;
  return totals;
}

}  // namespace ceo::launch
