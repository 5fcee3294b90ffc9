"""Our end of the pipes to one jailed process.

Nothing here ever waits for it beyond a deadline: all pipes are non-blocking, and what the
process prints is taken from it at all times, so that a full pipe can stall neither side.
"""

from __future__ import annotations

import math
import os
import select
from collections.abc import Callable
from time import monotonic
from typing import Any

from pymw_bridge.interpreter.captured import Captured
from pymw_bridge.interpreter.native.frames import BadFrame, FrameBuffer, pack
from pymw_bridge.interpreter.native.stopwatch import Stopwatch

_PIECE = 65_536
_WATCH_EVERY = 0.5
_LEAST_PAUSE = 0.001
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


class TooSlow(Exception):
    """No whole reply came in time."""


class Stalled(Exception):
    """The process took too little time to be too slow, and yet the wall clock ran too long."""


class Closed(Exception):
    """The process has closed its end."""


class Channel:
    """Sends requests, waits for replies, collects output. Owns the four descriptors.

    ``watch`` is called about every half second of its time; what it raises goes through.
    ``stopwatch`` says how much of the time is the process's own. ``wall_cap`` gives the wall
    seconds that a call of so many seconds may last whatever the stopwatch says.
    """

    def __init__(
        self,
        *,
        requests: int,
        replies: int,
        outputs: dict[int, Captured],
        reply_limit: int,
        watch: Callable[[], None],
        stopwatch: Stopwatch,
        wall_cap: Callable[[float], float] = lambda seconds: math.inf,
    ) -> None:
        self._requests = requests
        self._replies = replies
        self._outputs = outputs
        self._buffer = FrameBuffer(reply_limit)
        self._unsent = b""
        self._number = 0
        self._watch = watch
        self._stopwatch = stopwatch
        self._wall_cap = wall_cap
        self._watched = monotonic()
        self._poll = select.poll()
        for descriptor in (requests, replies, *outputs):
            os.set_blocking(descriptor, False)
        for descriptor in (replies, *outputs):
            self._poll.register(descriptor, select.POLLIN)

    def ask(self, document: object, seconds: float) -> tuple[Any, float]:
        """Send a request and wait for its reply; returns it and the seconds that took.

        Raises TooSlow, Stalled, Closed or BadFrame; the last too if something came unasked before,
        or if the reply is to another request.
        """
        if len(self._buffer) or self._pending():
            raise BadFrame("something on the reply pipe that nobody asked for")
        self._number += 1
        self._stopwatch.start()
        self.send([self._number, document])
        reply = self.wait(seconds)
        taken = self._stopwatch.seconds()
        if not isinstance(reply, list) or len(reply) != 2 or reply[0] != self._number:
            raise BadFrame("what is no reply to the last request")
        return reply[1], taken

    def _pending(self) -> bool:
        return any(
            fd == self._replies and event & select.POLLIN for fd, event in self._poll.poll(0)
        )

    def wait(self, seconds: float) -> Any:
        """The next reply; TooSlow when the stopwatch has run for ``seconds``."""
        last = monotonic() + self._wall_cap(seconds)
        while (reply := self._buffer.pop()) is None:
            left = seconds - self._stopwatch.seconds()
            if left <= 0 and self._stopwatch.exact() and self._stopwatch.seconds() >= seconds:
                raise TooSlow
            if monotonic() > last:
                raise Stalled
            pause = min(max(left, _LEAST_PAUSE), _WATCH_EVERY)
            for descriptor, event in self._poll.poll(math.ceil(pause * 1000)):
                self._attend(descriptor, event)
            self._look_after()
        return reply

    def _look_after(self) -> None:
        now = monotonic()
        if now - self._watched >= _WATCH_EVERY:
            self._watched = now
            self._watch()

    def send(self, document: object) -> None:
        """Begin to send; the rest goes while we wait. Raises Closed."""
        self._unsent = pack(document)
        self._continue_sending()

    def _continue_sending(self) -> None:
        try:
            sent = os.write(self._requests, self._unsent)
        except BlockingIOError:
            sent = 0
        except BrokenPipeError as error:
            raise Closed from error
        self._unsent = self._unsent[sent:]
        if self._unsent:
            self._poll.register(self._requests, select.POLLOUT)
        else:
            self._forget(self._requests)

    def _forget(self, descriptor: int) -> None:
        try:
            self._poll.unregister(descriptor)
        except KeyError:
            return

    def _attend(self, descriptor: int, event: int) -> None:
        if descriptor == self._requests:
            self._continue_sending()
        elif descriptor == self._replies:
            self._read_reply()
        elif not self._read_output(descriptor) or (event & _GONE and not event & select.POLLIN):
            self._forget(descriptor)

    def _read_reply(self) -> None:
        piece = os.read(self._replies, _PIECE)
        if not piece:
            raise Closed
        self._buffer.feed(piece)

    def _read_output(self, descriptor: int) -> bool:
        """Take what there is; False at the stream's end."""
        try:
            piece = os.read(descriptor, _PIECE)
        except BlockingIOError:
            return True
        self._outputs[descriptor].feed(piece)
        return bool(piece)

    def close(self) -> None:
        """Take the last output of a process that has ended, and close everything."""
        for descriptor in self._outputs:
            before = -1
            while (size := self._outputs[descriptor].size) != before:
                before = size
                self._read_output(descriptor)
        for descriptor in (self._requests, self._replies, *self._outputs):
            os.close(descriptor)
