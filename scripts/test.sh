#!/bin/sh
# Every check and test of the project; the first one that fails ends it.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin

step() {
    printf '\n== %s\n' "$1"
    shift
    "$@"
}

step "ruff check" $bin/ruff check .
step "ruff format" $bin/ruff format --check .
step "mypy" $bin/mypy
step "Django's checks" $bin/python manage.py check
step "migrations are complete" $bin/python manage.py makemigrations --check --dry-run
step "tests on SQLite" $bin/pytest -q -n auto -m "not stack and not browser"
step "tests of the site on MariaDB" \
    $bin/python -m tests.mariadb $bin/pytest -q -n auto -m "not stack and not browser" tests/site tests/ops
step "tests with real processes and a real browser" $bin/pytest -q -m "stack or browser"
printf '\nAll checks and tests passed.\n'
