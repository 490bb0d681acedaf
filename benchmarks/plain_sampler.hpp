// The same job as a user would write it with the standard library: the peer that the engine is
// compared with.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace ceo::bench {

/// Standard deviations and decoder weights, [K] each.
struct PlainParameters {
  double sd_x = 0;
  std::vector<double> sd_n, sd_v, weight;
};

/// Sums over the samples; e = Xhat - X.
struct PlainSums {
  std::array<double, 6> outputs{};  ///< of e, e^2, e^4, e x, x, x^2
  /// Of products of the standard normals behind X, N_1, V_1, N_2, ...: lower triangle, row major.
  std::vector<double> normals;
};

/// std::mt19937_64 and std::normal_distribution<double>, one thread, double throughout. One source,
/// compiled for three instruction sets.
using PlainSampler = PlainSums(const PlainParameters& parameters, std::uint64_t samples,
                               std::uint64_t seed);
namespace release {  // the compiler's own choice, as in any Release build
PlainSampler plain_sample;
}
namespace avx2 {  // what the pack avx2 may use
PlainSampler plain_sample;
}
namespace native {  // everything that this machine has
PlainSampler plain_sample;
}

}  // namespace ceo::bench
