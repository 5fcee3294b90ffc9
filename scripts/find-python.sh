#!/bin/sh
# Prints the first Python of at least 3.11 that really runs; exit code 2 with a sentence if none does.
for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
    [ -n "$name" ] || continue
    path=$(command -v "$name") || continue
    if "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "$path"
        exit 0
    fi
done
echo "This project needs Python 3.11 or later, and none was found." >&2
echo "Install one (Debian 12: apt-get install python3 python3-venv), or name it: PYTHON=/path make" >&2
exit 2
