# Thrust's CPU systems, for tests: headers only, compiled by the host compiler.

find_package(CUDAToolkit QUIET)
find_package(OpenMP QUIET COMPONENTS CXX)
find_package(TBB QUIET)

# Thrust of the CUDA Toolkit (in a folder of its own since 13.0), and Debian's libthrust-dev.
find_path(CEO_THRUST_CUDA_DIR thrust/version.h NO_DEFAULT_PATH
  PATHS ${CUDAToolkit_INCLUDE_DIRS} PATH_SUFFIXES cccl)
find_path(CEO_THRUST_DEBIAN_DIR thrust/version.h NO_DEFAULT_PATH PATHS /usr/include)

# ceo_add_thrust_test(NAME SYSTEM FOLDER SOURCES file... LIBS target...): one system, one Thrust.
function(ceo_add_thrust_test name system folder)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "" "SOURCES;LIBS")
  set(needed_cpp "")
  set(needed_omp OpenMP::OpenMP_CXX)
  set(needed_tbb TBB::tbb)
  if(NOT folder)
    set(missing "Thrust (libthrust-dev)")
  elseif(needed_${system} AND NOT TARGET ${needed_${system}})
    set(missing ${needed_${system}})
  endif()
  if(missing)
    ceo_add_script_test(${name}
      COMMAND sh -c "echo 'SKIPPED: ${missing} was not found when this build was configured'; exit 77")
    return()
  endif()
  ceo_add_test(${name} TIMEOUT 300 SOURCES ${arg_SOURCES} LIBS ${arg_LIBS} ${needed_${system}})
  string(TOUPPER ${system} upper)
  target_compile_definitions(${name} PRIVATE
    THRUST_DEVICE_SYSTEM=THRUST_DEVICE_SYSTEM_${upper} CEO_THRUST_SYSTEM=${system})
  if(NOT folder STREQUAL "/usr/include")  # naming a default folder would break #include_next
    target_include_directories(${name} SYSTEM PRIVATE ${folder})
  endif()
endfunction()

# ceo_add_thrust_tests(SOURCES file... LIBS target...): thrust_cpp_test, thrust_omp_test and
# thrust_tbb_test with the Thrust of the CUDA Toolkit, or Debian's where there is none. Where both are
# there, thrust_debian_*_test as well. The source sees CEO_THRUST_SYSTEM: cpp, omp or tbb.
function(ceo_add_thrust_tests)
  set(folder ${CEO_THRUST_CUDA_DIR})
  if(NOT folder)
    set(folder ${CEO_THRUST_DEBIAN_DIR})
  endif()
  foreach(system IN ITEMS cpp omp tbb)
    ceo_add_thrust_test(thrust_${system}_test ${system} "${folder}" ${ARGN})
    if(CEO_THRUST_DEBIAN_DIR AND NOT folder STREQUAL CEO_THRUST_DEBIAN_DIR)
      ceo_add_thrust_test(thrust_debian_${system}_test ${system} ${CEO_THRUST_DEBIAN_DIR} ${ARGN})
    endif()
  endforeach()
endfunction()
