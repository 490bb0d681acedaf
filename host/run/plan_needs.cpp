#include "host/run/plan_needs.hpp"

#include <algorithm>

#include "host/run/find_trace.hpp"
#include "host/run/toml_text.hpp"

namespace ceo::run {
namespace {

constexpr std::uint64_t kSheafSamples = std::uint64_t{32} * 32;

/// g of the matrices of a point.
std::uint32_t matrices_every(const PointConfig& point) {
  return std::max({1U, point.matrix_every, point.physical_every});
}

/// g of the sheaves that a quantity sees.
std::uint64_t every(Needs needs, const PointConfig& point) {
  if (needs == Needs::normals || needs == Needs::physical) return matrices_every(point);
  return needs == Needs::shape ? point.shape_every : 1;
}

/// Samples in every g-th sheaf.
std::uint64_t chosen(std::uint64_t samples, std::uint64_t every) {
  const std::uint64_t sheaves = samples / kSheafSamples;
  return (sheaves + every - 1) / every * kSheafSamples;
}

/// One of the two matrices of a cell.
struct Matrix {
  bool& kept;
  bool allowed;
  const char *of, *key;
};

void keep_matrix(const Matrix& matrix, const PointConfig& point, Cell& cell, Problems& problems) {
  const bool first = !matrix.kept && cell.spec.fault == Fault{};
  matrix.kept = true;
  if (!matrix.allowed && first) {  // said once for a point
    problems.add("the point " + toml_string(point.name) + " keeps no matrix of " + matrix.of +
                     ", which a claim needs there",
                 "",
                 std::string("Set ") + matrix.key + " to 1 or more, or leave matrix_every out.");
  }
  cell.matrices.every = matrices_every(point);
}

}  // namespace

const PointConfig& point_of(const Config& config, const std::string& name) {
  const auto found = std::find_if(config.points.begin(), config.points.end(),
                                  [&](const PointConfig& point) { return point.name == name; });
  ensure(found != config.points.end(), "a claim of a validated config names an absent point");
  return *found;
}

GaussianCeoSpec spec_of(const PointConfig& point) {
  return {point.var_x, point.var_n, point.var_v, {}, point.layer, point.trace_sha256};
}

bool lacks_trace(const PointConfig& point) {
  return point.trace_sha256 == kNoTrace;
}

bool available(Needs needs, const PointConfig& point) {
  if (lacks_trace(point)) return false;
  if (point.rng == launch::Generator::philox) return true;
  return needs != Needs::shape && needs != Needs::sorted;
}

bool available(const Quantity& quantity, const PointConfig& point) {
  if (!available(quantity.needs, point)) return false;
  return !quantity.applies || quantity.applies(channel_of(point));
}

theory::Channel channel_of(const PointConfig& point) {
  return bind(spec_of(point)).channel;
}

void keep(Needs needs, const PointConfig& point, Cell& cell, Problems& problems) {
  if (needs == Needs::shape || needs == Needs::sorted) cell.shape_every = point.shape_every;
  if (needs == Needs::sorted) cell.sorted = true;
  if (needs == Needs::normals) {
    keep_matrix({cell.matrices.normals, point.matrix_every > 0, "the normals", "matrix_every"},
                point, cell, problems);
  } else if (needs == Needs::physical) {
    keep_matrix({cell.matrices.physical, point.matrix_every > 0 || point.physical_every > 0,
                 "X, Y and U", "physical_every"},
                point, cell, problems);
  }
}

std::uint64_t samples_for(std::uint64_t effective, Needs needs, const PointConfig& point) {
  if (needs == Needs::sorted && effective > kSortedSamples) return 0;
  const std::uint64_t g = every(needs, point);
  if (g == 1) return effective;
  const std::uint64_t sheaves = (effective + kSheafSamples - 1) / kSheafSamples;
  if (sheaves > kMaxSamples / kSheafSamples / g) return 0;
  return sheaves * g * kSheafSamples;
}

std::uint64_t effective_samples(const Cell& cell, Needs needs) {
  switch (needs) {
    case Needs::scalars:
      return cell.samples;
    case Needs::normals:
    case Needs::physical:
      return chosen(cell.samples, cell.matrices.every);
    case Needs::shape:
      return chosen(cell.samples, std::max<std::uint32_t>(1, cell.shape_every));
    case Needs::sorted:
      return std::min(cell.samples, kSortedSamples);
  }
  ensure(false, "unknown need");
  return 0;
}

}  // namespace ceo::run
