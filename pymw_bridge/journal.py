"""Results that outlive the program, so that running it again goes on where it stopped."""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from pymw_bridge.codec import Limits, dump_value, load_value
from pymw_bridge.errors import CodecError, JournalError

__all__ = ["Entry", "FileJournal", "Journal"]

_log = logging.getLogger(__name__)

_HEADER = b'{"format":"pymw-journal/1"}\n'


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished task: its key, its value, the ends of what it printed, its times (epoch)."""

    key: str
    value: Any
    stdout: str = ""
    stderr: str = ""
    started: float | None = None
    finished: float | None = None


class Journal(Protocol):
    """What a master needs to remember finished tasks. Methods may be called from any thread."""

    def find(self, key: str) -> Entry | None:
        """The entry of a key, or None."""

    def record(self, entries: Sequence[Entry]) -> None:
        """Keep entries; when this returns they are durable. Later entries of a key win."""

    def close(self) -> None:
        """The end."""


class FileJournal:
    """A journal in a file: one line of JSON per finished task, only ever appended to.

    One program at a time may use a file (JournalError otherwise). A last line that was cut off by
    a crash is dropped; any other damage is a JournalError. A value that is no JSON value (see
    `codec.dump_value`) is not kept: a warning is logged, and the task is computed again next time.
    """

    def __init__(self, path: str | os.PathLike[str], *, limits: Limits = Limits()) -> None:  # noqa: B008
        self.path = Path(path)
        self._limits = limits
        self._lock = threading.Lock()
        self._places: dict[str, tuple[int, int]] = {}  # key -> offset and length of its line
        try:
            self._file: BinaryIO = open(self.path, "a+b", buffering=0)  # noqa: SIM115 - kept open
        except OSError as error:
            raise JournalError(f"the journal {self.path} cannot be opened: {error}") from error
        try:
            self._take()
            self._read()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> FileJournal:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._places)

    def find(self, key: str) -> Entry | None:
        """The entry of a key, or None."""
        with self._lock:
            place = self._places.get(key)
            if place is None:
                return None
            line = os.pread(self._file.fileno(), place[1], place[0])
        try:
            return Entry(**load_value(line, self._limits))
        except (CodecError, TypeError) as error:
            raise JournalError(f"{self.path}: the entry of {key} is damaged: {error}") from error

    def record(self, entries: Sequence[Entry]) -> None:
        """Append entries with one write and one fsync."""
        lines = [(entry.key, line) for entry in entries if (line := self._line(entry))]
        if not lines:
            return
        with self._lock:
            place = self._file.seek(0, os.SEEK_END)
            self._append(b"".join(line for _, line in lines))
            for key, line in lines:
                self._places[key] = (place, len(line))
                place += len(line)

    def close(self) -> None:
        """Let another program use the file. May be called again."""
        with self._lock:
            self._file.close()

    def _append(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        os.fsync(self._file.fileno())

    def _line(self, entry: Entry) -> bytes | None:
        content = {
            "key": entry.key,
            "value": entry.value,
            "stdout": entry.stdout,
            "stderr": entry.stderr,
            "started": entry.started,
            "finished": entry.finished,
        }
        try:
            return dump_value(content, self._limits).encode("ascii") + b"\n"
        except CodecError as error:
            _log.warning("the result of task %s is not kept in the journal: %s", entry.key, error)
            return None

    def _take(self) -> None:
        try:
            fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise JournalError(
                f"the journal {self.path} is in use by another program; give each its own"
            ) from error

    def _read(self) -> None:
        self._file.seek(0)
        with contextlib.closing(open(self.path, "rb")) as reader:
            place = self._read_header(reader)
            if not place:
                self._begin()
                return
            for number, line in enumerate(reader, start=2):
                if not line.endswith(b"\n"):
                    _log.warning("%s: dropped a last line that was cut off", self.path)
                    self._file.truncate(place)
                    break
                self._places[self._key_of(line, number)] = (place, len(line))
                place += len(line)

    def _read_header(self, reader: BinaryIO) -> int:
        """Bytes of the first line; 0 for a file that is new or was cut off within that line."""
        header = reader.readline(len(_HEADER))
        if header == _HEADER:
            return len(header)
        if not _HEADER.startswith(header):
            raise JournalError(f"{self.path} is no journal; name another file or remove it")
        return 0

    def _begin(self) -> None:
        self._file.truncate(0)
        self._append(_HEADER)

    def _key_of(self, line: bytes, number: int) -> str:
        try:
            return _entry_key(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise JournalError(
                f"{self.path}, line {number} is damaged; remove that line to compute"
                " its task again, or remove the file to start anew"
            ) from error


def _entry_key(content: dict[str, Any]) -> str:
    key = content["key"]
    if not isinstance(key, str):
        raise TypeError("a key is text")
    return key
