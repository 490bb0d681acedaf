#!/usr/bin/env bash
# scripts/count-tests on what ctest really writes: a scratch project with tests that pass, fail, skip,
# run out of time and cannot start.
set -euo pipefail
# shellcheck source=tests/scripts/testing.sh
source "$CEO_SOURCE/tests/scripts/testing.sh"
count=$CEO_SOURCE/scripts/count-tests

# run LINES...: these lines of a ctest file, run by ctest; prints what count-tests says.
run() {
  rm -rf "$scratch/run"
  mkdir "$scratch/run"
  printf '%s\n' "$@" >"$scratch/run/CTestTestfile.cmake"
  ctest --test-dir "$scratch/run" --output-junit "$scratch/run/junit.xml" >/dev/null 2>&1 || true
  "$count" "$scratch/run/junit.xml"
}
good=('add_test(good true)' 'add_test(good2 true)')
skip=('add_test(skip sh -c "exit 77")' 'set_tests_properties(skip PROPERTIES SKIP_RETURN_CODE 77)')
word=('add_test(word echo "[  SKIPPED ]")'
  'set_tests_properties(word PROPERTIES SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")')
off=('add_test(off true)' 'set_tests_properties(off PROPERTIES DISABLED TRUE)')
slow=('add_test(slow sleep 20)' 'set_tests_properties(slow PROPERTIES TIMEOUT 1)')

expect 0 '2 passed, 0 failed, 0 skipped' run "${good[@]}"
expect 0 '2 passed, 0 failed, 3 skipped' run "${good[@]}" "${skip[@]}" "${word[@]}" "${off[@]}"
expect 1 '2 passed, 1 failed, 0 skipped' run "${good[@]}" 'add_test(bad false)'
expect 1 '2 passed, 1 failed, 0 skipped' run "${good[@]}" 'add_test(absent ./no_such_program)'
expect 1 '2 passed, 1 failed, 0 skipped' run "${good[@]}" 'add_test(killed sh -c "kill -SEGV $$")'
expect 1 '0 passed, 1 failed, 0 skipped' run "${slow[@]}"
expect 1 '0 passed, 0 failed, 0 skipped' run
expect 1 '0 passed, 1 failed, 0 skipped' "$count" "$scratch/absent.xml"
printf 'not xml' >"$scratch/broken.xml"
expect 1 '0 passed, 1 failed, 0 skipped' "$count" "$scratch/broken.xml"

# The counts are the last line, word for word.
last=$(run "${good[@]}" "${skip[@]}" | tail -n 1)
[[ $last == '2 passed, 0 failed, 1 skipped' ]] || fail "last line: $last"
