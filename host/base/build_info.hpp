// Facts about this build, filled in by CMake.
#pragma once

#include <string>

namespace ceo {

struct BuildInfo {
  std::string version;     ///< release of ceo-verify, for example "0.1.0"
  std::string commit;      ///< git commit, or "unknown" outside a checkout
  bool dirty;              ///< the work tree differed from the commit when this was built
  std::string compiler;    ///< name and version of the host compiler
  std::string flags;       ///< compile flags of the host code
  std::string build_type;  ///< CMake's build type
  std::string cuda;        ///< version of the CUDA compiler, or "none"
  std::string torch;       ///< version of the LibTorch of ceo-capture, or "none"
};

[[nodiscard]] const BuildInfo& build_info();

}  // namespace ceo
