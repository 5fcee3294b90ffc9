"""The private folder in which one team runs."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pacman_engine.teams.archive import TeamArchive

_PREFIX = "pacman-team-"
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
    """Remove the folder, whatever rights the team has taken away inside it."""
    shutil.rmtree(folder, onerror=_force)


def _force(function: Callable[..., object], path: str, _: object) -> None:
    """Give ourselves the rights and try once more; what still cannot be removed is left."""
    try:
        os.chmod(os.path.dirname(path), 0o700)
        if not os.path.islink(path):
            os.chmod(path, 0o700)
        if function in (os.open, os.scandir, os.lstat):
            shutil.rmtree(path, ignore_errors=True)
        else:
            function(path)
    except OSError:
        return


def too_full(folder: Path, limit: int, entries: int) -> bool:
    """Whether there are more than ``limit`` bytes or ``entries`` files and folders in it."""
    size = count = 0
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    count += 1
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    if size > limit or count > entries:
                        return True
        except OSError:
            continue
    return False
