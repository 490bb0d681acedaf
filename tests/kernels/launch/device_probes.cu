#include "tests/kernels/launch/device_probes.hpp"

#include <cuda_runtime.h>
#include <thrust/device_vector.h>
#include <thrust/execution_policy.h>
#include <thrust/host_vector.h>
#include <thrust/transform.h>

// cuRAND's device functions for the host as well; their mulhilo32 bears the name of Random123's.
#define QUALIFIERS static __forceinline__ __host__ __device__
#define mulhilo32 curand_mulhilo32
#include <curand_kernel.h>
#undef mulhilo32

#include "kernels/core/philox.hpp"
#include "kernels/launch/device_roots.cuh"

namespace ceo::testing {

namespace {

struct Words {
  std::uint32_t word[4];
};

struct CurandBlock {
  std::uint64_t seed;
  __host__ __device__ Words operator()(const DrawBlock& b) const {
    curandStatePhilox4_32_10_t state;
    curand_init(seed, b.block, 4 * b.n, &state);
    Words words{};
    for (std::uint32_t& word : words.word) word = curand(&state);
    return words;
  }
};

struct EngineBlock {
  std::uint64_t seed;
  __host__ __device__ Words operator()(const DrawBlock& b) const {
    Words w{{static_cast<std::uint32_t>(b.n), static_cast<std::uint32_t>(b.n >> 32), b.block, 0}};
    philox(w.word[0], w.word[1], w.word[2], w.word[3], static_cast<std::uint32_t>(seed),
           static_cast<std::uint32_t>(seed >> 32));
    return w;
  }
};

struct RoundDown {
  __device__ float operator()(float x) const { return __fsqrt_rd(x); }
};

std::vector<std::uint32_t> flat(const thrust::host_vector<Words>& blocks) {
  std::vector<std::uint32_t> words;
  for (const Words& block : blocks) words.insert(words.end(), block.word, block.word + 4);
  return words;
}

template <class Block>
std::vector<std::uint32_t> on_device(const Block& draw, const std::vector<DrawBlock>& blocks) {
  const thrust::device_vector<DrawBlock> in(blocks.begin(), blocks.end());
  thrust::device_vector<Words> out(blocks.size());
  thrust::transform(thrust::device, in.begin(), in.end(), out.begin(), draw);
  return flat(out);
}

}  // namespace

std::vector<std::uint32_t> curand_words_on_host(std::uint64_t seed,
                                                const std::vector<DrawBlock>& blocks) {
  thrust::host_vector<Words> out(blocks.size());
  thrust::transform(thrust::host, blocks.begin(), blocks.end(), out.begin(), CurandBlock{seed});
  return flat(out);
}

std::vector<std::uint32_t> curand_words_on_device(std::uint64_t seed,
                                                  const std::vector<DrawBlock>& blocks) {
  return on_device(CurandBlock{seed}, blocks);
}

std::vector<std::uint32_t> engine_words_on_device(std::uint64_t seed,
                                                  const std::vector<DrawBlock>& blocks) {
  return on_device(EngineBlock{seed}, blocks);
}

std::uint64_t roots_unlike_rounding_down() {
  return launch::compare_roots(RoundDown{}).different;
}

}  // namespace ceo::testing
