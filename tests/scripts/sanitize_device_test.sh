#!/usr/bin/env bash
# scripts/sanitize-device with stand-ins for nvidia-smi and compute-sanitizer: every tool over every
# test, a report fails, and what is missing is said.
set -euo pipefail
# shellcheck source=tests/scripts/testing.sh
source "$CEO_SOURCE/tests/scripts/testing.sh"
sanitize=$CEO_SOURCE/scripts/sanitize-device
export CEO_TEST_RECORD=$scratch/record
unset CEO_REQUIRE_GPU
mkdir "$scratch/bin" "$scratch/tests"
for name in a_test b_test; do
  printf '#!/bin/sh\n' >"$scratch/tests/$name"
  chmod +x "$scratch/tests/$name"
done
export PATH=$scratch/bin:$PATH

printf '#!/bin/sh\nexit 9\n' >"$scratch/bin/nvidia-smi" # as without a driver
chmod +x "$scratch/bin/nvidia-smi"
expect 77 'SKIPPED: there is no CUDA device' "$sanitize" "$scratch/tests"
CEO_REQUIRE_GPU=1 expect 1 'there is no CUDA device' "$sanitize" "$scratch/tests"

printf '#!/bin/sh\necho "GPU 0: Stand-in (UUID: none)"\n' >"$scratch/bin/nvidia-smi"
if ! command -v compute-sanitizer >/dev/null && [[ ! -x /usr/local/cuda/bin/compute-sanitizer ]]; then
  expect 77 'SKIPPED: there is no compute-sanitizer' "$sanitize" "$scratch/tests"
fi
cat >"$scratch/bin/compute-sanitizer" <<'STANDIN'
#!/usr/bin/env bash
echo "$*" >>"$CEO_TEST_RECORD"
[[ $* != *"${CEO_TEST_FAULT:-nothing}"* ]] || exit 9
STANDIN
chmod +x "$scratch/bin/compute-sanitizer"
expect 0 'no report from: memcheck racecheck initcheck' "$sanitize" "$scratch/tests"
[[ $(wc -l <"$CEO_TEST_RECORD") -eq 6 ]] || fail "other runs: $(cat "$CEO_TEST_RECORD")"
grep -q -e '--tool racecheck --error-exitcode 9 .*/b_test ' "$CEO_TEST_RECORD" || fail 'no racecheck'
CEO_TEST_FAULT=racecheck expect 1 'racecheck reports a fault in a_test' "$sanitize" "$scratch/tests"
CEO_TEST_FAULT=b_test expect 1 'memcheck reports a fault in b_test' "$sanitize" "$scratch/tests" memcheck
expect 1 'no device tests' "$sanitize" "$scratch/bin"
