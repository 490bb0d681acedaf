#!/usr/bin/env bash
# What the build refuses: fast-math from any door, a wrong CEO_CUDA. What it promises: Release without
# being asked, build facts that follow the checkout.
set -euo pipefail
# shellcheck source=tests/scripts/testing.sh
source "$CEO_SOURCE/tests/scripts/testing.sh"

configure() {
  rm -rf "$scratch/build"
  cmake -S "$CEO_SOURCE" -B "$scratch/build" -G Ninja -DCEO_CUDA=OFF -DCEO_BUILD_TESTS=OFF \
    -DCEO_BUILD_BENCHMARKS=OFF "$@"
}
for flag in -ffast-math -Ofast -funsafe-math-optimizations -ffp-contract=fast -ffinite-math-only; do
  expect 1 "CMAKE_CXX_FLAGS holds $flag" configure "-DCMAKE_CXX_FLAGS=-g $flag"
done
expect 1 'CMAKE_CXX_FLAGS_RELEASE holds -Ofast' configure '-DCMAKE_CXX_FLAGS_RELEASE=-Ofast -DNDEBUG'
CXXFLAGS=-ffast-math expect 1 'CMAKE_CXX_FLAGS holds -ffast-math' configure
expect 1 'CMAKE_CUDA_FLAGS holds --use_fast_math' configure -DCMAKE_CUDA_FLAGS=--use_fast_math
expect 1 'CEO_CUDA is "maybe"' configure -DCEO_CUDA=maybe

expect 0 'Generating done' configure
grep -q '^CMAKE_BUILD_TYPE:STRING=Release$' "$scratch/build/CMakeCache.txt" ||
  fail 'the default build type is not Release'
grep -q -e '-ffp-contract=off' "$scratch/build/compile_commands.json" || fail 'contraction is not off'
! grep '"command"' "$scratch/build/compile_commands.json" | grep -v -e '-ffp-contract=off' ||
  fail 'a translation unit may contract'

# Build facts, in a checkout of their own.
command -v git >/dev/null || exit 0
checkout=$scratch/checkout
mkdir "$checkout"
printf 'unchanged\n' >"$checkout/file"
git() { command git -C "$checkout" -c user.name=test -c user.email=test@example.org "$@"; }
printf 'set(version 1)\n' >"$scratch/facts.cmake"
printf '@version@ @commit@ @dirty@\n' >"$scratch/facts.in"
facts() {
  cmake -D SOURCE_DIR="$checkout" -D TEMPLATE="$scratch/facts.in" -D OUTPUT="$scratch/facts.out" \
    -D FACTS="$scratch/facts.cmake" -P "$CEO_SOURCE/cmake/write_build_info.cmake"
  cat "$scratch/facts.out"
}
expect 0 '1 unknown false' facts
git init -q
git add file
git commit -q -m 'a commit'
expect 0 "1 $(git rev-parse HEAD) false" facts
stamp=$(stat -c %y "$scratch/facts.out")
expect 0 "1 $(git rev-parse HEAD) false" facts
[[ $(stat -c %y "$scratch/facts.out") == "$stamp" ]] || fail 'rewritten although nothing changed'
printf 'changed\n' >"$checkout/file"
expect 0 "1 $(git rev-parse HEAD) true" facts
