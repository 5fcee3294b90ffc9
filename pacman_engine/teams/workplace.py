"""The private folder in which one team runs."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pacman_engine.teams.archive import TeamArchive
from pymw_bridge.interpreter.native.limits import ProcessLimits

_PREFIX = "pacman-team-"
_MOVED = "moved-"
_SURELY_OVER = 6 * 3600.0  # seconds; longer than any match


def prepare(archive: TeamArchive) -> Path:
    """A fresh folder, readable by its owner alone, with the team's files in it."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")).resolve()
    archive.extract(folder)
    return folder


def sweep() -> None:
    """Remove old folders that killed processes have left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.lstat().st_mtime < time.time() - _SURELY_OVER and not _owner_lives(folder):
                clear(folder)


def _owner_lives(folder: Path) -> bool:
    owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
    return not owner.isdigit() or Path("/proc", owner).exists()


def clear(folder: Path) -> None:
    """Remove the folder, however deep and with whatever rights the team has left things inside.

    Nobody may write into it any more. What still cannot be removed is left.
    """
    with contextlib.suppress(OSError):
        while _flatten(folder):
            pass
        folder.rmdir()


def _flatten(folder: Path) -> bool:
    """Remove the folder's files, and each folder in it after moving the folders in there up.

    So no path ever gets long, and nothing recurses. Returns whether there are folders left.
    """
    moved = 0
    for entry in _inside(str(folder)):
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry.path)
            continue
        for below in _inside(entry.path):
            if below.is_dir(follow_symlinks=False):
                _make_ours(below.path)  # to move a folder is to write into it
                os.rename(below.path, folder / f"{_MOVED}{time.monotonic_ns()}-{moved}")
                moved += 1
            else:
                os.unlink(below.path)
        os.rmdir(entry.path)
    return moved > 0


def _inside(path: str) -> list[os.DirEntry[str]]:
    _make_ours(path)
    with os.scandir(path) as found:
        return list(found)


def _make_ours(path: str) -> None:
    status = os.lstat(path)
    if status.st_uid == os.geteuid() and status.st_mode & 0o700 != 0o700:
        os.chmod(path, 0o700)


def too_full(folder: Path, limits: ProcessLimits) -> bool:
    """Whether there is more in it than the limits allow, or what cannot be counted."""
    size = count = 0
    waiting = [(str(folder), 0)]
    while waiting:
        path, depth = waiting.pop()
        try:
            for blocks, below in _entries(path):
                count += 1
                size += blocks * 512
                if below:
                    waiting.append((below, depth + 1))
                if size > limits.folder_bytes or count > limits.folder_entries:
                    return True
        except OSError:
            return True
        if depth > limits.folder_depth:
            return True
    return False


def _entries(path: str) -> Iterator[tuple[int, str]]:
    """Blocks of each entry, and its path if it is a folder; what vanishes meanwhile is not there.

    Raises OSError for a folder that cannot be looked into.
    """
    try:
        found = os.scandir(path)
    except FileNotFoundError:
        return
    with found:
        for entry in found:
            with contextlib.suppress(FileNotFoundError):
                blocks = entry.stat(follow_symlinks=False).st_blocks
                yield blocks, entry.path if entry.is_dir(follow_symlinks=False) else ""
