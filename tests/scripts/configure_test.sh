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

# Every preset configures, builds and tests; the static one configures here, without nvcc.
for preset in release portable cuda cuda-debug cpu cpu-debug; do
  for kind in configure build test workflow; do
    expect 0 "\"$preset\"" cmake -S "$CEO_SOURCE" --list-presets="$kind"
  done
done
configure_portable() {
  (cd "$CEO_SOURCE" && cmake --preset portable -B "$scratch/portable" -DCEO_CUDA=OFF \
    -DCEO_BUILD_TESTS=OFF "$@")
}
expect 0 'Generating done' configure_portable
grep -qE ' [^ ]*libhdf5[a-z_]*_hl\.a [^ ]*libhdf5[a-z_]*\.a [^ ]*libsz\.a [^ ]*libaec\.a [^ ]*libz\.a ' \
  "$scratch/portable/build.ninja" || fail 'no archives of HDF5 in their order'
grep -q 'libcrypto\.a' "$scratch/portable/build.ninja" || fail 'no archive of OpenSSL'
archives=$(dirname "$(sed -n 's/^CEO_Z_ARCHIVE:[A-Z]*=//p' "$scratch/portable/CMakeCache.txt")")
expect 1 'libsz.a;libaec.a;libz.a;libcrypto.a' configure_portable --fresh \
  "-DCMAKE_IGNORE_PATH=$archives;${archives#/usr}"

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
