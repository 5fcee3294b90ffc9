#!/bin/sh
# Installs Debian packages as root or through sudo without a password; otherwise prints the exact
# command and ends with exit code 2. Usage: scripts/system-packages.sh PACKAGE...
set -eu
[ $# -gt 0 ] || exit 0
if ! command -v apt-get >/dev/null; then
    echo "Missing on this system (names of Debian packages): $*" >&2
    exit 2
elif [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "These system packages are missing. Install them, then run the same target again:" >&2
    echo "    sudo apt-get install --no-install-recommends $*" >&2
    exit 2
fi
echo "Installing system packages: $*"
$as_root apt-get update -q >/dev/null
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "$@" >/dev/null
