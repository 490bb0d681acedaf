// A plan file, read, completed and validated.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/run/claim.hpp"
#include "kernels/launch/generators.hpp"

namespace ceo::run {

/// A named parameter value at which claims are checked.
struct PointConfig {
  std::string name;
  double var_x = 0;
  std::vector<double> var_n, var_v;  ///< [K]
  std::uint32_t matrix_every = 0;    ///< g; 0: no matrix of the normals in this cell
  std::uint32_t physical_every = 0;  ///< g of the matrix of X, Y, U; 0: that of the normals
  std::uint32_t shape_every = 32;    ///< g of the shape statistics, where a claim reads them
  launch::Generator rng = launch::Generator::philox;
  int layer = 0;  ///< of the layered point that the name says (layers.hpp), from 1; 0: not one
  std::string trace{};  ///< recorded gradients as X and N_k, see find_trace.hpp; or empty: drawn
  std::string trace_sha256{};       ///< of that file, kNoTrace, or empty: not looked for yet
  std::uint64_t trace_samples = 0;  ///< what it offers (recorded_size); 0: not looked for yet
  bool operator==(const PointConfig&) const = default;
};

struct ClaimConfig {
  std::string id;
  std::vector<std::string> points;
  std::uint64_t samples = 0;  ///< per point, before rounding up to whole batches; 0 without points
  std::map<std::string, std::string> control_points;  ///< control id -> point name, where set
  std::uint64_t instances = 0;  ///< of host checks; 0 where the claim has none
  std::string trace{};          ///< recorded gradients that it reads, see find_trace.hpp; or empty
  std::string trace_sha256{};   ///< of that file, kNoTrace, or empty: not looked for yet
  bool operator==(const ClaimConfig&) const = default;
};

/// Everything that decides the bits of a run. No backend, threads, paths or clock.
struct Config {
  std::string name;
  std::string title;
  std::uint64_t seed = 0;
  double budget = 1e-6;      ///< false-alarm budget of the whole run
  double resolution = 1e-3;  ///< see judge.hpp
  bool controls = true;
  std::vector<PointConfig> points;
  std::vector<ClaimConfig> claims;
  std::string text;  ///< the exact text of the file
  std::string path;  ///< where it was read; for messages only

  /// One line per value, sorted, doubles in shortest form; complete: defaults are spelt out.
  /// Holds everything above but text and path. A generator is named only where it is not philox.
  [[nodiscard]] std::string canonical() const;
};

/// What the command line changes in a plan.
struct Overrides {
  std::optional<std::uint64_t> seed;
  std::optional<std::uint64_t> samples;  ///< per point of every claim
  std::optional<double> precision;       ///< resolution; sample counts follow from it
  bool no_controls = false;
  std::vector<std::string> rng;  ///< names; replace every generator of the plan
  std::vector<std::string> set;  ///< "dotted.key=toml value"
};

/// Reads a TOML plan. `plan` is a path, or the name of a plan in `plan_folders` ("quick").
/// Throws one Error(usage) with every problem: file:line:column, what, nearest known key or id.
[[nodiscard]] Config read_config(const std::string& plan,
                                 const std::vector<std::string>& plan_folders,
                                 const std::vector<Claim>& claims, const Overrides& overrides);
/// The same from text; `origin` stands for the file name in messages.
[[nodiscard]] Config parse_config(const std::string& text, const std::string& origin,
                                  const std::vector<Claim>& claims, const Overrides& overrides);

}  // namespace ceo::run
