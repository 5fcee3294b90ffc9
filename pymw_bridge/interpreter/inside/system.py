"""The calls of the operating system, on files in memory; what a guest has no use for refuses."""

from __future__ import annotations

import errno
import os
import stat as kinds
from collections.abc import Callable, Iterator
from typing import Any

from pymw_bridge.interpreter.inside.files import MemoryFiles, failure
from pymw_bridge.interpreter.inside.opening import OpenFiles

REFUSED = [
    "closerange",
    "device_encoding",
    "dup",
    "fdatasync",
    "fpathconf",
    "get_blocking",
    "get_inheritable",
    "link",
    "pathconf",
    "posix_fadvise",
    "pread",
    "pwrite",
    "readinto",
    "set_blocking",
    "set_inheritable",
    "symlink",
]


class Entry:
    """What `os.scandir` gives for a name in a folder."""

    def __init__(self, system: System, folder: str, name: str) -> None:
        self._system = system
        self.name = name
        self.path = os.path.join(folder, name)

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """As `os.stat`."""
        status: os.stat_result = self._system.stat(self.path)
        return status

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""
        return kinds.S_ISDIR(self.stat().st_mode)

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a file."""
        return kinds.S_ISREG(self.stat().st_mode)

    def is_symlink(self) -> bool:
        """Never: there are none."""
        return False

    def is_junction(self) -> bool:
        """Never."""
        return False

    def inode(self) -> int:
        """Its number."""
        return self.stat().st_ino

    def __fspath__(self) -> str:
        return self.path

    def __repr__(self) -> str:
        return f"<DirEntry {self.name!r}>"


class _Scan:
    """The iterator of `os.scandir`, also good for a ``with``."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = iter(entries)

    def __iter__(self) -> Iterator[Entry]:
        return self

    def __next__(self) -> Entry:
        return next(self._entries)

    def __enter__(self) -> _Scan:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing to close."""


class System:
    """Methods with the names and the behaviour of the functions of `os`."""

    def __init__(self, files: MemoryFiles, streams: Callable[[int, bytes], None]) -> None:
        self._files = files
        self._streams = streams
        self.opened = OpenFiles(files)

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Every function that replaces one of `os`, by its name."""
        own = {
            name: getattr(self, name)
            for name in dir(type(self))
            if not name.startswith("_") and name != "functions"
        }
        return {**dict.fromkeys(REFUSED, _refuse), **own}

    def stat(self, path: Any, *, dir_fd: None = None, follow_symlinks: bool = True) -> Any:
        """`os.stat` of a path or of an open file."""
        return self.fstat(path) if isinstance(path, int) else self._files.status(path)

    def lstat(self, path: Any, *, dir_fd: None = None) -> Any:
        """`os.lstat`: there are no links."""
        return self._files.status(path)

    def fstat(self, fd: int) -> os.stat_result:
        """`os.fstat`."""
        if fd in (0, 1, 2):
            return os.stat_result((kinds.S_IFCHR | 0o620, 1, 1, 1, 0, 0, 0, 0, 0, 0))
        return self.opened.at(fd).status()

    def listdir(self, path: Any = ".") -> list[Any]:
        """`os.listdir`, sorted."""
        names = self._files.names(path)
        return [os.fsencode(n) for n in names] if isinstance(path, bytes) else list(names)

    def scandir(self, path: Any = ".") -> _Scan:
        """`os.scandir`, sorted."""
        folder = os.fsdecode(path)
        return _Scan([Entry(self, folder, name) for name in self._files.names(path)])

    def mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: None = None) -> None:
        """`os.mkdir`."""
        self._files.make_folder(path)

    def rmdir(self, path: Any, *, dir_fd: None = None) -> None:
        """`os.rmdir`."""
        self._files.remove_folder(path)

    def unlink(self, path: Any, *, dir_fd: None = None) -> None:
        """`os.unlink`."""
        self._files.remove(path)

    remove = unlink

    def rename(
        self, src: Any, dst: Any, *, src_dir_fd: None = None, dst_dir_fd: None = None
    ) -> None:
        """`os.rename`."""
        self._files.rename(src, dst)

    replace = rename

    def readlink(self, path: Any, *, dir_fd: None = None) -> str:
        """`os.readlink`: nothing is a link."""
        self._files.find(path)
        raise failure(errno.EINVAL, os.fsdecode(path))

    def access(self, path: Any, mode: int, **options: Any) -> bool:
        """`os.access`: what exists may be used."""
        try:
            self._files.find(path)
        except OSError:
            return False
        return True

    def utime(self, path: Any, times: Any = None, **options: Any) -> None:
        """`os.utime`: times are fixed."""
        self._files.find(path)

    def chmod(self, path: Any, mode: int, **options: Any) -> None:
        """`os.chmod`: modes are fixed."""
        self._files.find(path)

    def chdir(self, path: Any) -> None:
        """`os.chdir`."""
        self._files.enter(path)

    def getcwd(self) -> str:
        """`os.getcwd`."""
        return self._files.here

    def getcwdb(self) -> bytes:
        """`os.getcwdb`."""
        return os.fsencode(self._files.here)

    def open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: None = None) -> int:
        """`os.open`."""
        return self.opened.raw(os.fspath(path), flags).fileno()

    def close(self, fd: int) -> None:
        """`os.close`."""
        if fd not in (0, 1, 2):
            self.opened.at(fd).close()

    def read(self, fd: int, length: int) -> bytes:
        """`os.read`; standard input is empty."""
        return b"" if fd == 0 else self.opened.at(fd).read(length) or b""

    def write(self, fd: int, data: Any) -> int:
        """`os.write`."""
        if fd in (1, 2):
            self._streams(fd, bytes(data))
            return len(bytes(data))
        return self.opened.at(fd).write(data)

    def lseek(self, fd: int, position: int, whence: int) -> int:
        """`os.lseek`."""
        return self.opened.at(fd).seek(position, whence)

    def fsync(self, fd: int) -> None:
        """`os.fsync`: nothing to wait for."""

    def ftruncate(self, fd: int, length: int) -> None:
        """`os.ftruncate`."""
        self.opened.at(fd).truncate(length)

    def truncate(self, path: Any, length: int) -> None:
        """`os.truncate`."""
        with self.opened.raw(path, os.O_WRONLY) as file:
            file.truncate(length)

    def isatty(self, fd: int) -> bool:
        """`os.isatty`: nobody looks on."""
        return False

    def getpid(self) -> int:
        """`os.getpid`."""
        return 2

    def cpu_count(self) -> int:
        """`os.cpu_count`."""
        return 1

    def system(self, command: Any) -> int:
        """`os.system`: there are no programs."""
        return 127 << 8

    def umask(self, mask: int) -> int:
        """`os.umask`."""
        return 0o022


def _refuse(*arguments: Any, **options: Any) -> Any:
    raise failure(errno.ENOSYS)
