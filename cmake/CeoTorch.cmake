# Finds LibTorch as CEO_TORCH asks, for ceo-capture alone. Sets CEO_HAS_TORCH, and CEO_TORCH_VERSION
# to a version or "none"; the target ceo_torch has its libraries.

set(CEO_HAS_TORCH FALSE)
set(CEO_TORCH_VERSION none)

if(NOT CEO_TORCH MATCHES "^(AUTO|ON|OFF)$")
  message(FATAL_ERROR "CEO_TORCH is \"${CEO_TORCH}\". Use AUTO, ON or OFF.")
endif()
if(CEO_STATIC AND CEO_TORCH STREQUAL "ON")
  message(FATAL_ERROR "CEO_STATIC is ON, but LibTorch is shared. Configure with -DCEO_TORCH=OFF.")
endif()

if(NOT CEO_TORCH STREQUAL "OFF" AND NOT CEO_STATIC)
  # Its package asks for the CUDA toolkit where it was built for CUDA.
  find_package(Torch CONFIG QUIET)
  if(Torch_FOUND)
    set(CEO_HAS_TORCH TRUE)
    set(CEO_TORCH_VERSION ${Torch_VERSION})
    add_library(ceo_torch INTERFACE)
    target_include_directories(ceo_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
    target_link_libraries(ceo_torch INTERFACE ${TORCH_LIBRARIES})
    separate_arguments(flags NATIVE_COMMAND "${TORCH_CXX_FLAGS}")
    target_compile_options(ceo_torch INTERFACE ${flags})
  elseif(CEO_TORCH STREQUAL "ON")
    message(FATAL_ERROR
      "CEO_TORCH is ON but LibTorch was not found. Install libtorch-dev, give "
      "-DCMAKE_PREFIX_PATH=.../libtorch, or configure with -DCEO_TORCH=OFF.")
  endif()
endif()

message(STATUS "LibTorch: ${CEO_TORCH_VERSION} (CEO_TORCH=${CEO_TORCH})")
