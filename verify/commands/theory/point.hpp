// What topics of one point share: the options of source and workers, and how numbers are printed.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/theory/channel.hpp"

namespace ceo::verify {

/// Source and workers as typed: --var-x, --var-n, --workers.
struct PointOptions {
  std::optional<double> var_x;
  std::string var_n;  ///< a list; empty if not given
  std::optional<std::uint64_t> workers;
};

/// Declares the three options; --var-x and --var-n must be given if `required`.
void add_point_options(CLI::App& parser, PointOptions& point, bool required = true);

/// sN2_k of every worker. Throws Error(usage).
[[nodiscard]] std::vector<double> noises_of(const PointOptions& point);

/// A point with the rates r_k of its test channels, or the distortion that they reach.
struct RatedPoint {
  PointOptions point;
  std::string rates;  ///< a list; empty if not given
  std::optional<double> distortion;
};

/// Declares the options of a point and one of --r, --distortion.
void add_rated_point(CLI::App& parser, RatedPoint& rated);

/// The test channels: of the rates, or those of least sum rate at the distortion. Throws
/// Error(usage).
[[nodiscard]] theory::Channel channel_of(const RatedPoint& rated);

/// Two lines of text on where the test channels come from, and their D.
[[nodiscard]] std::string origin_text(const RatedPoint& rated, const theory::Channel& channel);

/// Eight digits, as in tables.
[[nodiscard]] std::string number(double value);
/// "1.0397208 nat = 1.5 bit".
[[nodiscard]] std::string nats_and_bits(double nats);
/// Nats in bits.
[[nodiscard]] double bits(double nats);

}  // namespace ceo::verify
