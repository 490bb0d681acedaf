#!/usr/bin/env bash
# scripts/check-layers accepts a sound tree and rejects each planted fault, at its file and line.
set -euo pipefail
# shellcheck source=tests/scripts/testing.sh
source "$CEO_SOURCE/tests/scripts/testing.sh"
check=$CEO_SOURCE/scripts/check-layers

mkdir "$scratch/tree"
for folder in kernels host datasets capture verify reports; do
  if [[ -d $CEO_SOURCE/$folder ]]; then cp -R "$CEO_SOURCE/$folder" "$scratch/tree/"; fi
done
expect 0 '' "$check" "$scratch/tree"

# planted FILE LINE MESSAGE: a new file with this as its second line.
planted() {
  mkdir -p "$(dirname "$scratch/tree/$1")"
  printf '#pragma once\n%s\n' "$2" >"$scratch/tree/$1"
  expect 1 "$1:2: $3" "$check" "$scratch/tree"
  rm "$scratch/tree/$1"
}
# accepted FILE LINE: the same, but sound.
accepted() {
  mkdir -p "$(dirname "$scratch/tree/$1")"
  printf '#pragma once\n%s\n' "$2" >"$scratch/tree/$1"
  expect 0 '' "$check" "$scratch/tree"
  rm "$scratch/tree/$1"
}

planted kernels/core/x.hpp '#include "kernels/models/y.hpp"' 'kernels/core must not use kernels/models'
planted kernels/models/x.hpp '#include "kernels/launch/y.hpp"' 'kernels/models must not use kernels/launch'
planted kernels/launch/x.cpp '#include "host/base/error.hpp"' 'kernels/launch must not use host/base'
planted host/base/x.cpp '#include "host/stats/judge.hpp"' 'host/base must not use host/stats'
planted host/theory/x.cpp '#include "host/run/plan.hpp"' 'host/theory must not use host/run'
planted host/stats/x.cpp '#  include <host/io/run_file.hpp>' 'host/stats must not use host/io'
planted host/run/x.cpp '#include "host/io/run_file.hpp"' 'host/run must not use host/io'
planted host/io/x.cpp '#include "verify/pipeline.hpp"' 'host/io must not use verify'
planted reports/x.cpp '#include "verify/pipeline.hpp"' 'reports must not use verify'
planted verify/x.cpp '#include "tests/support/y.hpp"' 'verify must not use tests'
planted datasets/readers/x.cpp '#include "host/io/run_file.hpp"' 'datasets must not use host/io'
planted capture/x.cpp '#include "verify/pipeline.hpp"' 'capture must not use verify'
planted capture/x.cpp '#include <hdf5.h>' 'only host/io sees HDF5'
planted host/io/x.cpp '#include "datasets/readers/mnist.hpp"' 'host/io must not use datasets'
planted host/stats/x.cpp '#include "judge.hpp"' 'a quoted include must start at the repository root'
planted host/stats/x.cpp '#include "../run/plan.hpp"' 'a quoted include must start at the repository root'
planted host/stats/x.cpp '#include SOME_MACRO' 'an include that this check cannot read'
planted verify/x.cpp '#include <hdf5.h>' 'only host/io sees HDF5'
planted host/run/x.hpp '#include <hdf5/serial/H5Fpublic.h>' 'only host/io sees HDF5'
planted verify/x.cpp '#include <mpi.h>' 'only host/mpi sees MPI'
planted kernels/core/x.cuh '#include <cuda_runtime.h>' 'only kernels/launch sees CUDA and Thrust'
planted verify/x.cu '#include <thrust/sort.h>' 'only kernels/launch sees CUDA and Thrust'
planted host/run/x.cpp '#include <curand_kernel.h>' 'only kernels/launch sees CUDA and Thrust'
planted kernels/core/x.hpp '#include <vector>' 'code that runs per sample has no containers'
planted kernels/models/x.hpp '#include <string>' 'code that runs per sample has no containers'
planted kernels/core/x.hpp '#include <iostream>' 'code that runs per sample has no containers'
planted kernels/core/x.hpp 'inline void f() { throw 1; }' 'code that runs per sample has no exceptions'
planted kernels/launch/x.cpp.in '#include "host/base/error.hpp"' 'kernels/launch must not use host/base'

accepted kernels/core/x.hpp '#include <cstdint>'
accepted kernels/core/x.hpp '// a comment may say that nothing here can throw'
accepted kernels/launch/x.cu '#include <thrust/reduce.h>'
accepted kernels/launch/x.cpp '#include <vector>'
accepted host/io/x.cpp '#include <hdf5.h>'
accepted host/stats/x.cpp '#include "kernels/core/portable.hpp"'
accepted capture/x.cpp '#include "datasets/readers/mnist.hpp"'
accepted capture/x.cpp '#include "kernels/core/draws.hpp"'
accepted verify/x.cpp '#include "reports/page.hpp"'

mkdir "$scratch/empty"
expect 1 'no layers found' "$check" "$scratch/empty"
