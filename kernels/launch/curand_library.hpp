// NVIDIA cuRAND's host interface, loaded while the program runs: 132 MB that only runs with a
// foreign generator need. Its host generators work without a device and without a driver.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ceo::launch {

/// The functions that we call, with the enumerations of curand.h as int. A status of 0 is success.
/// Source: cuRAND Library, NVIDIA (docs.nvidia.com/cuda/curand, "Host API Overview"); header
/// curand.h of CUDA 13.0, whose version 10 interface is libcurand.so.10 since CUDA 10.
struct CurandLibrary {
  std::string path;  ///< of the loaded file
  int version = 0;   ///< 1000 major + 100 minor + patch, such as 10400
  int (*create)(void** generator, int type) = nullptr;  ///< curandCreateGeneratorHost
  int (*destroy)(void* generator) = nullptr;            ///< curandDestroyGenerator
  /// curandSetPseudoRandomGeneratorSeed
  int (*set_seed)(void* generator, unsigned long long seed) = nullptr;
  int (*set_ordering)(void* generator, int order) = nullptr;  ///< curandSetGeneratorOrdering
  /// curandGenerateNormal: `count` normals, even for some generators
  int (*normals)(void* generator, float* out, std::size_t count, float mean, float sd) = nullptr;
};

/// Values of curand.h; tests compare them where the header is.
inline constexpr int kCurandXorwow = 101;          ///< CURAND_RNG_PSEUDO_XORWOW
inline constexpr int kCurandMrg32k3a = 121;        ///< CURAND_RNG_PSEUDO_MRG32K3A
inline constexpr int kCurandMtgp32 = 141;          ///< CURAND_RNG_PSEUDO_MTGP32
inline constexpr int kCurandMt19937 = 142;         ///< CURAND_RNG_PSEUDO_MT19937
inline constexpr int kCurandOrderingLegacy = 103;  ///< CURAND_ORDERING_PSEUDO_LEGACY

/// Where cuRAND may be, in the order of trying: the file that the environment variable CEO_CURAND
/// names and nothing else if it is set; else libcurand.so.10 where the system's loader finds it,
/// then below CUDA_PATH, CUDA_HOME and /usr/local/cuda.
[[nodiscard]] std::vector<std::string> curand_candidates();

/// Loads the first candidate that works; it stays loaded until the program ends. Without one the
/// path is empty and `why` says what failed, with the reason of the first candidate.
[[nodiscard]] CurandLibrary load_curand(const std::vector<std::string>& candidates,
                                        std::string& why);

/// cuRAND as found among curand_candidates() at the first call of the program; null where there is
/// none, and `why` says so.
[[nodiscard]] const CurandLibrary* curand_library(std::string& why);

/// "10.4.0" for 10400.
[[nodiscard]] std::string curand_version_text(int version);

}  // namespace ceo::launch
