#include "kernels/launch/shape_totals.hpp"

#include <cstddef>
#include <stdexcept>

namespace ceo::launch {

ShapeTotals::ShapeTotals(int workers)
    : variables(shape_variables(workers)),
      histogram(static_cast<std::size_t>(variables) * kShapeBins),
      source_bins(static_cast<std::size_t>(kSourceBinSums) * kSourceBins) {}

void ShapeTotals::add(const ShapeTotals& other) {
  if (variables != other.variables) {
    throw std::invalid_argument("shape totals of different cells cannot be added");
  }
  for (std::size_t i = 0; i < histogram.size(); ++i) histogram[i] += other.histogram[i];
  for (std::size_t i = 0; i < source_bins.size(); ++i) source_bins[i] += other.source_bins[i];
  strips += other.strips;
  non_finite += other.non_finite;
  overflow += other.overflow;
}

}  // namespace ceo::launch
