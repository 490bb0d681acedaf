#!/usr/bin/env bash
# Code that must not compile: every source of the engine refuses fast-math with a message.
#
#   fast_math_test.sh COMPILER...      exit code 77 if none of them is there
set -euo pipefail
message="fast-math changes the bits of every result"

tried=0
for compiler in "$@"; do
  if ! command -v "$compiler" >/dev/null; then
    echo "SKIPPED: $compiler is absent"
    continue
  fi
  tried=$((tried + 1))
  check=("$compiler" -std=c++20 -I"$CEO_SOURCE" -fsyntax-only -x c++ "$CEO_SOURCE/kernels/models/gaussian_ceo.hpp")
  if ! output=$("${check[@]}" -O3 2>&1); then
    echo "FAILED: $compiler refuses the sound options"$'\n'"$output"
    exit 1
  fi
  flags=(-ffast-math -Ofast -ffinite-math-only)
  # g++ tells the preprocessor of these too; clang++ 14 does not.
  if "$compiler" -dM -E -x c++ /dev/null | grep -q __GNUC__ && ! "$compiler" --version | grep -q clang; then
    flags+=(-funsafe-math-optimizations -freciprocal-math)
  fi
  for flag in "${flags[@]}"; do
    if output=$("${check[@]}" "$flag" 2>&1); then
      echo "FAILED: $compiler $flag compiles"
      exit 1
    fi
    [[ $output == *"$message"* ]] || { echo "FAILED: $compiler $flag gives another error:"$'\n'"$output"; exit 1; }
    echo "refused: $compiler $flag"
  done
done
if [[ $tried -eq 0 ]]; then
  echo "SKIPPED: no compiler of this list is there: $*"
  exit 77
fi
