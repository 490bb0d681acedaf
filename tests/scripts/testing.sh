# shellcheck shell=bash
# Shared by the tests of the scripts. Sourced; wants the repository root in CEO_SOURCE.

export LC_ALL=C.UTF-8
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
  printf 'FAILED: %s\n' "$*"
  exit 1
}

# expect CODE TEXT COMMAND...: the command ends with CODE and its output holds TEXT.
expect() {
  local want=$1 text=$2 code=0 output
  shift 2
  output=$("$@" 2>&1) || code=$?
  [[ $code -eq $want ]] || fail "exit code $code, not $want, of: $*"$'\n'"$output"
  [[ $output == *"$text"* ]] || fail "no '$text' in the output of: $*"$'\n'"$output"
}
