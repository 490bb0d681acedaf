# Finds nvcc as CEO_CUDA asks. Sets CEO_HAS_CUDA, and CEO_CUDA_VERSION to a version or "none".

set(CEO_HAS_CUDA FALSE)
set(CEO_CUDA_VERSION none)

if(NOT CEO_CUDA MATCHES "^(AUTO|ON|OFF)$")
  message(FATAL_ERROR "CEO_CUDA is \"${CEO_CUDA}\". Use AUTO, ON or OFF.")
endif()

if(NOT CEO_CUDA STREQUAL "OFF")
  if(CMAKE_CUDA_COMPILER)
    set(CEO_NVCC ${CMAKE_CUDA_COMPILER})
  else()
    find_program(CEO_NVCC nvcc HINTS ENV CUDA_PATH ENV CUDA_HOME PATHS /usr/local/cuda
      PATH_SUFFIXES bin)
  endif()
  if(CEO_NVCC)
    set(CMAKE_CUDA_COMPILER ${CEO_NVCC})
    if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
      set(CMAKE_CUDA_ARCHITECTURES 75-virtual 80-real 90-real)
    endif()
    enable_language(CUDA)
    include(CeoRefuseFastMath)  # once more: CMAKE_CUDA_FLAGS exist from here on
    set(CEO_HAS_CUDA TRUE)
    set(CEO_CUDA_VERSION ${CMAKE_CUDA_COMPILER_VERSION})
  elseif(CEO_CUDA STREQUAL "ON")
    message(FATAL_ERROR
      "CEO_CUDA is ON but nvcc was not found. Install the CUDA Toolkit, give "
      "-DCMAKE_CUDA_COMPILER=.../nvcc, or configure with -DCEO_CUDA=OFF.")
  endif()
endif()

message(STATUS "CUDA compiler: ${CEO_CUDA_VERSION} (CEO_CUDA=${CEO_CUDA}), architectures: "
  "${CMAKE_CUDA_ARCHITECTURES}")
