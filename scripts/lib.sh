# shellcheck shell=bash
# Shared by the scripts. Sourced, never run.

export LC_ALL=C.UTF-8

# The checkout that holds this file, without symbolic links.
ceo_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# CEO_BUILD_DIR moves the build folder of the scripts.
# shellcheck disable=SC2034  # used by the scripts that source this file
ceo_build=${CEO_BUILD_DIR:-$ceo_root/build}

# Folders with C++ and CUDA sources.
ceo_source_folders=(kernels host datasets capture verify reports tests benchmarks)

# Debian 12 packages: what the program needs, and what the tests need besides.
# shellcheck disable=SC2034
ceo_program_packages=(
  g++ cmake ninja-build git
  libhdf5-dev libeigen3-dev libboost-math-dev libcli11-dev libtomlplusplus-dev
  nlohmann-json3-dev libfmt-dev libssl-dev gnuplot-nox
  zlib1g-dev libbz2-dev libarchive-dev libmatio-dev libopenmpi-dev openmpi-bin
)
# shellcheck disable=SC2034
ceo_test_packages=(
  libgtest-dev libgmock-dev librapidcheck-dev librandom123-dev libbenchmark-dev
  libthrust-dev libtbb-dev libomp-dev libglpk-dev
  python3 python3-pytest python3-numpy python3-h5py python3-xarray python3-h5netcdf hdf5-tools
  clang libclang-rt-14-dev clang-format clang-tidy cppcheck shellcheck g++-aarch64-linux-gnu qemu-user
  tidy libxml2-utils cmark-gfm curl slurmctld slurmd slurm-client munge procps
)

# What lets ceo-capture train deep networks. Nothing else needs it, it brings 500 MB (OpenCV, FFmpeg), and its
# tests are skipped aloud without it: so `scripts/setup torch` alone installs it.
# shellcheck disable=SC2034
ceo_torch_packages=(libtorch-dev)

# The peers of scripts/bench, with a BLAS that is worth a comparison.
# shellcheck disable=SC2034
ceo_benchmark_packages=(python3 python3-numpy libopenblas0-pthread)

say() { printf '== %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Prints those of its arguments that are Debian packages not installed here.
missing_packages() {
  local package
  for package in "$@"; do
    if ! dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed; then
      printf '%s\n' "$package"
    fi
  done
}

# Prints the C++ and CUDA sources of a tree (default: this one), one per line, sorted.
cpp_sources() {
  local root=${1:-$ceo_root} folder
  for folder in "${ceo_source_folders[@]}"; do
    [[ -d $root/$folder ]] || continue
    find "$root/$folder" -type f \
      \( -name '*.hpp' -o -name '*.cpp' -o -name '*.cu' -o -name '*.cuh' \)
  done | sort
}

# Prints every text file of a tree that is part of the source: what git would keep, or every file
# where the tree is no checkout.
source_files() {
  local root=${1:-$ceo_root}
  if [[ -e $root/.git ]] && command -v git >/dev/null; then
    git -c safe.directory='*' -C "$root" ls-files --cached --others --exclude-standard |
      while IFS= read -r file; do
        if [[ -f $root/$file ]]; then printf '%s\n' "$root/$file"; fi
      done
  else
    (cd "$root" && find . -type f -not -path './.git/*' -not -path './build*/*' -not -path './results/*' -printf "$root/%P\n")
  fi | sort
}

# Prints the CUDA devices of this machine, one per line; fails where there is none.
cuda_devices() {
  command -v nvidia-smi >/dev/null && nvidia-smi -L 2>/dev/null | grep '^GPU '
}

# Prints one entry of the CMake cache of a build folder.
cache_entry() {
  sed -n "s/^$2:[A-Z]*=//p" "$1/CMakeCache.txt"
}

# Configures a preset into a folder. A folder left behind by another checkout or generator is
# configured afresh, since CMake would refuse it.
configure_preset() {
  local preset=$1 folder=$2 fresh=()
  shift 2
  if [[ -f $folder/CMakeCache.txt ]] &&
    [[ $(cache_entry "$folder" CMAKE_HOME_DIRECTORY) != "$ceo_root" ||
      $(cache_entry "$folder" CMAKE_GENERATOR) != Ninja ]]; then
    say "$folder belongs to another checkout or generator; configuring it afresh"
    fresh=(--fresh)
  fi
  (cd "$ceo_root" && cmake --preset "$preset" -B "$folder" "${fresh[@]}" "$@")
}
