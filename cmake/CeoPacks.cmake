# The packs of the CPU: NAME has compile options CEO_PACK_OPTIONS_NAME, and its types stand in
# kernels/core/CEO_PACK_HEADER_NAME as CEO_PACK_FAMILY_NAME.

set(CEO_PACKS scalar portable8 portable16)
# x86-64 alone has the AVX2 and AVX-512 packs.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(CEO_X86_64 TRUE)
  list(APPEND CEO_PACKS avx2 avx512)
else()
  set(CEO_X86_64 FALSE)
endif()
set(CEO_PACK_OPTIONS_avx2 -mavx2 -mfma)
set(CEO_PACK_OPTIONS_avx512 -mavx512f -mfma)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # Intrinsics of g++ 12 return a deliberately unset register and warn about it (GCC bug 105593).
  list(APPEND CEO_PACK_OPTIONS_avx512 -Wno-uninitialized -Wno-maybe-uninitialized)
endif()

set(CEO_PACK_HEADER_scalar pack_scalar.hpp)
set(CEO_PACK_FAMILY_scalar ScalarFamily)
set(CEO_PACK_HEADER_portable8 registers_portable.hpp)
set(CEO_PACK_FAMILY_portable8 PackFamily<RegistersPortable<8>>)
set(CEO_PACK_HEADER_portable16 registers_portable.hpp)
set(CEO_PACK_FAMILY_portable16 PackFamily<RegistersPortable<16>>)
set(CEO_PACK_HEADER_avx2 registers_avx2.hpp)
set(CEO_PACK_FAMILY_avx2 PackFamily<RegistersAvx2>)
set(CEO_PACK_HEADER_avx512 registers_avx512.hpp)
set(CEO_PACK_FAMILY_avx512 PackFamily<RegistersAvx512>)
