#!/usr/bin/env bash
# Runs every test of the repository: ./eng/test.sh [arguments for dotnet test]
# Installs libopenslide0, libturbojpeg0 and python3-h5py first where they are missing and may be installed.
set -euo pipefail
cd "$(dirname "$0")/.."

# install PACKAGE NEED: what a bare system lacks, where it may be installed.
install() {
  local command=(apt-get install -y --no-install-recommends "$1")
  if ! command -v apt-get >/dev/null; then
    echo "$1 is missing: $2" >&2
  elif [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${command[@]}" || echo "$1 could not be installed: $2" >&2
  elif sudo -n true 2>/dev/null; then
    sudo apt-get update -qq && sudo DEBIAN_FRONTEND=noninteractive "${command[@]}" || echo "$1 could not be installed: $2" >&2
  else
    echo "$1 is missing and may not be installed from here; run: sudo ${command[*]} ($2)" >&2
  fi
}

has() { ldconfig -p 2>/dev/null | grep -E "$1" >/dev/null; }
if [ "$(uname -s)" = Linux ]; then
  has 'libopenslide\.so\.[01]' || install libopenslide0 "OpenSlide 3.4.1 or newer; its tests fail without it."
  has 'libturbojpeg\.so\.0' || install libturbojpeg0 "JPEG tiles are decoded more slowly; its tests are skipped."
  /usr/bin/python3 -c "import h5py" 2>/dev/null || install python3-h5py "the test that has Python read a feature store is skipped."
fi

# The fewer collections, the rarer TorchSharp's fault that docs/training.md describes.
export DOTNET_GCgen0size=0x10000000

results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
restore=()
[ "${CI:-}" = true ] && restore=(-p:RestoreLockedMode=true)
status=0
dotnet build Histo.Ssl.sln -c Release -v quiet -nologo "${restore[@]}"
for project in tests/*.Tests/*.csproj; do
  dotnet test "$project" -c Release --no-build -nologo --logger "trx;LogFileName=$(basename "$project" .csproj).trx" --results-directory "$results" "$@" || status=1
done

# Benchmarks must build and run; nothing is timed here. Only with all tests: a filter asks for less.
if [ $# -eq 0 ]; then
  dotnet artifacts/bin/Histo.Benchmarks/release/Histo.Benchmarks.dll smoke || status=1
fi

cat "$results"/golden-*.txt 2>/dev/null || true
# The counters of the TRX files, summed without anything that a bare system lacks.
count() { grep -hoE "<Counters [^>]*" "$results"/*.trx | grep -oE " $1=\"[0-9]+\"" | grep -oE '[0-9]+' | awk '{sum += $1} END {print sum + 0}'; }
total=$(count total) passed=$(count passed) executed=$(count executed)
failed=$((executed - passed))
echo "$passed passed, $failed failed, $((total - executed)) skipped"
[ "$passed" -gt 0 ] || status=1
[ "$failed" -eq 0 ] || status=1
exit $status
