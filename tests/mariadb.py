"""A real MariaDB server of the tests' own: private socket, no network, gone afterwards.

python -m tests.mariadb COMMAND...    runs the command with DATABASE_URL set to the server
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import MySQLdb

from tournament.processes import leash

START_LIMIT = 60.0
"""Seconds until a server that does not answer counts as broken."""
_LOOK_EVERY = 0.05


@contextmanager
def server() -> Iterator[str]:
    """Run a fresh server; yields a DATABASE_URL for it."""
    with tempfile.TemporaryDirectory(prefix="mariadb-") as name:
        directory = Path(name)
        _install(directory)
        process = leash.start(_command(directory), stdout=subprocess.DEVNULL)
        try:
            _await_answer(directory, process)
            yield f"mysql://root@localhost/contest?unix_socket={quote(str(directory / 'socket'))}"
        finally:
            leash.end_group(process, signal.SIGKILL)
            process.wait()


def _program(name: str) -> str:
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if path is None:
        raise SystemExit(f"{name} is missing: apt-get install mariadb-server-core")
    return path


def _install(directory: Path) -> None:
    command = [
        _program("mariadb-install-db"),
        "--no-defaults",
        f"--datadir={directory / 'data'}",
        f"--user={pwd.getpwuid(os.getuid()).pw_name}",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--force",  # a machine need not know its own name
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"mariadb-install-db failed:\n{done.stdout}{done.stderr}")


def _command(directory: Path) -> list[str]:
    """The server, quick rather than safe: its data is worth nothing after the tests."""
    return [
        _program("mariadbd"),
        "--no-defaults",
        f"--datadir={directory / 'data'}",
        f"--socket={directory / 'socket'}",
        f"--log-error={directory / 'log'}",
        f"--pid-file={directory / 'pid'}",
        f"--user={pwd.getpwuid(os.getuid()).pw_name}",
        "--skip-networking",
        "--skip-log-bin",
        "--skip-name-resolve",
        "--performance-schema=OFF",
        "--character-set-server=utf8mb4",
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-doublewrite=0",
        "--innodb-buffer-pool-size=128M",
        "--innodb-log-file-size=48M",
    ]


def _await_answer(directory: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(int(START_LIMIT / _LOOK_EVERY)):
        try:
            with closing(
                MySQLdb.connect(user="root", unix_socket=str(directory / "socket"))
            ) as connection:
                connection.query("CREATE DATABASE contest")
            return
        except MySQLdb.OperationalError:
            pass
        try:
            process.wait(_LOOK_EVERY)
        except subprocess.TimeoutExpired:
            continue
        break
    log = (directory / "log").read_text("utf-8", "replace")
    raise SystemExit(f"MariaDB did not start:\n{log[-4000:]}")


def main() -> int:
    with server() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
