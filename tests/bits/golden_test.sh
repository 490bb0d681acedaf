#!/usr/bin/env bash
# The totals of this build are those of every release so far (golden.txt).
#
#   golden_test.sh BITS_PROGRAM GOLDEN
set -euo pipefail
if diff <(grep -v '^#' "$2") <("$1" --digest); then
  echo "all digests agree"
else
  echo "The bits have changed. If a definition in docs/engine.md was changed on purpose, write the"
  echo "new lines (>) into tests/bits/golden.txt; otherwise this is a defect."
  exit 1
fi
