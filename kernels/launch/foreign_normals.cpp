#include "kernels/launch/foreign_normals.hpp"

#include <stdexcept>
#include <string>

namespace ceo::launch {

namespace {

int curand_type(Generator generator) {
  switch (generator) {
    case Generator::xorwow:
      return kCurandXorwow;
    case Generator::mrg32k3a:
      return kCurandMrg32k3a;
    case Generator::mt19937:
      return kCurandMt19937;
    case Generator::mtgp32:
      return kCurandMtgp32;
    default:
      throw std::invalid_argument(to_string(generator) + " is no foreign generator");
  }
}

const CurandLibrary& required_library() {
  std::string why;
  const CurandLibrary* library = curand_library(why);
  if (library == nullptr) throw std::runtime_error(why);
  return *library;
}

void require(int status, const char* call, Generator generator) {
  if (status == 0) return;
  throw std::runtime_error(std::string(call) + " of cuRAND failed for " + to_string(generator) +
                           " with status " + std::to_string(status));
}

}  // namespace

ForeignNormals::ForeignNormals(Generator generator, std::uint64_t seed)
    : kind_(generator), curand_(required_library()) {
  require(curand_.create(&generator_, curand_type(generator)), "curandCreateGeneratorHost", kind_);
  // The legacy ordering is the one that NVIDIA keeps the same in all releases.
  const int seeded = curand_.set_seed(generator_, seed);
  const int ordered = curand_.set_ordering(generator_, kCurandOrderingLegacy);
  if (seeded != 0 || ordered != 0) {
    curand_.destroy(generator_);  // the destructor does not run
    require(seeded, "curandSetPseudoRandomGeneratorSeed", kind_);
    require(ordered, "curandSetGeneratorOrdering", kind_);
  }
}

ForeignNormals::~ForeignNormals() {
  curand_.destroy(generator_);
}

void ForeignNormals::fill(float* out, std::size_t count) {
  if (count == 0) return;
  require(curand_.normals(generator_, out, count, 0.0F, 1.0F), "curandGenerateNormal", kind_);
}

}  // namespace ceo::launch
