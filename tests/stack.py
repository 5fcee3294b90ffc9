"""A whole site of the tests' own: real processes, a private var/, a free port.

The site's database is read directly (SQLite, read only), so that a test can wait for what it
needs to see without asking the processes under test.
"""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.programs import LIMIT, await_gone, command_of, descendants

ROOT = Path(__file__).resolve().parents[1]
_LOOK_EVERY = 0.05


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """`manage.py up` with its data under `folder`; a context manager that leaves no process."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.var = folder / "var"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / "site.log"
        self._environment = {
            **{k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
            "VAR_DIR": str(self.var),
            "SITE_URL": self.url,
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Site:
        self.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.stop()

    def run(self, *arguments: str) -> str:
        """Run a Python command for this site; its output."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{arguments}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "manage.py", "up", "--port", str(self.port)],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_for(self._answers, "the site answers")

    def stop(self) -> None:
        """One Ctrl-C; fails if a process is left behind."""
        if self._process is None:
            return
        family = descendants(self.pid)
        self._process.send_signal(signal.SIGINT)
        self._process.wait(LIMIT)
        self._process = None
        for pid in family:
            await_gone(pid)

    def kill(self) -> None:
        """Kill `up` itself and wait until its whole family is gone."""
        assert self._process is not None
        family = descendants(self.pid)
        self._process.kill()
        self._process.wait(LIMIT)
        self._process = None
        for pid in family:
            await_gone(pid)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def log(self) -> str:
        return self._log.read_text("utf-8", "replace")

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def wait_for(self, condition: Callable[[], Any], what: str, limit: float = 4 * LIMIT) -> Any:
        """Wait until the condition is true; its value. Ends at once if the site does."""
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            if found := condition():
                return found
            assert self._process is not None
            try:
                self._process.wait(_LOOK_EVERY)
            except subprocess.TimeoutExpired:
                continue
            break
        raise AssertionError(f"waited in vain until {what}; the log ends:\n{self.log()[-6000:]}")

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds in the site's database; nothing while there are no tables yet."""
        path = self.var / "site.sqlite3"
        if not path.exists():
            return []
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
        try:
            return connection.execute(query, values).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return []
            raise
        finally:
            connection.close()

    def value(self, query: str, *values: object) -> Any:
        """The first value of the first row, or None."""
        found = self.rows(query, *values)
        return found[0][0] if found else None

    def process(self, name: str) -> int:
        """The pid of web, worker or master, as soon as it runs."""
        words = {"web": "gunicorn", "worker": " worker ", "master": " master "}[name]

        def look() -> int | None:
            children = direct_children(self.pid)
            return next((pid for pid in children if words in f"{command_of(pid)} "), None)

        return int(self.wait_for(look, f"{name} runs"))


def direct_children(pid: int) -> list[int]:
    """The living children of a process, the oldest first."""
    task = Path(f"/proc/{pid}/task")
    found: set[int] = set()
    try:
        for thread in task.iterdir():
            found.update(map(int, (thread / "children").read_text().split()))
    except (FileNotFoundError, ProcessLookupError):
        pass
    return sorted(found)
