#!/usr/bin/env bash
# Compiles bits_main.cpp and the generated twins with one compiler at several options, runs the
# results and compares every total with those of the build's own program. The twins are compiled
# without -ffp-contract unless a variant names it, so the compiler's default is tried too.
#
#   run_matrix.sh gcc|clang|aarch64 REFERENCE_PROGRAM TWINS_FOLDER
#
# Exit code 77 where the compiler or the emulator is missing. CEO_SOURCE is the repository root;
# CEO_COMPILER_LAUNCHER (ccache, say) is put in front of the compiler if it is set.
set -euo pipefail
family=$1 reference=$2 twins=$3
export LC_ALL=C.UTF-8

emulator=() link=(-pthread)
packs=(scalar portable8 portable16)
case $family in
  gcc)
    compiler=g++ packs+=(avx2 avx512)
    variants=("-O0" "-O0 -ffp-contract=off" "-O3")
    ;;
  clang)
    compiler=clang++ packs+=(avx2 avx512)
    variants=("-O0" "-O0 -ffp-contract=off" "-O3" "-O3 -ffp-contract=off")
    ;;
  aarch64)
    compiler=aarch64-linux-gnu-g++ emulator=(qemu-aarch64) link+=(-static)
    variants=("-O0" "-O3")
    ;;
  *)
    echo "unknown family '$family'"
    exit 2
    ;;
esac
for tool in "$compiler" "${emulator[@]}"; do
  if ! command -v "$tool" >/dev/null; then
    echo "SKIPPED: $tool is absent, so the bits of $family were not compared; run scripts/setup"
    exit 77
  fi
done
if [[ $family != aarch64 && $(uname -m) != x86_64 ]]; then packs=(scalar portable8 portable16); fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
launcher=()
if [[ -n ${CEO_COMPILER_LAUNCHER:-} ]]; then launcher=("$CEO_COMPILER_LAUNCHER"); fi

# compile OBJECT SOURCE OPTION...
compile() {
  local object=$1 source=$2
  shift 2
  "${launcher[@]}" "$compiler" -std=c++20 -I"$CEO_SOURCE" -Wno-psabi "$@" -c "$source" -o "$object"
}

# The options that the pack's instruction set needs, as cmake/CeoCompiler.cmake.
pack_options() {
  case $1 in
    avx2) echo -mavx2 -mfma ;;
    avx512) echo -mavx512f -mfma ;;
  esac
}

# What stands around the twins works on integers only: one compilation serves all variants.
common=()
for source in tests/bits/bits_main.cpp tests/support/{gaussian_ceo_cell,golden_cases}.cpp \
  kernels/launch/{cpu_launcher,cpu_pool,cpu_worker,known_answers,packs,totals,twins}.cpp; do
  common+=("$scratch/$(basename "$source" .cpp).o")
  compile "${common[-1]}" "$CEO_SOURCE/$source" -O1
done

"$reference" >"$scratch/expected.txt"
[[ $(wc -l <"$scratch/expected.txt") -gt 1000 ]] || { echo "the reference printed too little"; exit 1; }
for variant in "${variants[@]}"; do
  read -ra options <<<"$variant"
  objects=() compiled=()
  for pack in "${packs[@]}"; do
    read -ra needed <<<"$(pack_options "$pack")"
    objects+=("$scratch/$pack.o")
    # g++ takes half a minute over the wide portable pack at -O3: it stays as the variant before
    # left it. Its source is that of portable8.
    if [[ $family != clang && $variant == -O3* && $pack == portable16 ]]; then continue; fi
    compiled+=("$pack")
    compile "${objects[-1]}" "$twins/gaussian_ceo_$pack.cpp" "${options[@]}" "${needed[@]}"
  done
  "$compiler" "${common[@]}" "${objects[@]}" "${link[@]}" -o "$scratch/bits"
  if ! "${emulator[@]}" "$scratch/bits" >"$scratch/found.txt"; then
    echo "FAILED: $compiler $variant: the packs differ among themselves"
    grep '^pack' "$scratch/found.txt" || true
    exit 1
  fi
  if ! cmp -s "$scratch/expected.txt" "$scratch/found.txt"; then
    echo "FAILED: $compiler $variant gives other bits than this build; first differences:"
    diff "$scratch/expected.txt" "$scratch/found.txt" | head -20 || true
    exit 1
  fi
  echo "equal: $compiler $variant (${compiled[*]})"
done
