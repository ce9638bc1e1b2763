#!/bin/sh
# The tests of deploy/ want a real nginx and a real Caddy. Debian and its relatives have them as packages, which are
# unpacked into the environment ($1) instead of installed, so that nothing of them is started on this machine.
set -eu
here="$1/../proxies"
for name in nginx caddy; do
  if command -v "$name" >/dev/null 2>&1 || [ -e "$here/$name.tried" ]; then continue; fi
  mkdir -p "$here"
  touch "$here/$name.tried"
  if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-deb >/dev/null 2>&1; then
    echo "There is no $name here; its tests are skipped." >&2
    continue
  fi
  echo "Fetching $name."
  (cd "$here" && apt-get download -qq "$name" >/dev/null 2>&1 && dpkg-deb -x "$name"_*.deb . && rm -f "$name"_*.deb) ||
    echo "No package of $name could be had; its tests are skipped." >&2
done
