"""A file system in memory: folders, files, and nothing of any machine.

What is mounted can be read; what is written lives in an overlay of limited size that ends with the
guest. Listings are sorted, times are fixed, so that a program sees the same on every machine.
"""

from __future__ import annotations

import errno
import os
import posixpath
import stat as kinds

OVERLAY_BYTES = 16_000_000
MAX_ENTRIES = 5_000
MAX_DEPTH = 60
FIXED_TIME = 1_700_000_000
_TIMES = (FIXED_TIME,) * 3
_EXACT_TIMES = {
    **dict.fromkeys(("st_atime", "st_mtime", "st_ctime"), float(FIXED_TIME)),
    **dict.fromkeys(("st_atime_ns", "st_mtime_ns", "st_ctime_ns"), FIXED_TIME * 10**9),
    "st_blksize": 4096,
    "st_blocks": 0,
    "st_rdev": 0,
}
_DOTS = ("", ".", "..")
_ENTRY_BYTES = 200  # what a name costs of the overlay, so that empty files are not free
_Path = str | bytes | os.PathLike[str]


def failure(number: int, path: str | None = None) -> OSError:
    """The OSError (or its subclass) that the system would raise."""
    return OSError(number, os.strerror(number), path)


class File:
    """A file's content; shared and read-only until it is first written to."""

    def __init__(self, data: bytes | bytearray, number: int) -> None:
        self.data = data
        self.number = number
        self.opened = 0  # how often it is open now


class Folder:
    """Entries by name."""

    def __init__(self, number: int) -> None:
        self.entries: dict[str, File | Folder] = {}
        self.number = number


