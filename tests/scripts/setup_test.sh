#!/usr/bin/env bash
# scripts/setup installs exactly what is missing; dpkg-query, apt-get and sudo are replaced by
# stand-ins that keep a record.
set -euo pipefail
# shellcheck source=tests/scripts/testing.sh
source "$CEO_SOURCE/tests/scripts/testing.sh"
setup=$CEO_SOURCE/scripts/setup
mkdir "$scratch/bin"
export CEO_TEST_RECORD=$scratch/record CEO_TEST_ABSENT=''
unset CEO_SKIP_SETUP

cat >"$scratch/bin/dpkg-query" <<'STANDIN'
#!/usr/bin/env bash
package=${*: -1}
if [[ " $CEO_TEST_ABSENT " == *" $package "* ]]; then exit 1; fi
if [[ " ${CEO_TEST_REMOVED:-} " == *" $package "* ]]; then printf config-files; else printf installed; fi
STANDIN
for name in apt-get sudo; do
  # shellcheck disable=SC2016  # written as it stands
  printf '#!/usr/bin/env bash\necho "%s $*" >>"$CEO_TEST_RECORD"\n' "$name" >"$scratch/bin/$name"
done
# shellcheck disable=SC2016  # written as it stands
printf 'exec "$@"\n' >>"$scratch/bin/sudo"
# shellcheck disable=SC2016
printf 'exit "${CEO_TEST_APT_CODE:-0}"\n' >>"$scratch/bin/apt-get"
chmod +x "$scratch/bin/"*
export PATH=$scratch/bin:$PATH

# Everything there: no apt-get at all, so no network and no root.
expect 0 'packages are installed' "$setup"
[[ ! -e $CEO_TEST_RECORD ]] || fail "apt-get ran without need: $(cat "$CEO_TEST_RECORD")"

# Two missing, one of them removed but for its configuration.
CEO_TEST_ABSENT=libhdf5-dev CEO_TEST_REMOVED=libgtest-dev expect 0 'installing 2' "$setup"
grep -q 'apt-get .* update$' "$CEO_TEST_RECORD" || fail 'no apt-get update'
grep -q 'apt-get .* install -y --no-install-recommends libhdf5-dev libgtest-dev$' "$CEO_TEST_RECORD" ||
  fail "other packages: $(cat "$CEO_TEST_RECORD")"

# The program does not need the packages of the tests.
rm "$CEO_TEST_RECORD"
CEO_TEST_ABSENT=libgtest-dev expect 0 'packages are installed' "$setup" program
[[ ! -e $CEO_TEST_RECORD ]] || fail 'a test package was installed for the program'

# The benchmark brings its peers.
CEO_TEST_ABSENT=libopenblas0-pthread expect 0 'installing 1' "$setup" benchmark
grep -q 'install .* libopenblas0-pthread$' "$CEO_TEST_RECORD" || fail 'no BLAS for the benchmark'

# LibTorch comes when it is asked for alone.
rm "$CEO_TEST_RECORD"
CEO_TEST_ABSENT=libtorch-dev expect 0 'packages are installed' "$setup"
[[ ! -e $CEO_TEST_RECORD ]] || fail 'LibTorch was installed unasked'
CEO_TEST_ABSENT=libtorch-dev expect 0 'installing 1' "$setup" torch

CEO_TEST_ABSENT=cmake CEO_TEST_APT_CODE=100 expect 1 'apt-get update failed' "$setup"
CEO_TEST_ABSENT=cmake CEO_SKIP_SETUP=1 expect 0 'skipped' "$setup"
expect 1 "unknown argument 'nonsense'" "$setup" nonsense
