// A filter for HDF5 as an attacker would plant it: it leaves a mark as soon as it is loaded.
#include <H5PLextern.h>

#include <cstdio>
#include <cstdlib>

namespace {

size_t pass(unsigned /*flags*/, size_t /*count*/, const unsigned* /*values*/, size_t bytes,
            size_t* /*size*/, void** /*buffer*/) {
  return bytes;
}

constexpr H5Z_filter_t kNumber = 32000;
const H5Z_class2_t kFilter = {H5Z_CLASS_T_VERS, kNumber, 1, 1, "hostile", nullptr, nullptr, pass};

}  // namespace

extern "C" {

H5PL_type_t H5PLget_plugin_type() {
  return H5PL_TYPE_FILTER;
}

const void* H5PLget_plugin_info() {
  const char* marker = std::getenv("CEO_HOSTILE_MARKER");
  std::FILE* file = marker == nullptr ? nullptr : std::fopen(marker, "w");
  if (file != nullptr) std::fclose(file);
  return &kFilter;
}

}  // extern "C"
