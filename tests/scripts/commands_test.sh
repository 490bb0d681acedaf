#!/usr/bin/env bash
# scripts/test and scripts/verify around a stand-in for cmake: last line and exit code of every way
# they can end, from any folder.
set -euo pipefail
# shellcheck source=tests/scripts/testing.sh
source "$CEO_SOURCE/tests/scripts/testing.sh"

mkdir "$scratch/bin" "$scratch/build"
# shellcheck disable=SC2016  # written as it stands
printf '#!/usr/bin/env bash\nexit "${CEO_TEST_CMAKE_CODE:-0}"\n' >"$scratch/bin/cmake"
# shellcheck disable=SC2016
printf '#!/usr/bin/env bash\necho "ran in $PWD: $*"\nexit "${CEO_TEST_CODE:-0}"\n' \
  >"$scratch/build/ceo-verify"
chmod +x "$scratch/bin/cmake" "$scratch/build/ceo-verify"
export PATH=$scratch/bin:$PATH CEO_BUILD_DIR=$scratch/build CEO_SKIP_SETUP=1
cd "$scratch"

# ends CODE LAST LINES...: scripts/test over these lines of a ctest file.
ends() {
  local want=$1 last=$2 code=0 output
  shift 2
  printf '%s\n' "$@" >"$scratch/build/CTestTestfile.cmake"
  output=$("$CEO_SOURCE/scripts/test" 2>/dev/null) || code=$?
  [[ $code -eq $want ]] || fail "exit code $code, not $want, of scripts/test"$'\n'"$output"
  [[ ${output##*$'\n'} == "$last" ]] || fail "last line '${output##*$'\n'}', not '$last'"
}
good='add_test(good true)'
ends 0 '1 passed, 0 failed, 0 skipped' "$good"
ends 1 '1 passed, 1 failed, 0 skipped' "$good" 'add_test(bad false)'
ends 1 '1 passed, 1 failed, 0 skipped' "$good" 'add_test(absent ./no_such_program)'
# Nothing passed and nothing failed is no success.
ends 1 '0 passed, 0 failed, 0 skipped'
CEO_TEST_CMAKE_CODE=1 ends 1 '0 passed, 1 failed, 0 skipped' "$good"

for code in 0 1 3; do
  CEO_TEST_CODE=$code expect "$code" "ran in $CEO_SOURCE: run quick --force --seed 7" \
    "$CEO_SOURCE/scripts/verify" --seed 7
done
CEO_TEST_CMAKE_CODE=1 expect 1 '' "$CEO_SOURCE/scripts/verify"
