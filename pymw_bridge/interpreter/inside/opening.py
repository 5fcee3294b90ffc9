"""`open` and its relatives on files in memory."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from typing import Any

from pymw_bridge.interpreter.inside.files import File, Folder, MemoryFiles, failure, status_of

MAX_OPEN = 64
_MODES = {"r": os.O_RDONLY, "w": os.O_WRONLY, "a": os.O_WRONLY, "x": os.O_WRONLY}
_FLAGS = {
    "r": 0,
    "w": os.O_CREAT | os.O_TRUNC,
    "a": os.O_CREAT | os.O_APPEND,
    "x": os.O_CREAT | os.O_EXCL,
}
_ACCESS = os.O_RDONLY | os.O_WRONLY | os.O_RDWR


class OpenFile(io.RawIOBase):
    """An open file: a position in it and what may be done. ``name`` and ``mode`` as usual."""

    def __init__(self, table: OpenFiles, file: File, name: Any, flags: int) -> None:
        self._number = -1  # until it has one: `close` may come first
        self._table = table
        self._file = file
        self.name = name
        self._may_read = flags & _ACCESS in (os.O_RDONLY, os.O_RDWR)
        self._may_write = flags & _ACCESS in (os.O_WRONLY, os.O_RDWR)
        self._appends = bool(flags & os.O_APPEND)
        self._at = len(file.data) if self._appends else 0
        self._number = table.enter(self)
        file.opened += 1
        self.mode = (
            "rb+" if self._may_read and self._may_write else "rb" if self._may_read else "wb"
        )

    def readable(self) -> bool:
        """Whether it was opened for reading."""
        return self._may_read

    def writable(self) -> bool:
        """Whether it was opened for writing."""
        return self._may_write

    def seekable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """Its number among the open files."""
        self._check_open()
        return self._number

    def status(self) -> os.stat_result:
        """What `os.fstat` says."""
        return status_of(self._file)

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file")

    def readinto(self, buffer: Any, /) -> int:
        """Fill ``buffer`` from the position on."""
        self._check_open()
        if not self._may_read:
            raise io.UnsupportedOperation("not readable")
        view = memoryview(buffer).cast("B")
        piece = self._file.data[self._at : self._at + len(view)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def write(self, data: Any, /) -> int:
        """Write all of ``data``; OSError when the overlay is full."""
        self._check_open()
        if not self._may_write:
            raise io.UnsupportedOperation("not writable")
        piece = bytes(data)
        if self._appends:
            self._at = len(self._file.data)
        content = self._own(max(self._at + len(piece), len(self._file.data)))
        content[self._at : self._at + len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _own(self, size: int) -> bytearray:
        """The content as the overlay's own, grown to ``size``, both paid for."""
        data = self._file.data
        owned = isinstance(data, bytearray)
        self._table.files.charge(max(size - len(data), 0) + (0 if owned else len(data)))
        if not isinstance(data, bytearray):
            data = self._file.data = bytearray(data)
        if size > len(data):
            data.extend(bytes(size - len(data)))
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move the position."""
        self._check_open()
        start = {0: 0, 1: self._at, 2: len(self._file.data)}[whence]
        if start + offset < 0:
            raise failure(errno.EINVAL)
        self._at = start + offset
        return self._at

    def truncate(self, size: int | None = None, /) -> int:
        """Cut or extend the file."""
        self._check_open()
        if not self._may_write:
            raise io.UnsupportedOperation("not writable")
        size = self._at if size is None else size
        if size < 0:
            raise failure(errno.EINVAL)
        if size == 0:
            self._table.files.empty(self._file)
        else:
            del self._own(size)[size:]
        return size

    def close(self) -> None:
        """Forget it."""
        if not self.closed:
            self._table.leave(self._number)
            self._file.opened -= self._number >= 0
        super().close()


class OpenFiles:
    """The open files of a guest by number; 0, 1 and 2 are its streams."""

    def __init__(self, files: MemoryFiles) -> None:
        self.files = files
        self._open: dict[int, OpenFile] = {}

    def enter(self, file: OpenFile) -> int:
        """A number for a file that is being opened."""
        number = next(n for n in range(3, 4 + len(self._open)) if n not in self._open)
        if number >= MAX_OPEN:
            raise failure(errno.EMFILE)
        self._open[number] = file
        return number

    def leave(self, number: int) -> None:
        """The file is closed."""
        self._open.pop(number, None)

    def at(self, number: int) -> OpenFile:
        """The open file of a number; OSError EBADF if there is none."""
        if number not in self._open:
            raise failure(errno.EBADF)
        return self._open[number]

    def raw(self, path: Any, flags: int) -> OpenFile:
        """Open a path with the flags of `os.open`."""
        if flags & os.O_CREAT and os.fsdecode(path).endswith("/"):
            self.files.parent(path)
            raise failure(errno.EISDIR, os.fsdecode(path))
        try:
            node: File | Folder = self.files.find(path)
        except FileNotFoundError:
            if not flags & os.O_CREAT:
                raise
            node = self.files.make_file(path)
        else:
            if flags & os.O_CREAT and flags & os.O_EXCL:
                raise failure(errno.EEXIST, os.fsdecode(path))
        if isinstance(node, Folder):
            raise failure(errno.EISDIR, os.fsdecode(path))
        if flags & os.O_TRUNC:
            self.files.empty(node)
        return OpenFile(self, node, path, flags)

    def open(
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Callable[[Any, int], int] | None = None,
    ) -> Any:
        """The built-in `open`."""
        kind, updating = _kind(mode)
        if "b" in mode:
            _check_binary({"encoding": encoding, "errors": errors, "newline": newline})
        flags = _FLAGS[kind] | (os.O_RDWR if updating else _MODES[kind])
        if isinstance(file, int):
            raw = self.at(file)
        elif opener is not None:
            raw = self.at(opener(file, flags))
        else:
            raw = self.raw(os.fspath(file), flags)
        if "b" in mode:
            return raw if buffering == 0 else _buffered(raw)
        if buffering == 0:
            raise ValueError("can't have unbuffered text I/O")
        text = io.TextIOWrapper(_buffered(raw), encoding, errors, newline, buffering == 1)
        text.mode = mode  # type: ignore[misc]
        return text

    def open_code(self, path: str) -> Any:
        """What the import system opens source files with."""
        return self.open(path, "rb")


def _kind(mode: str) -> tuple[str, bool]:
    letters = set(mode)
    if letters - set("rwaxbt+") or len(letters) != len(mode):
        raise ValueError(f"invalid mode: {mode!r}")
    if {*"bt"} <= letters:
        raise ValueError("can't have text and binary mode at once")
    kind = letters & set(_MODES)
    if len(kind) != 1:
        raise ValueError("must have exactly one of create/read/write/append mode")
    return kind.pop(), "+" in letters


def _check_binary(options: dict[str, str | None]) -> None:
    for name, value in options.items():
        if value is not None:
            raise ValueError(f"binary mode doesn't take an {name} argument")


def _buffered(raw: OpenFile) -> Any:
    if raw.readable() and raw.writable():
        return io.BufferedRandom(raw)
    return io.BufferedReader(raw) if raw.readable() else io.BufferedWriter(raw)
