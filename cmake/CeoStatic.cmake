# What a program links that is to run on a bare machine: nothing shared but libc and libm.
#
#   ceo_static_hdf5     HDF5 from archives
#   ceo_static_crypto   libcrypto from its archive
#   ceo_static_runtime  the C++ runtime from archives
#
# With CEO_STATIC the whole project links these. Without it they serve one small test, and
# CEO_STATIC_MISSING names the archives that were not found.

set(CEO_STATIC_MISSING "")
function(ceo_find_archive variable)
  find_library(${variable} NAMES ${ARGN} PATH_SUFFIXES hdf5/serial)
  if(NOT ${variable})
    list(GET ARGN 0 name)
    set(CEO_STATIC_MISSING ${CEO_STATIC_MISSING} ${name} PARENT_SCOPE)
  endif()
endfunction()

ceo_find_archive(CEO_HDF5_HL_ARCHIVE libhdf5_serial_hl.a libhdf5_hl.a)
ceo_find_archive(CEO_HDF5_ARCHIVE libhdf5_serial.a libhdf5.a)
ceo_find_archive(CEO_SZ_ARCHIVE libsz.a)
ceo_find_archive(CEO_AEC_ARCHIVE libaec.a)
ceo_find_archive(CEO_Z_ARCHIVE libz.a)
ceo_find_archive(CEO_CRYPTO_ARCHIVE libcrypto.a)
find_path(CEO_HDF5_INCLUDE_DIR hdf5.h PATH_SUFFIXES hdf5/serial)
if(CEO_STATIC AND CEO_STATIC_MISSING)
  message(FATAL_ERROR "CEO_STATIC is ON but these archives were not found: ${CEO_STATIC_MISSING}. "
    "Install libhdf5-dev, libaec-dev, zlib1g-dev and libssl-dev or run scripts/setup.")
endif()

if(NOT CEO_STATIC_MISSING)
  add_library(ceo_static_hdf5 INTERFACE)
  target_include_directories(ceo_static_hdf5 SYSTEM INTERFACE ${CEO_HDF5_INCLUDE_DIR})
  # The order matters: each archive resolves names of those before it.
  target_link_libraries(ceo_static_hdf5 INTERFACE ${CEO_HDF5_HL_ARCHIVE} ${CEO_HDF5_ARCHIVE}
    ${CEO_SZ_ARCHIVE} ${CEO_AEC_ARCHIVE} ${CEO_Z_ARCHIVE} Threads::Threads ${CMAKE_DL_LIBS} m)
  add_library(ceo_static_crypto INTERFACE)
  target_link_libraries(ceo_static_crypto INTERFACE ${CEO_CRYPTO_ARCHIVE}
    Threads::Threads ${CMAKE_DL_LIBS})
endif()
add_library(ceo_static_runtime INTERFACE)
target_link_options(ceo_static_runtime INTERFACE -static-libstdc++ -static-libgcc)
if(CEO_STATIC)
  link_libraries(ceo_static_runtime)
endif()
