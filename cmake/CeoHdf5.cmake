# Target ceo_hdf5: the C library of HDF5 1.10, and zlib, which packs its chunks. Found by hand, since
# CMake 3.25's FindHDF5 wants the C language for the shared library and does not link the static one.

find_path(CEO_HDF5_INCLUDE_DIR hdf5.h PATH_SUFFIXES hdf5/serial)
if(NOT CEO_STATIC)
  find_library(CEO_HDF5_LIBRARY NAMES hdf5_serial hdf5 PATH_SUFFIXES hdf5/serial)
  find_library(CEO_HDF5_HL_LIBRARY NAMES hdf5_serial_hl hdf5_hl PATH_SUFFIXES hdf5/serial)
  if(NOT CEO_HDF5_INCLUDE_DIR OR NOT CEO_HDF5_LIBRARY OR NOT CEO_HDF5_HL_LIBRARY)
    message(FATAL_ERROR "HDF5 (C library) was not found. Install libhdf5-dev or run scripts/setup.")
  endif()
endif()

add_library(ceo_hdf5 INTERFACE)
if(CEO_STATIC)
  target_link_libraries(ceo_hdf5 INTERFACE ceo_static_hdf5)
else()
  target_include_directories(ceo_hdf5 SYSTEM INTERFACE ${CEO_HDF5_INCLUDE_DIR})
  target_link_libraries(ceo_hdf5 INTERFACE
    ${CEO_HDF5_HL_LIBRARY} ${CEO_HDF5_LIBRARY} ZLIB::ZLIB)
endif()
