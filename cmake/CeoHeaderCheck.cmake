# ceo_add_header_check(NAME DIRS folder... LIBS target...)
# Every header compiles alone, and twice: one generated translation unit per header includes it
# twice and nothing else. Built with everything else, so a header that leans on another's includes
# or has no guard breaks the build.
function(ceo_add_header_check name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DIRS;LIBS")
  set(units)
  foreach(dir IN LISTS arg_DIRS)
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
      ${PROJECT_SOURCE_DIR}/${dir}/*.hpp)
    foreach(header IN LISTS headers)
      set(options -O0)  # only the front end matters here
      if(header MATCHES "registers_(avx2|avx512)\\.hpp$")
        if(NOT CEO_X86_64)
          continue()
        endif()
        list(APPEND options ${CEO_PACK_OPTIONS_${CMAKE_MATCH_1}})
      endif()
      string(REPLACE "/" "__" unit "${header}.cpp")
      set(unit ${CMAKE_CURRENT_BINARY_DIR}/${name}/${unit})
      file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"${header}\"\n#include \"${header}\"\n")
      set_source_files_properties(${unit} PROPERTIES COMPILE_OPTIONS "${options}")
      list(APPEND units ${unit})
    endforeach()
  endforeach()
  add_library(${name} OBJECT ${units})
  # clang-tidy reads headers where sources include them.
  set_target_properties(${name} PROPERTIES CXX_CLANG_TIDY "")
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} ceo_warnings)
endfunction()
