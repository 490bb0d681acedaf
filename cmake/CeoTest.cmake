# Registration of tests with ctest. Every test has a time limit, and a skip is counted as a skip.

find_package(GTest REQUIRED)
include(GoogleTest)

# ceo_add_test(NAME SOURCES file... [LIBS target...] [LABELS label] [TIMEOUT seconds] [LOCK resource])
# One GoogleTest executable; each TEST becomes the ctest test "NAME.Suite.Case".
# TIMEOUT is per TEST (default 120 s); give slow tests their own. GTEST_SKIP() counts as skipped.
# Tests with the same LOCK never run at once.
function(ceo_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT;LOCK" "SOURCES;LIBS;LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} ceo_warnings GTest::gmock_main)
  set(lock)
  if(arg_LOCK)
    set(lock RESOURCE_LOCK ${arg_LOCK})
  endif()
  gtest_discover_tests(${name}
    TEST_PREFIX "${name}."
    DISCOVERY_TIMEOUT 60
    PROPERTIES
      TIMEOUT ${arg_TIMEOUT}
      LABELS "${arg_LABELS}"
      ${lock}
      # One variable only: gtest_discover_tests takes lists apart.
      ENVIRONMENT CEO_SOURCE=${PROJECT_SOURCE_DIR})
endfunction()

# ceo_add_device_test(NAME SOURCES file... [LIBS target...] [TIMEOUT seconds])
# Like ceo_add_test, for fixtures of tests/support/device_test.hpp: one at a time on the device, and
# skipped aloud without one. The executables stand in <build>/device-tests, where scripts/portable and
# scripts/test-gpu find them; the target `device-tests` builds them all.
function(ceo_add_device_test name)
  ceo_add_test(${name} ${ARGN} LABELS device LOCK device)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/device-tests)
  if(NOT TARGET device-tests)
    add_custom_target(device-tests)
  endif()
  add_dependencies(device-tests ${name})
endfunction()

# ceo_add_pytest(NAME FILE [TIMEOUT seconds])
# Runs one Python test file. It finds the program in the environment variable CEO_VERIFY and the
# repository in CEO_SOURCE. Skipped, with the reason, where pytest or h5py is missing.
function(ceo_add_pytest name file)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "TIMEOUT" "LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  get_filename_component(path ${file} ABSOLUTE)
  add_test(NAME ${name} COMMAND ${PROJECT_SOURCE_DIR}/cmake/run_pytest.sh ${path})
  set_tests_properties(${name} PROPERTIES
    TIMEOUT ${arg_TIMEOUT}
    SKIP_RETURN_CODE 77
    LABELS "python;${arg_LABELS}"
    ENVIRONMENT "CEO_VERIFY=$<TARGET_FILE:ceo-verify>;CEO_SOURCE=${PROJECT_SOURCE_DIR}")
endfunction()

# ceo_add_script_test(NAME COMMAND program argument... [TIMEOUT seconds] [LABELS label...])
# A test by exit code: 0 passes, 77 is a skip.
function(ceo_add_script_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "COMMAND;LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_test(NAME ${name} COMMAND ${arg_COMMAND})
  set_tests_properties(${name} PROPERTIES
    TIMEOUT ${arg_TIMEOUT} SKIP_RETURN_CODE 77 LABELS "${arg_LABELS}")
endfunction()