class MemoryFiles:
    """The tree, the current folder, and how much of the overlay is used."""

    def __init__(self, limit: int = OVERLAY_BYTES) -> None:
        self._numbers = 1
        self.root = Folder(1)
        self.here = "/"
        self.left = self._limit = limit
        self.entries_left = MAX_ENTRIES

    # -- paths -----------------------------------------------------------------------------------

    def absolute(self, path: _Path) -> str:
        """``path`` from the root, without dots; the empty path does not exist."""
        text = os.fsdecode(path)
        if not text:
            raise failure(errno.ENOENT, text)
        if "\0" in text:
            raise ValueError("embedded null byte")
        return "/" + posixpath.normpath(posixpath.join(self.here, text)).lstrip("/")

    def find(self, path: _Path) -> File | Folder:
        """What is at ``path``; FileNotFoundError or NotADirectoryError if nothing is."""
        way: list[File | Folder] = [self.root]
        for name in self._parts(path):
            node = way[-1]
            if not isinstance(node, Folder):
                raise failure(errno.ENOTDIR, os.fsdecode(path))
            if name == "..":
                del way[max(len(way) - 1, 1) :]
            elif name != ".":
                way.append(self._entry(node, name, path))
        return way[-1]

    def _parts(self, path: _Path) -> list[str]:
        """The steps from the root to ``path``; a slash at its end is a step to itself."""
        self.absolute(path)
        text = posixpath.join(self.here, os.fsdecode(path))
        parts = [part for part in text.split("/") if part]
        return [*parts, "."] if text.endswith("/") else parts

    def _entry(self, folder: Folder, name: str, path: _Path) -> File | Folder:
        found = folder.entries.get(name)
        if found is None:
            raise failure(errno.ENOENT, os.fsdecode(path))
        return found

    def folder(self, path: _Path) -> Folder:
        """The folder at ``path``."""
        node = self.find(path)
        if not isinstance(node, Folder):
            raise failure(errno.ENOTDIR, os.fsdecode(path))
        return node

    def parent(self, path: _Path) -> tuple[Folder, str]:
        """The folder that holds ``path``, and the last part of its name."""
        self.absolute(path)
        above, name = posixpath.split(os.fsdecode(path).rstrip("/"))
        try:
            folder = self.folder(above or ".")
        except OSError as error:  # it is about the path that was asked for
            raise failure(error.errno or errno.ENOENT, os.fsdecode(path)) from None
        if name in _DOTS:
            raise failure(errno.EBUSY, os.fsdecode(path))
        return folder, name

    # -- making ----------------------------------------------------------------------------------

    def mount(self, path: str, data: bytes) -> None:
        """Put a file there, with the folders above it, at no cost of the overlay."""
        node = self.root
        *folders, name = self.absolute(path).strip("/").split("/")
        for part in folders:
            entry = node.entries.setdefault(part, Folder(0))
            if not isinstance(entry, Folder):
                raise failure(errno.ENOTDIR, path)
            entry.number = entry.number or self._number()
            node = entry
        node.entries[name] = File(data, self._number())

    def make_file(self, path: _Path) -> File:
        """A new empty file."""
        folder, name = self.parent(path)
        self._charge_entry(path)
        file = File(b"", self._number())
        folder.entries[name] = file
        return file

    def make_folder(self, path: _Path) -> None:
        """A new empty folder."""
        if posixpath.basename(os.fsdecode(path).rstrip("/")) in _DOTS:
            self.find(path)
            raise failure(errno.EEXIST, os.fsdecode(path))
        folder, name = self.parent(path)
        if name in folder.entries:
            raise failure(errno.EEXIST, os.fsdecode(path))
        if self.absolute(path).count("/") > MAX_DEPTH:
            raise failure(errno.ENAMETOOLONG, os.fsdecode(path))
        self._charge_entry(path)
        folder.entries[name] = Folder(self._number())

    def _charge_entry(self, path: _Path) -> None:
        if len(posixpath.basename(os.fsdecode(path))) > 255:
            raise failure(errno.ENAMETOOLONG, os.fsdecode(path))
        if self.entries_left < 1:
            raise failure(errno.ENOSPC, os.fsdecode(path))
        self.charge(_ENTRY_BYTES)
        self.entries_left -= 1

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def charge(self, size: int) -> None:
        """Take from what is left of the overlay; OSError ENOSPC if it is not enough."""
        if size > self.left:
            raise failure(errno.ENOSPC)
        self.left -= size

    def empty(self, file: File) -> None:
        """Drop a file's content, and give back what it took of the overlay."""
        if isinstance(file.data, bytearray):
            self._give_back(len(file.data))
        file.data = b""

    def _give_back(self, size: int) -> None:
        self.left = min(self.left + size, self._limit)

    def _forget(self, node: File | Folder) -> None:
        """An entry is gone; what is still open keeps what it took."""
        self.entries_left = min(self.entries_left + 1, MAX_ENTRIES)
        self._give_back(_ENTRY_BYTES)
        if isinstance(node, File) and not node.opened:
            self.empty(node)

    # -- removing and moving ---------------------------------------------------------------------

    def remove(self, path: _Path) -> None:
        """Remove a file."""
        if isinstance(self.find(path), Folder):
            raise failure(errno.EISDIR, os.fsdecode(path))
        folder, name = self.parent(path)
        self._forget(folder.entries.pop(name))

    def remove_folder(self, path: _Path) -> None:
        """Remove an empty folder."""
        if self.folder(path).entries:
            raise failure(errno.ENOTEMPTY, os.fsdecode(path))
        folder, name = self.parent(path)
        self._forget(folder.entries.pop(name))

    def rename(self, source: _Path, target: _Path) -> None:
        """Move a file or a folder, over a file that is there."""
        old, old_name = self.parent(source)
        new, new_name = self.parent(target)
        node = self.find(source)
        present = new.entries.get(new_name)
        if isinstance(node, File) and os.fsdecode(target).endswith("/"):
            raise failure(errno.ENOTDIR, os.fsdecode(target))
        if present is node:
            return
        if isinstance(node, Folder) and _holds(node, new):
            raise failure(errno.EINVAL, os.fsdecode(target))
        if isinstance(present, Folder) and _holds(present, old):
            raise failure(errno.ENOTEMPTY, os.fsdecode(target))
        if present is not None:
            _check_replaced(present, node, os.fsdecode(target))
            self._forget(present)
        del old.entries[old_name]
        new.entries[new_name] = node

    # -- looking ---------------------------------------------------------------------------------

    def names(self, path: _Path = ".") -> list[str]:
        """What a folder holds, sorted."""
        return sorted(self.folder(path).entries)

    def status(self, path: _Path) -> os.stat_result:
        """Kind, size and number of what is there; everything else is fixed."""
        return status_of(self.find(path))

    def enter(self, path: _Path) -> None:
        """Make a folder the current one."""
        self.folder(path)
        self.here = self.absolute(path)


def _holds(folder: Folder, other: Folder) -> bool:
    """Whether ``other`` is ``folder`` or somewhere in it."""
    inner = (entry for entry in folder.entries.values() if isinstance(entry, Folder))
    return folder is other or any(_holds(entry, other) for entry in inner)


def _check_replaced(present: File | Folder, new: File | Folder, path: str) -> None:
    if isinstance(present, Folder):
        if isinstance(new, File):
            raise failure(errno.EISDIR, path)
        if present.entries:
            raise failure(errno.ENOTEMPTY, path)
    elif isinstance(new, Folder):
        raise failure(errno.ENOTDIR, path)


def status_of(node: File | Folder) -> os.stat_result:
    """What `os.stat` says of a file or a folder."""
    is_folder = isinstance(node, Folder)
    mode = kinds.S_IFDIR | 0o755 if is_folder else kinds.S_IFREG | 0o644
    size = 0 if isinstance(node, Folder) else len(node.data)
    links = 2 if is_folder else 1
    return os.stat_result((mode, node.number, 1, links, 0, 0, size, *_TIMES), _EXACT_TIMES)
