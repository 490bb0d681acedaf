// What the table of one point says, before numbers are repeated for layers and workers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/run/config_sections.hpp"
#include "host/run/toml_section.hpp"

namespace ceo::run {

/// The keys of [points.NAME]. With `layers` a list has a number per layer, without it one per
/// worker (and var_x and distortion are single numbers).
struct RawPoint {
  std::optional<std::uint64_t> workers;
  std::optional<int> layers;  ///< the table stands for so many points
  std::optional<int> layer;   ///< the point is this layer, from 1
  std::optional<NumberList> var_x, distortion, var_n, var_v, rates;
  std::optional<std::uint64_t> matrix_every, physical_every, shape_every;
  std::optional<launch::Generator> rng;
  std::optional<std::string> trace, trace_sha256;
  std::optional<std::uint64_t> trace_samples;
};

/// A point that a table stands for.
struct PointName {
  std::string name;
  std::string joined;  ///< the layered point that it is a layer of; empty: none
  int layer = 0;       ///< from 1; 0: none
  launch::Generator rng = launch::Generator::philox;
};

/// The keys `layers` and `layer`; a problem, and false, if they are wrong, or if both are given, or
/// if the name of the point does not say its layer.
[[nodiscard]] bool read_layers(Section& section, const std::string& name, RawPoint& raw);

/// True, or a problem for every list that has not a number per layer.
[[nodiscard]] bool check_layer_lists(Section& section, const RawPoint& raw);

/// What a table with `layers` says of one layer, from 1: single numbers for all its workers.
[[nodiscard]] RawPoint layer_of(const RawPoint& raw, int layer);

/// The points that a table stands for: every layer on every generator. With several generators the
/// points are NAME.GENERATOR, and their layers NAME.GENERATOR.l01 and so on.
[[nodiscard]] std::vector<PointName> points_of(const std::string& name, const RawPoint& raw,
                                               const std::vector<launch::Generator>& generators);

/// The keys `trace`, and `trace_sha256` and `trace_samples`, which a canonical plan adds; a
/// problem, and false, where they are wrong or do not go with the other keys.
[[nodiscard]] bool read_recorded(Section& section, RawPoint& raw);

/// A problem for every layered point whose layers are not 1 to L, L >= 2, or which shares its name
/// with a point.
void check_layered(Section& points, const PointTable& table);

}  // namespace ceo::run
