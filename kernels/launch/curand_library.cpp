#include "kernels/launch/curand_library.hpp"

#include <dlfcn.h>

#include <cstdlib>

namespace ceo::launch {

namespace {

constexpr const char* kFile = "libcurand.so.10";

std::string last_error() {
  const char* text = ::dlerror();
  return text == nullptr ? "unknown reason" : text;
}

/// Looks a function up; false where the library lacks it.
template <class Function>
bool look_up(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

/// The file behind the library: the loader may have found it by its bare name.
std::string path_of(const void* symbol, const std::string& candidate) {
  ::Dl_info found{};
  const bool known = ::dladdr(symbol, &found) != 0 && found.dli_fname != nullptr;
  return known ? found.dli_fname : candidate;
}

/// Fills `curand` from a file; false, and `why`, if that is not cuRAND or cannot be loaded.
bool load(const std::string& candidate, CurandLibrary& curand, std::string& why) {
  void* library = ::dlopen(candidate.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    why = last_error();
    return false;
  }
  int (*version)(int*) = nullptr;
  const bool whole = look_up(library, "curandGetVersion", version) &&
                     look_up(library, "curandCreateGeneratorHost", curand.create) &&
                     look_up(library, "curandDestroyGenerator", curand.destroy) &&
                     look_up(library, "curandSetPseudoRandomGeneratorSeed", curand.set_seed) &&
                     look_up(library, "curandSetGeneratorOrdering", curand.set_ordering) &&
                     look_up(library, "curandGenerateNormal", curand.normals);
  if (!whole || version(&curand.version) != 0) {
    why = candidate + " is not cuRAND";
    ::dlclose(library);
    return false;
  }
  curand.path = path_of(reinterpret_cast<const void*>(curand.create), candidate);
  return true;
}

void add_below(std::vector<std::string>& candidates, const char* folder) {
  if (folder == nullptr || *folder == '\0') return;
  for (const char* place : {"/lib64/", "/lib/"}) {
    candidates.push_back(std::string(folder) + place + kFile);
  }
}

}  // namespace

std::vector<std::string> curand_candidates() {
  const char* asked = std::getenv("CEO_CURAND");
  if (asked != nullptr && *asked != '\0') return {asked};
  std::vector<std::string> candidates{kFile};
  add_below(candidates, std::getenv("CUDA_PATH"));
  add_below(candidates, std::getenv("CUDA_HOME"));
  add_below(candidates, "/usr/local/cuda");
  return candidates;
}

CurandLibrary load_curand(const std::vector<std::string>& candidates, std::string& why) {
  std::string reasons, others;
  for (const std::string& candidate : candidates) {
    CurandLibrary curand;
    std::string reason;
    if (load(candidate, curand, reason)) return curand;
    if (reasons.empty()) {
      reasons = reason;
    } else {
      others += (others.empty() ? "" : ", ") + candidate;
    }
  }
  why = "cuRAND cannot be loaded: " + reasons;
  if (!others.empty()) why += " (also tried " + others + ")";
  return {};
}

const CurandLibrary* curand_library(std::string& why) {
  struct Loaded {
    CurandLibrary curand;
    std::string why;
  };
  static const Loaded kLoaded = [] {
    Loaded result;
    result.curand = load_curand(curand_candidates(), result.why);
    return result;
  }();
  why = kLoaded.why;
  return kLoaded.curand.path.empty() ? nullptr : &kLoaded.curand;
}

std::string curand_version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 100) + "." +
         std::to_string(version % 100);
}

}  // namespace ceo::launch
