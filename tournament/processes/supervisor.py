"""Runs several commands as children: labels their lines, restarts them, ends all in order.

One thread and one selector. A child that ends by itself is started again, after a pause that
doubles while it keeps failing.
"""

from __future__ import annotations

import selectors
import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

from tournament.processes.child import Child, ending

Say = Callable[[str, str], None]
"""Takes a label and one line, without its end."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STEADY_AFTER = 60.0
"""A child that lived so long (in seconds) starts again with the first pause."""
GRACE = 15.0
"""So long (in seconds) all children together may take to end before they are killed."""


@dataclass
class Post:
    """A command that should always run, and who runs it now."""

    name: str
    argv: Sequence[str]
    child: Child | None = None
    pause: float = FIRST_PAUSE
    due: float = 0.0


class Supervisor:
    """Children are started in the given order and ended in the same order."""

    def __init__(self, commands: Sequence[tuple[str, Sequence[str]]], say: Say) -> None:
        self._posts = [Post(name, argv) for name, argv in commands]
        self._say = say
        self._selector = selectors.DefaultSelector()
        self._stops = 0

    def run(self) -> None:
        """Run until SIGINT or SIGTERM, then end all children. Call it from the main thread."""
        wake_reader, wake_writer = socket.socketpair()
        with wake_reader, wake_writer, self._selector:
            wake_reader.setblocking(False)
            wake_writer.setblocking(False)
            self._selector.register(
                wake_reader, selectors.EVENT_READ, lambda: wake_reader.recv(4096)
            )
            signal.set_wakeup_fd(wake_writer.fileno(), warn_on_full_buffer=False)
            self._take_signals()
            try:
                self._keep_running()
            finally:
                self._end_all()
                signal.set_wakeup_fd(-1)

    def _take_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # a handler, so that it wakes the selector

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self._stops += 1

    def _keep_running(self) -> None:
        while not self._stops:
            for post in self._posts:
                self._attend(post)
            waiting = [post.due for post in self._posts if post.child is None]
            self._listen(min(waiting) if waiting else None)

    def _attend(self, post: Post) -> None:
        if post.child is None:
            if time.monotonic() >= post.due:
                self._start(post)
        elif post.child.exit_code() is not None:
            self._replace(post, post.child)

    def _start(self, post: Post) -> None:
        child = post.child = Child(post.argv)
        self._selector.register(child, selectors.EVENT_READ, lambda: self._relay(post, child))
        self._say(post.name, f"started (process {child.pid})")

    def _replace(self, post: Post, child: Child) -> None:
        """Plan a new start for a child that ended by itself."""
        if child.age >= STEADY_AFTER:
            post.pause = FIRST_PAUSE
        code = self._bury(post, child)
        self._say(post.name, f"{ending(code)}; starting it again in {post.pause:.0f} s")
        post.due = time.monotonic() + post.pause
        post.pause = min(2 * post.pause, LONGEST_PAUSE)

    def _bury(self, post: Post, child: Child) -> int:
        self._stop_listening(child)
        lines, code = child.bury()
        for line in lines:
            self._say(post.name, line)
        post.child = None
        return code

    def _relay(self, post: Post, child: Child) -> None:
        lines, more = child.lines()
        for line in lines:
            self._say(post.name, line)
        if not more:
            self._stop_listening(child)

    def _stop_listening(self, child: Child) -> None:
        if child.fileno() in self._selector.get_map():
            self._selector.unregister(child)

    def _listen(self, until: float | None) -> None:
        timeout = None if until is None else max(0.0, until - time.monotonic())
        for key, _ in self._selector.select(timeout):
            key.data()

    def _end_all(self) -> None:
        deadline = time.monotonic() + GRACE
        for post in self._posts:
            if post.child is not None:
                self._end(post, post.child, deadline)

    def _end(self, post: Post, child: Child, deadline: float) -> None:
        """End one child in peace; the deadline or a second Ctrl-C kills it."""
        child.ask_to_end()
        while child.exit_code() is None and self._stops < 2 and time.monotonic() < deadline:
            self._listen(deadline)
        late = child.exit_code() is None
        self._bury(post, child)
        self._say(post.name, "killed, it did not end in time" if late else "ended")
