# Fast-math changes the bits of every result, so it is refused here, before anything is compiled
# (and again by kernels/core/portable.hpp, for flags that come in by another door).

set(ceo_unsafe_flags
  "-Ofast" "-ffast-math" "-funsafe-math-optimizations" "-fassociative-math" "-freciprocal-math"
  "-ffinite-math-only" "-fno-signed-zeros" "-ffp-contract=fast" "-ffp-model=fast"
  "-?-use_fast_math" "-?-ftz=true" "-?-prec-div=false" "-?-prec-sqrt=false")
list(JOIN ceo_unsafe_flags "|" ceo_unsafe_pattern)

get_cmake_property(ceo_variables VARIABLES)
foreach(variable IN LISTS ceo_variables)
  if(variable MATCHES "^CMAKE_(CXX|CUDA)_FLAGS(_[A-Z]+)?$"
      AND " ${${variable}} " MATCHES "[ ,;=](${ceo_unsafe_pattern})[ ,;]")
    message(FATAL_ERROR
      "${variable} holds ${CMAKE_MATCH_1}. ceo-verify promises the same bits from every compiler and "
      "machine; fast-math breaks that. Remove the flag (also from the environment variables "
      "CXXFLAGS and CUDAFLAGS) and configure an empty build folder.")
  endif()
endforeach()
