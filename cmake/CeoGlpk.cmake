# GLPK, the linear programmes of tests. Debian's package has no CMake file.
find_path(CEO_GLPK_INCLUDE_DIR glpk.h REQUIRED)
find_library(CEO_GLPK_LIBRARY glpk REQUIRED)
add_library(glpk::glpk UNKNOWN IMPORTED)
set_target_properties(glpk::glpk PROPERTIES
  IMPORTED_LOCATION ${CEO_GLPK_LIBRARY}
  INTERFACE_INCLUDE_DIRECTORIES ${CEO_GLPK_INCLUDE_DIR})
