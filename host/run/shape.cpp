#include "host/run/shape.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>

#include "host/stats/anderson_darling.hpp"
#include "host/stats/kolmogorov_smirnov.hpp"
#include "kernels/launch/on_threads.hpp"
#include "kernels/launch/shape_launcher.hpp"
#include "kernels/launch/sort_floats.hpp"

namespace ceo::run {
namespace {

constexpr std::uint64_t kStripSamples = 32;

/// Variables drawn together: 128 MiB of sorted samples at most.
constexpr int kDrawnTogether = 8;

std::vector<SortedRecord> sort_variables(const models::GaussianCeo::Params& params,
                                         const Cell& cell, float error_scale,
                                         const ExecuteOptions& options,
                                         launch::Progress* progress) {
  const int variables = params.workers + 1;  // X and N_k
  const launch::StripRange strips{0, std::min(cell.samples, kSortedSamples) / kStripSamples};
  const std::uint64_t samples = strips.count * kStripSamples;
  std::vector<SortedRecord> sorted(static_cast<std::size_t>(variables));
  for (int first = 0; first < variables; first += kDrawnTogether) {
    if (progress != nullptr && progress->stop) break;
    const int count = std::min(kDrawnTogether, variables - first);
    std::vector<float> drawn =
        launch::shape_values(params, error_scale, first, count, strips, options.cpu);
    const auto end = static_cast<std::uint64_t>(count);
    std::atomic<std::uint64_t> next{0};
    const auto work = [&](std::uint64_t /*thread*/) {
      for (std::uint64_t i = next++; i < end; i = next++) {
        if (progress != nullptr && progress->stop) return;
        const std::span<float> values(drawn.data() + i * samples, samples);
        if (options.cuda_devices.empty()) {
          launch::sort_floats(values.data(), values.size());
        } else {
          launch::sort_floats_cuda(options.cuda_devices.front(), values.data(), values.size());
        }
        sorted[static_cast<std::size_t>(first) + i] = sorted_record(values);
      }
    };
    launch::on_threads(std::min(launch::thread_count(options.cpu), end), work, [&] { next = end; });
  }
  return sorted;
}

}  // namespace

SortedRecord sorted_record(std::span<const float> values) {
  SortedRecord record;
  record.samples = values.size();
  record.kolmogorov_smirnov = stats::ks_distance(values);
  record.anderson_darling = stats::anderson_darling(values);
  for (const float value : values) {
    record.checksum += std::bit_cast<std::uint32_t>(value);
    const double z = value;
    record.raw_moments.at(0) += z;
    record.raw_moments.at(1) += z * z;
    record.raw_moments.at(2) += z * z * z;
    record.raw_moments.at(3) += z * z * z * z;
  }
  for (double& moment : record.raw_moments) moment /= static_cast<double>(values.size());
  return record;
}

ShapeRecord sample_shape(const Cell& cell, const GaussianCeoBinding& binding,
                         const launch::StripRange& strips, const ExecuteOptions& options,
                         launch::Progress* progress) {
  const models::GaussianCeo::Params params = binding.params(cell.key);
  ShapeRecord record;
  record.every = cell.shape_every;
  record.error_scale = static_cast<float>(1 / std::sqrt(binding.channel.distortion));
  const launch::ShapeRequest request{record.every, record.error_scale};
  record.totals =
      options.cuda_devices.empty()
          ? launch::run_shape_cpu(params, request, strips, options.cpu, progress)
          : launch::run_shape_cuda(params, request, strips, {options.cuda_devices}, progress);
  if (cell.sorted && strips.first == 0 && strips.count > 0) {
    record.sorted = sort_variables(params, cell, record.error_scale, options, progress);
  }
  return record;
}

}  // namespace ceo::run
