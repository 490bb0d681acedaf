#!/usr/bin/env bash
# check-sizes, check-paths, check-shell and format --check accept a sound tree and reject each fault.
set -euo pipefail
# shellcheck source=tests/scripts/testing.sh
source "$CEO_SOURCE/tests/scripts/testing.sh"
scripts=$CEO_SOURCE/scripts
tree=$scratch/tree
mkdir -p "$tree/host" "$tree/scripts"
printf 'int f();\n' >"$tree/host/sound.cpp"
printf '#!/usr/bin/env bash\ntrue\n' >"$tree/scripts/sound"

lines() { for ((i = 0; i < $1; ++i)); do echo "// line $i"; done; }

lines 400 >"$tree/host/long.cpp"
expect 0 '' "$scripts/check-sizes" "$tree"
lines 401 >"$tree/host/long.cpp"
expect 1 'host/long.cpp: 401 lines' "$scripts/check-sizes" "$tree"
rm "$tree/host/long.cpp"
lines 401 >"$tree/scripts/long"
expect 1 'scripts/long: 401 lines' "$scripts/check-sizes" "$tree"
rm "$tree/scripts/long"

expect 0 '' "$scripts/check-paths" "$tree"
for folder in home root tmp work Users; do
  printf '// see "/%s/somebody/file"\n' "$folder" >"$tree/host/path.cpp"
  expect 1 "host/path.cpp:1:" "$scripts/check-paths" "$tree"
done
printf '// https://example.org/home/page, results/tmp/x, /usr/bin/env\n' >"$tree/host/path.cpp"
expect 0 '' "$scripts/check-paths" "$tree"
rm "$tree/host/path.cpp"

if command -v shellcheck >/dev/null; then
  expect 0 '' "$scripts/check-shell" "$tree"
  # shellcheck disable=SC2016  # the fault is to be written as it stands
  printf '#!/usr/bin/env bash\nrm -r $1\n' >"$tree/scripts/fault"
  expect 1 'SC2086' "$scripts/check-shell" "$tree"
  rm "$tree/scripts/fault"
else
  echo "not checked: check-shell (shellcheck is absent)"
fi

if "$scripts/format" --check >/dev/null 2>&1 || [[ $? -ne 77 ]]; then
  cp "$CEO_SOURCE/.clang-format" "$tree/"
  expect 0 '' "$scripts/format" --check "$tree"
  printf 'int  f( );\n' >"$tree/host/fault.cpp"
  expect 1 'fault.cpp' "$scripts/format" --check "$tree"
else
  echo "not checked: format --check (clang-format 14 is absent)"
fi
