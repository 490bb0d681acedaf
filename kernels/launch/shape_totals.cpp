#include "kernels/launch/shape_totals.hpp"

#include <cstddef>
#include <stdexcept>

namespace ceo::launch {
namespace {

void add_each(std::vector<std::int64_t>& to, const std::vector<std::int64_t>& from) {
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (__builtin_add_overflow(to[i], from[i], &to[i])) {
      throw std::overflow_error(
          "the shape statistics are full: a larger shape_every counts fewer samples");
    }
  }
}

}  // namespace

ShapeTotals::ShapeTotals(int workers)
    : variables(shape_variables(workers)),
      histogram(static_cast<std::size_t>(variables) * kShapeBins),
      source_bins(static_cast<std::size_t>(kSourceBinSums) * kSourceBins) {}

void ShapeTotals::add(const ShapeTotals& other) {
  if (variables != other.variables) {
    throw std::invalid_argument("shape totals of different cells cannot be added");
  }
  add_each(histogram, other.histogram);
  add_each(source_bins, other.source_bins);
  strips += other.strips;
  non_finite += other.non_finite;
  overflow += other.overflow;
}

}  // namespace ceo::launch
