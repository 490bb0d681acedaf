// Compiled once per instruction set; CEO_PLAIN_BUILD names the copy.
#include <cstddef>
#include <random>

#include "benchmarks/plain_sampler.hpp"

namespace ceo::bench::CEO_PLAIN_BUILD {

PlainSums plain_sample(const PlainParameters& parameters, std::uint64_t samples,
                       std::uint64_t seed) {
  const std::size_t workers = parameters.sd_n.size();
  const std::size_t rows = 2 * workers + 1;
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal;
  std::vector<double> z(rows);
  PlainSums sums;
  sums.normals.resize(rows * (rows + 1) / 2);

  for (std::uint64_t n = 0; n < samples; ++n) {
    for (double& value : z) value = normal(generator);

    const double x = parameters.sd_x * z[0];
    double decoded = 0;
    for (std::size_t k = 0; k < workers; ++k) {
      const double y = x + parameters.sd_n[k] * z[1 + 2 * k];
      const double u = y + parameters.sd_v[k] * z[2 + 2 * k];
      decoded += parameters.weight[k] * u;
    }
    const double e = decoded - x;
    const double e2 = e * e;
    sums.outputs[0] += e;
    sums.outputs[1] += e2;
    sums.outputs[2] += e2 * e2;
    sums.outputs[3] += e * x;
    sums.outputs[4] += x;
    sums.outputs[5] += x * x;

    // The compiler vectorises the inner loop: the entries of a row are independent sums.
    double* row = sums.normals.data();
    for (std::size_t i = 0; i < rows; row += ++i) {
      const double left = z[i];
      for (std::size_t j = 0; j <= i; ++j) row[j] += left * z[j];
    }
  }
  return sums;
}

}  // namespace ceo::bench::CEO_PLAIN_BUILD
