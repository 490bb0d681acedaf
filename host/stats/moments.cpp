#include "host/stats/moments.hpp"

#include <cmath>
#include <cstddef>
#include <limits>

#include "host/base/error.hpp"

namespace ceo::stats {
namespace {

constexpr std::uint64_t kStrip = 32;   // samples
constexpr int kNormalsExponent = 15;   // fixed-point unit of the normals: 2^-15
constexpr int kPhysicalExponent = 13;  // and of the scaled physical rows: 2^-13
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// total * 2^exponent / count; NaN without samples.
double mean_of(launch::Int128 total, int exponent, std::uint64_t count) {
  if (count == 0) return kNan;
  const long double quotient = static_cast<long double>(total) / static_cast<long double>(count);
  return static_cast<double>(std::ldexp(quotient, exponent));
}

void scalar_means(const launch::Totals& totals, std::span<const int> scale_exponent,
                  Moments& moments) {
  // Only whole rounds of the 256 batches have batches of known, equal length.
  const bool whole_rounds = totals.strips % kBatches == 0;
  const std::uint64_t batch_samples = whole_rounds ? moments.samples / kBatches : 0;
  for (std::size_t i = 0; i < scale_exponent.size(); ++i) {
    launch::Int128 sum = 0;
    std::array<double, kBatches> batches{};
    for (std::size_t b = 0; b < batches.size(); ++b) {
      const launch::Int128 part = totals.sums[i * batches.size() + b];
      sum += part;
      batches[b] = mean_of(part, -scale_exponent[i], batch_samples);
    }
    moments.mean.push_back(mean_of(sum, -scale_exponent[i], moments.samples));
    moments.batch_mean.push_back(batches);
  }
}

}  // namespace

Moments moments_of(const launch::Totals& totals, std::span<const int> scale_exponent,
                   std::span<const int> row_exponent) {
  const auto outputs = static_cast<std::size_t>(totals.outputs);
  const auto rows = static_cast<std::size_t>(totals.rows);
  const std::size_t triangle = rows * (rows + 1) / 2;
  ensure(scale_exponent.size() == outputs, "moments_of: one scale exponent per output");
  ensure(row_exponent.size() == rows, "moments_of: one row exponent per row");
  ensure(totals.sums.size() == outputs * kBatches, "moments_of: shape of the sums");
  ensure(totals.normals.empty() || totals.normals.size() == triangle,
         "moments_of: shape of the normals' matrix");
  ensure(totals.physical.empty() || totals.physical.size() == triangle,
         "moments_of: shape of the physical matrix");

  Moments moments;
  moments.samples = totals.strips * kStrip;
  moments.matrix_samples = totals.matrix_strips * kStrip;
  moments.non_finite = totals.non_finite;
  moments.overflow = totals.overflow;
  scalar_means(totals, scale_exponent, moments);
  for (const launch::Int128 total : totals.normals) {
    moments.normals.push_back(mean_of(total, -kNormalsExponent, moments.matrix_samples));
  }
  if (!totals.physical.empty()) {
    std::size_t entry = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j <= i; ++j, ++entry) {
        const int exponent = row_exponent[i] + row_exponent[j] - kPhysicalExponent;
        moments.physical.push_back(
            mean_of(totals.physical[entry], exponent, moments.matrix_samples));
      }
    }
  }
  return moments;
}

}  // namespace ceo::stats
