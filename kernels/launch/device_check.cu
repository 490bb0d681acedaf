// What every device run begins with: proof that this device computes what the host computes.
#include <thrust/device_vector.h>
#include <thrust/host_vector.h>

#include "kernels/core/draws.hpp"
#include "kernels/launch/cuda_check.cuh"
#include "kernels/launch/device_cell.hpp"
#include "kernels/launch/device_roots.cuh"
#include "kernels/launch/philox_answers.hpp"

namespace ceo::launch {

namespace {

constexpr std::uint32_t kCompared = 1U << 16;   ///< draw blocks compared with the host bit by bit
constexpr std::uint32_t kPoison = 0xDEADBEEFU;  ///< what unwritten results look like

__global__ void answer_kernel(std::uint32_t* words) {
  const PhiloxAnswer answer = philox_answer(static_cast<int>(threadIdx.x));
  std::uint32_t a = answer.counter[0];
  std::uint32_t b = answer.counter[1];
  std::uint32_t c = answer.counter[2];
  std::uint32_t d = answer.counter[3];
  philox(a, b, c, d, answer.key[0], answer.key[1]);
  const std::uint32_t result[4] = {a, b, c, d};
  for (int i = 0; i < 4; ++i) words[4 * threadIdx.x + i] = result[i];
}

/// Bits of everything that one draw block gives: two normals, exp of the first, log of a uniform.
CEO_HD void draw_bits(std::uint32_t n, std::uint32_t (&bits)[4]) {
  std::uint32_t a = n;
  std::uint32_t b = 1;
  std::uint32_t c = 2;
  std::uint32_t d = 0;
  philox(a, b, c, d, 0x12345678U, 0x9ABCDEF0U);
  float first = 0;
  float second = 0;
  box_muller(a, b, first, second);
  bits[0] = bits_of(first);
  bits[1] = bits_of(second);
  bits[2] = bits_of(exp(mul(first, 10.0F)));
  bits[3] = bits_of(log(uniform<float>(c)));
}

__global__ void draw_kernel(std::uint32_t* words) {
  const std::uint32_t n = blockIdx.x * blockDim.x + threadIdx.x;
  if (n >= kCompared) return;
  std::uint32_t bits[4];
  draw_bits(n, bits);
  for (int i = 0; i < 4; ++i) words[4 * n + i] = bits[i];
}

[[noreturn]] void fail(int device, const std::string& what) {
  throw std::runtime_error("CUDA device " + std::to_string(device) + " fails its self-check: " +
                           what + ". Was the program built for its architecture?");
}

}  // namespace

std::vector<CudaDevice> cuda_devices(std::string& why) {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess || count == 0) {
    int driver = 0;
    const bool known = cudaDriverGetVersion(&driver) == cudaSuccess;
    if (known && driver == 0) {
      why = "no CUDA driver is installed";
    } else {
      why = status == cudaSuccess ? "no CUDA device" : cudaGetErrorString(status);
    }
    return {};
  }
  std::vector<CudaDevice> devices;
  for (int i = 0; i < count; ++i) {
    cudaDeviceProp properties{};
    CEO_CUDA(cudaGetDeviceProperties(&properties, i));
    CudaDevice device;
    device.index = i;
    device.name = properties.name;
    device.major = properties.major;
    device.minor = properties.minor;
    device.processors = properties.multiProcessorCount;
    device.memory_bytes = properties.totalGlobalMem;
    CEO_CUDA(cudaDriverGetVersion(&device.driver));
    CEO_CUDA(cudaRuntimeGetVersion(&device.runtime));
    devices.push_back(device);
  }
  return devices;
}

DeviceFindings examine_device(int device) {
  CEO_CUDA(cudaSetDevice(device));
  DeviceFindings findings;
  thrust::device_vector<std::uint32_t> words(4 * kPhiloxAnswers, kPoison);
  answer_kernel<<<1, kPhiloxAnswers>>>(thrust::raw_pointer_cast(words.data()));
  CEO_CUDA_LAUNCHED("answer_kernel");
  const thrust::host_vector<std::uint32_t> answers = words;
  for (int i = 0; i < 4 * kPhiloxAnswers; ++i) {
    if (answers[static_cast<std::size_t>(i)] != philox_answer(i / 4).words[i % 4]) {
      ++findings.philox_wrong;
    }
  }
  thrust::device_vector<std::uint32_t> drawn(std::size_t{4} * kCompared, kPoison);
  draw_kernel<<<kCompared / 256, 256>>>(thrust::raw_pointer_cast(drawn.data()));
  CEO_CUDA_LAUNCHED("draw_kernel");
  const thrust::host_vector<std::uint32_t> results = drawn;
  for (std::uint32_t n = 0; n < kCompared; ++n) {
    std::uint32_t bits[4];
    draw_bits(n, bits);
    for (std::uint32_t i = 0; i < 4; ++i) {
      if (results[4 * n + i] != bits[i]) ++findings.draws_wrong;
    }
  }
  const RootCounts roots = compare_roots(RoundToNearest{});
  findings.roots_compared = roots.compared;
  findings.roots_wrong = roots.different;
  return findings;
}

void check_device(int device) {
  const DeviceFindings findings = examine_device(device);
  if (findings.philox_wrong != 0) fail(device, "Philox does not give its published words");
  if (findings.draws_wrong != 0) fail(device, "a draw differs from the host's");
  if (findings.roots_compared != kRadiusInputs) fail(device, "not every square root was compared");
  if (findings.roots_wrong != 0) {
    fail(device, std::to_string(findings.roots_wrong) + " square roots are not correctly rounded");
  }
}

}  // namespace ceo::launch
