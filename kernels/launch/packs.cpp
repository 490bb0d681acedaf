#include "kernels/launch/packs.hpp"

namespace ceo::launch {

namespace {

constexpr Pack kAll[] = {Pack::scalar, Pack::portable8, Pack::portable16, Pack::avx2, Pack::avx512};

bool machine_runs(Pack pack) {
#if defined(__x86_64__)
  if (pack == Pack::avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (pack == Pack::avx512) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("fma");
  }
  return true;
#else
  return pack != Pack::avx2 && pack != Pack::avx512;
#endif
}

}  // namespace

std::string to_string(Pack pack) {
  switch (pack) {
    case Pack::scalar:
      return "scalar";
    case Pack::portable8:
      return "portable8";
    case Pack::portable16:
      return "portable16";
    case Pack::avx2:
      return "avx2";
    case Pack::avx512:
      return "avx512";
  }
  return "unknown";
}

std::optional<Pack> pack_of(const std::string& name) {
  for (const Pack pack : kAll) {
    if (to_string(pack) == name) return pack;
  }
  return std::nullopt;
}

std::vector<Pack> available_packs() {
  std::vector<Pack> packs;
  for (const Pack pack : kAll) {
    if (machine_runs(pack)) packs.push_back(pack);
  }
  return packs;
}

Pack best_pack() {
  if (machine_runs(Pack::avx512)) return Pack::avx512;
  if (machine_runs(Pack::avx2)) return Pack::avx2;
  return Pack::portable8;
}

}  // namespace ceo::launch
