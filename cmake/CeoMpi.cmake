# Ranks by MPI, where it is found. CEO_MPI_FOUND says whether the program has them. A static program
# has none: MPI's start-up reads plugins from shared libraries.

set(CEO_MPI_FOUND OFF)
if(CEO_MPI STREQUAL "ON" AND CEO_STATIC)
  message(FATAL_ERROR "CEO_MPI and CEO_STATIC do not go together: leave one of them out.")
endif()
if(NOT CEO_MPI STREQUAL "OFF" AND NOT CEO_STATIC)
  set(MPI_CXX_SKIP_MPICXX ON)  # the C interface alone
  find_package(MPI QUIET COMPONENTS CXX)
  if(MPI_CXX_FOUND)
    set(CEO_MPI_FOUND ON)
    message(STATUS "MPI ${MPI_CXX_VERSION}: mpirun starts ranks of ceo-verify")
  elseif(CEO_MPI STREQUAL "ON")
    message(FATAL_ERROR "CEO_MPI is ON but MPI was not found. Install libopenmpi-dev or leave it AUTO.")
  else()
    message(STATUS "No MPI: the program runs in one process (libopenmpi-dev would give it ranks)")
  endif()
endif()
