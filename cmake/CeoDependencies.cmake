# Libraries of the host side. All come from Debian packages; scripts/setup installs them.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
include(CeoStatic)
if(CEO_STATIC)
  set(OPENSSL_USE_STATIC_LIBS TRUE)
endif()
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(Boost 1.74 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
# Of the readers of data sets; zlib also of HDF5 (CeoHdf5.cmake).
find_package(ZLIB REQUIRED)
find_package(BZip2 REQUIRED)
find_package(LibArchive REQUIRED)

# toml++ in header-only mode: Debian's own target links a shared library.
find_path(CEO_TOML_INCLUDE_DIR toml++/toml.h REQUIRED)
# It asserts that a key begins as one before it says that this one does not: `[,` would end a debug build.
set(CEO_TOML_NO_ASSERT "TOML_ASSERT(expr)=static_assert(true)")
add_library(tomlplusplus::tomlplusplus INTERFACE IMPORTED)
target_include_directories(tomlplusplus::tomlplusplus SYSTEM INTERFACE ${CEO_TOML_INCLUDE_DIR})
target_compile_definitions(tomlplusplus::tomlplusplus INTERFACE TOML_HEADER_ONLY=1
  $<$<NOT:$<CONFIG:Release>>:${CEO_TOML_NO_ASSERT}>)

include(CeoHdf5)
