# Run by every build: fills in host/base/build_info.cpp.in with the facts of this build. The output
# is rewritten only when a fact has changed, so an unchanged tree is not recompiled.
# Wants SOURCE_DIR, TEMPLATE, OUTPUT, FACTS; FACTS is a CMake file that sets the facts known at
# configure time.

include(${FACTS})

set(commit unknown)
set(dirty false)
find_program(GIT git)
if(GIT)
  # safe.directory: a checkout that belongs to another user (sudo, containers) still has a commit.
  # no-optional-locks: a build never writes into .git.
  set(git ${GIT} --no-optional-locks -c safe.directory=*)
  execute_process(COMMAND ${git} rev-parse --show-prefix
    WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE prefix RESULT_VARIABLE outside
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  # A non-empty prefix: an unpacked release inside someone else's checkout.
  if(outside EQUAL 0 AND prefix STREQUAL "")
    execute_process(COMMAND ${git} rev-parse --verify HEAD
      WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE head RESULT_VARIABLE no_head
      OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(no_head EQUAL 0)
      set(commit ${head})
    endif()
    execute_process(COMMAND ${git} status --porcelain
      WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE changes ERROR_QUIET)
    if(NOT changes STREQUAL "")
      set(dirty true)
    endif()
  endif()
endif()

configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
