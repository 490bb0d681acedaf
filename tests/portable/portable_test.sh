#!/usr/bin/env bash
# scripts/check-portable accepts a program linked from archives, which runs in an empty environment,
# and rejects the same program linked as usual.
#
#   portable_test.sh STATIC_PROBE SHARED_PROBE
set -euo pipefail
# shellcheck source=tests/scripts/testing.sh
source "$CEO_SOURCE/tests/scripts/testing.sh"
check=$CEO_SOURCE/scripts/check-portable

expect 0 'ceo-static-probe: lib' "$check" "$1"
cd "$scratch"
expect 0 'SHA-256 right' env -i "$1"
if [[ ${CEO_STATIC:-0} == 0 ]]; then
  expect 1 'ceo-shared-probe needs libcrypto' "$check" "$2"
  expect 1 'ceo-shared-probe needs libcrypto' "$check" "$1" "$2"
  expect 1 'needs libstdc++.so.6' "$check" "$2"
fi
printf 'text\n' >text
expect 1 'no program' "$check" text
expect 1 'usage' "$check"
