#include "tests/support/gaussian_ceo_cell.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ceo::testing {
namespace {

using models::GaussianCeo;

/// The power of two that brings `value` into [2^19, 2^20).
float scale_of(double value) {
  int exponent = 0;
  (void)std::frexp(value, &exponent);
  return std::ldexp(1.0F, 20 - exponent);
}

/// The power of two that brings a row of this variance to a standard deviation in [1/2, 1].
float row_scale_of(double variance) {
  int exponent = 0;
  const double fraction = std::frexp(std::sqrt(variance), &exponent);
  return std::ldexp(1.0F, fraction == 0.5 ? 1 - exponent : -exponent);
}

double squared(float x) {
  return static_cast<double>(x) * x;
}

void set_scales(GaussianCeoCell& cell, double distortion) {
  const double var_x = squared(cell.sd_x);
  cell.scale[GaussianCeo::kError] = scale_of(std::sqrt(32 * distortion));
  cell.scale[GaussianCeo::kError2] = scale_of(32 * distortion);
  cell.scale[GaussianCeo::kError4] = scale_of(96 * distortion * distortion);
  cell.scale[GaussianCeo::kErrorX] = scale_of(std::sqrt(32 * distortion * var_x));
  cell.scale[GaussianCeo::kX] = scale_of(std::sqrt(32 * var_x));
  cell.scale[GaussianCeo::kX2] = scale_of(32 * var_x);
}

/// FNV-1a, one byte at a time from the lowest.
class Fnv {
 public:
  template <class Integer>
  void add(Integer value) {
    for (std::size_t byte = 0; byte < sizeof value; ++byte) {
      hash_ ^= static_cast<std::uint64_t>(value >> (8 * byte)) & 0xFFU;
      hash_ *= 0x100000001B3U;
    }
  }
  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325U;
};

}  // namespace

GaussianCeo::Params GaussianCeoCell::params() const {
  GaussianCeo::Params p{};
  std::copy(key.begin(), key.end(), p.key);
  p.workers = workers();
  p.sd_x = sd_x;
  p.offset = offset;
  std::copy(mix_n.begin(), mix_n.end(), p.mix_n);
  std::copy(mix_v.begin(), mix_v.end(), p.mix_v);
  p.noise_law = noise_law;
  std::copy(warp.begin(), warp.end(), p.warp);
  std::copy(scale.begin(), scale.end(), p.scale);
  p.sd_n = sd_n.data();
  p.sd_v = sd_v.data();
  p.weight = weight.data();
  p.row_scale = row_scale.data();
  return p;
}

GaussianCeoCell make_cell(int workers, const std::vector<int>& silent) {
  GaussianCeoCell cell;
  cell.key = {0x9D2C5680U + static_cast<std::uint32_t>(workers), 0x1B873593U};
  cell.sd_x = 1.25F;
  std::vector<double> precision;
  double sum = 0;
  for (int k = 0; k < workers; ++k) {
    const bool speaks = std::find(silent.begin(), silent.end(), k) == silent.end();
    cell.sd_n.push_back(static_cast<float>(40 + 9 * (k % 7)) / 64);
    cell.sd_v.push_back(speaks ? static_cast<float>(25 + 11 * (k % 5)) / 64 : 0.0F);
    precision.push_back(speaks ? 1 / (squared(cell.sd_n.back()) + squared(cell.sd_v.back())) : 0);
    sum += precision.back();
  }
  for (const double a : precision) cell.weight.push_back(static_cast<float>(a / sum));
  set_scales(cell, 1 / sum);
  cell.row_scale.push_back(row_scale_of(squared(cell.sd_x)));
  for (std::size_t k = 0; k < cell.sd_n.size(); ++k) {
    const double var_y = squared(cell.sd_x) + squared(cell.sd_n[k]);
    cell.row_scale.push_back(row_scale_of(var_y));
    cell.row_scale.push_back(row_scale_of(var_y + squared(cell.sd_v[k])));
  }
  return cell;
}

GaussianCeoCell make_faulty_cell(int workers) {
  GaussianCeoCell cell = make_cell(workers);
  cell.offset = 0.0625F;
  cell.mix_n = {0.6F, 0.8F};
  cell.mix_v = {-0.28F, 0.96F};
  return cell;
}

GaussianCeoCell make_noisy_cell(int workers, GaussianCeo::NoiseLaw noise_law) {
  GaussianCeoCell cell = make_cell(workers);
  cell.noise_law = noise_law;
  if (noise_law == GaussianCeo::kWarpedNoise) cell.warp = {0.96875F, 0.0078125F, 0.000244140625F};
  return cell;
}

std::uint64_t digest(const launch::Totals& totals) {
  Fnv fnv;
  for (const auto* list : {&totals.sums, &totals.normals, &totals.physical}) {
    fnv.add(static_cast<std::uint64_t>(list->size()));
    for (const launch::Int128 value : *list) fnv.add(value);
  }
  fnv.add(totals.strips);
  fnv.add(totals.matrix_strips);
  fnv.add(totals.non_finite);
  fnv.add(totals.overflow);
  return fnv.value();
}

}  // namespace ceo::testing

namespace ceo::launch {

void PrintTo(const Totals& totals, std::ostream* out) {
  *out << "totals of " << totals.strips << " strips (" << totals.matrix_strips << " in matrices, "
       << totals.non_finite << " samples not finite, " << totals.overflow << " overflows), digest "
       << std::hex << testing::digest(totals) << std::dec;
}

void PrintTo(const StripRange& range, std::ostream* out) {
  *out << range.count << " strips from " << range.first;
}

void PrintTo(const MatrixRequest& request, std::ostream* out) {
  *out << (request.normals ? "normals " : "") << (request.physical ? "physical " : "") << "every "
       << request.every;
}

}  // namespace ceo::launch
