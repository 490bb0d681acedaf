#!/usr/bin/env bash
# scripts/test-gpu with stand-ins for nvidia-smi, the program and the device tests: without a device it
# says so and ends with 5; with one it packs everything, and any failure or other bits end with 1.
# shellcheck disable=SC2016  # stand-ins are written as they stand
set -euo pipefail
# shellcheck source=tests/scripts/testing.sh
source "$CEO_SOURCE/tests/scripts/testing.sh"
tree=$scratch/tree
mkdir -p "$tree/scripts" "$tree/device-tests" "$scratch/bin"
cp "$CEO_SOURCE"/scripts/{lib.sh,sanitize-device,test-gpu} "$tree/scripts/"
test_gpu=$tree/scripts/test-gpu
export CEO_TEST_RECORD=$scratch/record
unset CEO_REQUIRE_GPU CEO_BUILD_DIR

# stand_in FILE: an executable from standard input.
stand_in() {
  cat >"$1"
  chmod +x "$1"
}
stand_in "$scratch/bin/nvidia-smi" <<<'exit 9'
PATH=$scratch/bin:$PATH expect 5 'There is no CUDA device' "$test_gpu"
export PATH=$scratch/bin:$PATH
[[ $("$test_gpu" 2>&1 | wc -l) -eq 1 ]] || fail 'more than one line without a device'
[[ ! -e $tree/results ]] || fail 'results without a device'

stand_in "$scratch/bin/nvidia-smi" <<<'echo "GPU 0: Stand-in (UUID: none)"'
stand_in "$scratch/bin/compute-sanitizer" <<<'echo "$*" >>"$CEO_TEST_RECORD"'
expect 1 'there is no ceo-verify' "$test_gpu"

stand_in "$tree/ceo-verify" <<'STANDIN'
#!/usr/bin/env bash
echo "ceo-verify $*" >>"$CEO_TEST_RECORD"
[[ $1 == run ]] || exit 0
hash=aa
[[ $* != *"--backend cuda"* ]] || hash=${CEO_TEST_CUDA_HASH:-aa}
while [[ $1 != -o ]]; do shift; done
echo file >"$2"
printf '{\n  "content_sha256": "%s",\n  "samples": 3000,\n  "seconds": 1.5,\n  "claims": []\n}\n' "$hash"
exit "${CEO_TEST_RUN_CODE:-0}"
STANDIN
expect 1 'no device tests' "$test_gpu"
stand_in "$tree/device-tests/good_test" <<<'[ "$CEO_REQUIRE_GPU" = 1 ] && echo good "$*" >>"$CEO_TEST_RECORD"'

: >"$CEO_TEST_RECORD"
expect 0 'passed   same-bits' "$test_gpu" 5e8
for line in 'ceo-verify doctor' 'good ' '--tool initcheck .*good_test' 'run quick --backend cpu' \
  'run quick --backend cuda .*--samples 5e8'; do
  grep -q -e "$line" "$CEO_TEST_RECORD" || fail "did not run: $line"$'\n'"$(cat "$CEO_TEST_RECORD")"
done
packed=$(tar -tzf "$tree"/results/gpu-*.tar.gz)
for file in summary.txt doctor.log good_test.log sanitize-device.log quick-cpu.h5 quick-cuda.h5 \
  quick-cuda.json same-bits.log throughput.json; do
  grep -q "/$file$" <<<"$packed" || fail "not packed: $file"
done
expect 0 'throughput: 3000 samples in 1.5 s, 2000 samples/s' "$test_gpu"

CEO_TEST_CUDA_HASH=bb expect 1 'content_sha256 of CPU and device differ' "$test_gpu"
CEO_TEST_CUDA_HASH='' CEO_TEST_RUN_CODE=70 expect 1 'FAILED   quick-cuda (exit code 70)' "$test_gpu"
stand_in "$scratch/bin/compute-sanitizer" <<<'exit 9'
expect 1 'FAILED   sanitize-device' "$test_gpu"
stand_in "$scratch/bin/compute-sanitizer" <<<'exit 0'
stand_in "$tree/device-tests/bad_test" <<<'echo wrong; exit 1'
expect 1 'FAILED   bad_test (exit code 1): wrong' "$test_gpu"
rm "$tree/device-tests/bad_test"

# In a checkout it builds first, and takes what it built.
touch "$tree/CMakeLists.txt"
mkdir -p "$scratch/build"
mv "$tree/ceo-verify" "$tree/device-tests" "$scratch/build/"
stand_in "$tree/scripts/setup" <<<'exit 0'
stand_in "$scratch/bin/cmake" <<<'echo "cmake $*" >>"$CEO_TEST_RECORD"; exit "${CEO_TEST_CMAKE_CODE:-0}"'
CEO_BUILD_DIR=$scratch/build expect 0 'passed   good_test' "$test_gpu"
grep -q 'cmake --build .* --target ceo-verify device-tests' "$CEO_TEST_RECORD" || fail 'did not build'
CEO_BUILD_DIR=$scratch/build CEO_TEST_CMAKE_CODE=3 expect 3 '' "$test_gpu"
