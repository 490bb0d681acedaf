#include <stdexcept>

#include "kernels/launch/device_shape.hpp"
#include "kernels/launch/shape_launcher.hpp"

namespace ceo::launch {

namespace {

struct TotalsSink {
  ShapeTotals& totals;
  void count(int variable, int bin) {
    ++totals.histogram[static_cast<std::size_t>(variable) * kShapeBins +
                       static_cast<std::size_t>(bin)];
  }
  void bin(int sum, int bin, std::int32_t value) {
    totals
        .source_bins[static_cast<std::size_t>(sum) * kSourceBins + static_cast<std::size_t>(bin)] +=
        value;
  }
  void broken(Broken kind) { ++(kind == Broken::non_finite ? totals.non_finite : totals.overflow); }
};

}  // namespace

ShapeTotals run_shape_virtual(const models::GaussianCeo::Params& params,
                              const ShapeRequest& request, const StripRange& range, int threads) {
  check_shape_request(params, request, range);
  if (threads < 1) throw std::invalid_argument("a virtual device needs a thread");
  ShapeTotals totals(params.workers);
  TotalsSink sink{totals};
  const ShapeJob job{range.first, range.first + range.count, request.every, request.error_scale};
  for (int index = 0; index < threads; ++index) {
    ShapeKernel<models::GaussianCeo>::run(params, job, static_cast<std::uint64_t>(index),
                                          static_cast<std::uint64_t>(threads), sink,
                                          &totals.strips);
  }
  return totals;
}

}  // namespace ceo::launch
