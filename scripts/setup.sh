#!/bin/sh
# Makes everything ready in .venv, in VAR_DIR or IMAGES_DIR and, where needed, in the system. Quick
# when nothing is missing.
# Usage: scripts/setup.sh run   what the site needs
#        scripts/setup.sh dev   and what the tests need
set -eu
cd "$(dirname "$0")/.."
mode=${1:-run}

need() { # need PACKAGE CONDITION...: names the Debian package if the condition does not hold
    package=$1
    shift
    "$@" >/dev/null 2>&1 || echo "$package"
}
has_header() { # the headers of the Python that we chose
    "$python" -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))'
}
has_command() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1"; }

# --- Python -----------------------------------------------------------------------------------
if .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=.venv/bin/python
elif ! python=$(scripts/find-python.sh 2>/dev/null); then
    scripts/system-packages.sh python3 python3-venv python3-dev
    python=$(scripts/find-python.sh)
fi

# --- What mysqlclient is built with: the site can do without, the tests cannot ------------------
requirements=requirements.txt
[ "$mode" = dev ] && requirements=requirements-dev.txt
if ! .venv/bin/python -c 'import MySQLdb' 2>/dev/null; then
    missing=$(need build-essential has_command cc
        need python3-dev has_header
        need pkg-config has_command pkg-config
        need libmariadb-dev pkg-config --exists libmariadb)
    # shellcheck disable=SC2086 # one word for each package
    if [ "$mode" = dev ]; then
        scripts/system-packages.sh $missing
    elif ! scripts/system-packages.sh $missing 2>/dev/null; then
        echo "Going on without mysqlclient, which needs $(echo $missing): SQLite only."
        [ -d var ] || mkdir -m 700 var
        grep -v '^mysqlclient' requirements.txt > var/requirements-sqlite.txt
        requirements=var/requirements-sqlite.txt
    fi
fi

# --- Other system packages ------------------------------------------------------------------------
missing=""
if [ "$python" != .venv/bin/python ]; then
    missing=$(need python3-venv "$python" -c 'import ensurepip, venv')
fi
if [ "$mode" = dev ]; then
    missing="$missing $(need mariadb-server-core has_command mariadbd
        need mariadb-server-core has_command mariadb-install-db
        need mariadb-client-core has_command my_print_defaults
        need chromium has_command chromium
        need bubblewrap has_command bwrap
        need fonts-dejavu-core test -d /usr/share/fonts/truetype/dejavu)"
fi
# shellcheck disable=SC2086
scripts/system-packages.sh $missing

# --- Python packages --------------------------------------------------------------------------------
stamp=$(cat constraints.txt requirements.txt "$requirements" | sha256sum | cut -d ' ' -f 1)
if ! grep -qsx "$stamp" .venv/ready-"$mode"; then
    if [ "$python" != .venv/bin/python ]; then
        echo "Making .venv with $("$python" --version)"
        "$python" -m venv --clear .venv
    fi
    scripts/python-packages.sh .venv/bin/python "$mode" "$requirements"
    echo "$stamp" > .venv/ready-"$mode"
    if [ "$mode" = dev ]; then # which is more than the site needs
        cat constraints.txt requirements.txt requirements.txt |
            sha256sum | cut -d ' ' -f 1 > .venv/ready-run
    fi
fi

# --- The sandbox's runtime image ----------------------------------------------------------------------
[ -d "${VAR_DIR:-var}" ] || mkdir -p -m 700 "${VAR_DIR:-var}"
if ! .venv/bin/python -m pacman_engine image build && [ "$mode" = dev ]; then
    exit 2 # the tests play in it; the site says at its start what it lacks
fi
