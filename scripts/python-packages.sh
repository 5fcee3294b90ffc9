#!/bin/sh
# Installs the packages of a requirements file. Where there is no sandbox for this kind of machine
# (wasmtime has no wheel for it) the site's are installed without it; those of the tests are not.
# Usage: scripts/python-packages.sh PYTHON run|dev REQUIREMENTS
set -eu
python=$1
mode=$2
requirements=$3

pip() { "$python" -m pip "$@"; }
install() { pip install --disable-pip-version-check --quiet -c constraints.txt -r "$1"; }
sandbox() { grep -E '^(wasmtime|componentize-py)=' requirements.txt | cut -d ' ' -f 1; }
has_sandbox() { # whether the packages of the sandbox can be had here
    # shellcheck disable=SC2046 # one word for each package
    pip download --disable-pip-version-check --quiet --no-deps --only-binary :all: \
        --dest "$1" $(sandbox) >/dev/null 2>&1
}

echo "Installing the packages of $requirements"
if install "$requirements"; then
    exit 0
fi
[ "$mode" = run ] || exit 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if has_sandbox "$folder"; then
    exit 2 # it was something else, and pip has said what
fi
grep -vE '^(wasmtime|componentize-py)=' "$requirements" > "$folder/requirements.txt"
install "$folder/requirements.txt" || exit 2
echo "Going on without the sandbox: there is no $(sandbox | tr '\n' ' ')for this machine."
echo "The site runs, but plays only native tournaments (NATIVE_TRUSTED=1, see docs/operators.md)."
