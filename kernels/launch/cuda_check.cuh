// Every call of the CUDA runtime goes through here: its failure names the call, the place and the
// cause. For .cu files only.
#pragma once

#include <cuda_runtime.h>

#include <stdexcept>
#include <string>

namespace ceo::launch {

inline void check_cuda(cudaError_t status, const char* call, const char* file, int line) {
  if (status == cudaSuccess) return;
  throw std::runtime_error(std::string(file) + ":" + std::to_string(line) + ": " + call + ": " +
                           cudaGetErrorName(status) + " (" + cudaGetErrorString(status) + ")");
}

}  // namespace ceo::launch

#define CEO_CUDA(call) ::ceo::launch::check_cuda((call), #call, __FILE__, __LINE__)
/// After a launch: errors of the launch itself. Errors while it runs show at the next
/// synchronisation.
#define CEO_CUDA_LAUNCHED(name) \
  ::ceo::launch::check_cuda(cudaGetLastError(), "launch of " name, __FILE__, __LINE__)
