"""Machine code of images, compiled once a machine and never taken from anywhere else.

Compiled code is trusted by whoever loads it. So it is loaded only from a folder that nobody but
this user can write to, under a name that says for which machine it was made.
"""

from __future__ import annotations

import hashlib
import os
import platform
import stat
from collections.abc import Callable
from pathlib import Path

from pymw_bridge.interpreter.images import Image, write_whole

_MACHINE_ID = Path("/etc/machine-id")
_PROCESSOR = Path("/proc/cpuinfo")


def path_of(image: Image, settings: str, folder: Path) -> Path:
    """Where the code of an image lies; ``settings`` says what else it depends on."""
    return folder / f"{image.sha256[:32]}-{_fingerprint(settings)}.code"


def load_or_make(path: Path, make: Callable[[], bytes]) -> bool:
    """Make the code at ``path`` unless it is there already; whether it may be loaded from there.

    False if the folder cannot be kept private: then whoever asks must compile for himself alone.
    """
    if is_private(path):
        return True
    if not _private_folder(path.parent):
        return False
    try:
        write_whole(path, make(), 0o600)
    except OSError:
        return False
    return True


def is_private(path: Path) -> bool:
    """Whether file and folder are ours alone to write."""
    return _ours(path.parent, stat.S_ISDIR) and _ours(path, stat.S_ISREG)


def _private_folder(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return _ours(folder, stat.S_ISDIR)


def _ours(path: Path, kind: Callable[[int], bool]) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return kind(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _fingerprint(settings: str) -> str:
    """What must be equal for code to be used: machine, processor, settings."""
    parts = [settings, platform.system(), platform.machine(), _read(_MACHINE_ID), _flags()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _flags() -> str:
    wanted = ("flags", "Features", "model name", "CPU part")
    lines = [line for line in _read(_PROCESSOR).splitlines() if line.startswith(wanted)]
    return "\n".join(dict.fromkeys(lines))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
