#include "benchmarks/fma_loop.hpp"

namespace ceo::bench {

namespace {

constexpr int kChains = 10;  // latency (4 or 5 cycles) times two units, and all fit 16 registers

using Vector [[gnu::vector_size(32)]] = float;

}  // namespace

float fma_loop(std::uint64_t steps) {
  Vector sums[kChains];
  for (int i = 0; i < kChains; ++i) sums[i] = Vector{} + static_cast<float>(i);
  const Vector factor = Vector{} + 0.75F;
  const Vector term = Vector{} + 0.25F;  // every chain tends to 1
  for (std::uint64_t step = 0; step < steps; ++step) {
    for (Vector& sum : sums) sum = sum * factor + term;
  }
  Vector total{};
  for (const Vector& sum : sums) total += sum;
  return total[0];
}

}  // namespace ceo::bench
