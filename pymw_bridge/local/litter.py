"""Temporary directories of masters, and what is left of those that were killed with all workers."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from pathlib import Path

__all__ = ["new_directory", "sweep"]

_PREFIX = "pymw-workers-"
_OLD = 24 * 3600.0  # seconds without any change; a process of another container looks dead to us


def new_directory() -> Path:
    """A name for this process's directory of workers; nothing is made yet."""
    return Path(tempfile.gettempdir()) / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(8)}"


def sweep() -> None:
    """Remove our own user's directories of masters that ended long ago without clearing up."""
    for directory in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            status = directory.lstat()
        except OSError:
            continue  # another one was faster
        ours = status.st_uid == os.geteuid()
        if ours and status.st_mtime < time.time() - _OLD and not _master_lives(directory):
            shutil.rmtree(directory, ignore_errors=True)


def _master_lives(directory: Path) -> bool:
    master = directory.name.removeprefix(_PREFIX).partition("-")[0]
    if not master.isdecimal():
        return False
    try:
        os.kill(int(master), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
