# ceo_add_build_info(OUTPUT): a target ceo_build_info_facts that refreshes OUTPUT in every build.
function(ceo_add_build_info output)
  set(facts ${CMAKE_CURRENT_BINARY_DIR}/build_facts.cmake)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  set(flags ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}} -std=c++${CMAKE_CXX_STANDARD}
    ${CEO_HOST_OPTIONS})
  string(JOIN " " flags ${flags})
  file(CONFIGURE OUTPUT ${facts} @ONLY CONTENT [[
set(version [==[@PROJECT_VERSION@]==])
set(compiler [==[@CMAKE_CXX_COMPILER_ID@ @CMAKE_CXX_COMPILER_VERSION@]==])
set(flags [==[@flags@]==])
set(build_type [==[@CMAKE_BUILD_TYPE@]==])
set(cuda [==[@CEO_CUDA_VERSION@]==])
set(torch [==[@CEO_TORCH_VERSION@]==])
]])
  set(script ${PROJECT_SOURCE_DIR}/cmake/write_build_info.cmake)
  set(template ${CMAKE_CURRENT_SOURCE_DIR}/build_info.cpp.in)
  set(refresh ${CMAKE_COMMAND} -D SOURCE_DIR=${PROJECT_SOURCE_DIR} -D TEMPLATE=${template}
    -D OUTPUT=${output} -D FACTS=${facts} -P ${script})
  # The first output never exists, so the command runs in every build.
  add_custom_command(OUTPUT ${output}.always BYPRODUCTS ${output}
    COMMAND ${refresh} COMMENT "Checking build facts" VERBATIM)
  add_custom_target(ceo_build_info_facts DEPENDS ${output}.always)
  set_source_files_properties(${output} PROPERTIES GENERATED TRUE)
endfunction()
