# Target ceo_hdf5: the C library of HDF5 1.10. Found by hand, since CMake 3.25's FindHDF5 wants the C
# language for the shared library and does not link the static one.

find_path(CEO_HDF5_INCLUDE_DIR hdf5.h PATH_SUFFIXES hdf5/serial)
if(CEO_STATIC)
  set(ceo_hdf5_names libhdf5_serial.a libhdf5.a)
  set(ceo_hdf5_hl_names libhdf5_serial_hl.a libhdf5_hl.a)
else()
  set(ceo_hdf5_names hdf5_serial hdf5)
  set(ceo_hdf5_hl_names hdf5_serial_hl hdf5_hl)
endif()
find_library(CEO_HDF5_LIBRARY NAMES ${ceo_hdf5_names} PATH_SUFFIXES hdf5/serial)
find_library(CEO_HDF5_HL_LIBRARY NAMES ${ceo_hdf5_hl_names} PATH_SUFFIXES hdf5/serial)
if(NOT CEO_HDF5_INCLUDE_DIR OR NOT CEO_HDF5_LIBRARY OR NOT CEO_HDF5_HL_LIBRARY)
  message(FATAL_ERROR "HDF5 (C library) was not found. Install libhdf5-dev or run scripts/setup.")
endif()

add_library(ceo_hdf5 INTERFACE)
target_include_directories(ceo_hdf5 SYSTEM INTERFACE ${CEO_HDF5_INCLUDE_DIR})
if(CEO_STATIC)
  # The order of the archives matters: each resolves names of those before it.
  find_library(CEO_SZ_ARCHIVE NAMES libsz.a REQUIRED)
  find_library(CEO_AEC_ARCHIVE NAMES libaec.a REQUIRED)
  find_library(CEO_Z_ARCHIVE NAMES libz.a REQUIRED)
  target_link_libraries(ceo_hdf5 INTERFACE ${CEO_HDF5_HL_LIBRARY} ${CEO_HDF5_LIBRARY}
    ${CEO_SZ_ARCHIVE} ${CEO_AEC_ARCHIVE} ${CEO_Z_ARCHIVE} Threads::Threads ${CMAKE_DL_LIBS} m)
else()
  target_link_libraries(ceo_hdf5 INTERFACE ${CEO_HDF5_HL_LIBRARY} ${CEO_HDF5_LIBRARY})
endif()
