#include "kernels/launch/totals.hpp"

#include <cstddef>
#include <stdexcept>

#include "kernels/core/draws.hpp"
#include "kernels/core/second_moments.hpp"

namespace ceo::launch {

namespace {

void add_each(std::vector<Int128>& to, const std::vector<Int128>& from) {
  if (to.size() != from.size()) throw std::invalid_argument("totals of different shape");
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}

}  // namespace

Totals::Totals(int output_count, int row_count, const MatrixRequest& request)
    : outputs(output_count),
      rows(row_count),
      sums(static_cast<std::size_t>(output_count) * kBatchCount),
      normals(request.normals ? triangle(row_count) : 0),
      physical(request.physical ? triangle(row_count) : 0) {}

void Totals::add(const Totals& other) {
  if (outputs != other.outputs || rows != other.rows) {
    throw std::invalid_argument("totals of different shape");
  }
  add_each(sums, other.sums);
  add_each(normals, other.normals);
  add_each(physical, other.physical);
  strips += other.strips;
  matrix_strips += other.matrix_strips;
  non_finite += other.non_finite;
  overflow += other.overflow;
}

}  // namespace ceo::launch
