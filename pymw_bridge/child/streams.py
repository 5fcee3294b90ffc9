"""Capture of everything a task prints: through `sys.stdout`, and through descriptors 1 and 2."""

from __future__ import annotations

import io
import os
import sys

from pymw_bridge.child.tails import Tail

_CHUNK = 1 << 16
_DRAIN_LIMIT = 64  # chunks; something that prints without end must not hold up the end of a task


class _TailFile(io.RawIOBase):
    """The binary file below `sys.stdout`: writes to a tail; subprocesses get the descriptor."""

    def __init__(self, tail: Tail, descriptor: int) -> None:
        self._tail = tail
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data: object, /) -> int:
        raw = bytes(memoryview(data))  # type: ignore[arg-type]
        self._tail.write(raw)
        return len(raw)


def text_stream(tail: Tail, descriptor: int) -> io.TextIOWrapper:
    """A text stream that writes through to `tail`."""
    raw = _TailFile(tail, descriptor)
    return io.TextIOWrapper(
        raw,  # type: ignore[arg-type]
        encoding="utf-8",
        errors="backslashreplace",
        newline="\n",
        write_through=True,
    )


class Capture:
    """Output of one worker process: two tails, fed by `sys` streams and by two pipes.

    `pipes` are the read ends (non-blocking) of the pipes whose write ends are descriptors 1 and 2.
    """

    def __init__(self, out: Tail, err: Tail, pipes: tuple[int, int]) -> None:
        self._tails = (out, err)
        self._pipes = dict(zip(pipes, self._tails, strict=True))
        self._streams = (text_stream(out, 1), text_stream(err, 2))

    def begin(self) -> None:
        """Start a task with empty tails and whole streams, whatever the last task did to them."""
        for tail in self._tails:
            tail.clear()
        if self._streams[0].closed or self._streams[1].closed:
            self._streams = (text_stream(self._tails[0], 1), text_stream(self._tails[1], 2))
        sys.stdout, sys.stderr = self._streams

    def end(self) -> tuple[str, str]:
        """What the task printed: (stdout, stderr)."""
        for stream in (sys.stdout, sys.stderr):
            _flush(stream)
        for pipe in self._pipes:
            self.drain(pipe)
        return self._tails[0].text(), self._tails[1].text()

    def drain(self, pipe: int) -> bool:
        """Move what waits in a pipe to its tail; False when the pipe has ended."""
        tail = self._pipes[pipe]
        for _ in range(_DRAIN_LIMIT):
            try:
                data = os.read(pipe, _CHUNK)
            except BlockingIOError:
                return True
            if not data:
                return False
            tail.write(data)
        return True


def _flush(stream: object) -> None:
    """Flush what a task may have put in place of a stream; its errors are the task's own affair."""
    try:
        stream.flush()  # type: ignore[attr-defined]
    except (AttributeError, ValueError, OSError):
        return
