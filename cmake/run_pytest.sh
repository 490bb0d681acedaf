#!/usr/bin/env bash
# Runs one pytest file; exit code 77 (a skip for ctest) where its modules are missing or where every
# test in it was skipped.
set -euo pipefail

python=/usr/bin/python3 # Debian's own: the modules are Debian packages
for module in pytest h5py; do
  if ! "$python" -c "import $module" 2>/dev/null; then
    echo "SKIPPED: $python has no module $module; run scripts/setup"
    exit 77
  fi
done

log=$(mktemp)
trap 'rm -f "$log"' EXIT
code=0
support=$(cd "$(dirname "${BASH_SOURCE[0]}")/../tests/support" && pwd)
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$support "$python" -m pytest -p no:cacheprovider -rs --color=no "$@" | tee "$log" || code=$?
if [[ $code -eq 0 ]] && ! tail -n 1 "$log" | grep -q ' passed'; then
  echo "SKIPPED: every test of the file was skipped"
  exit 77
fi
exit "$code"
