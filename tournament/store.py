"""The content-addressed file store: a name is the SHA-256 of its content and means it for ever.

Writers are safe against each other and against a kill at any point: a file appears whole or not
at all. Everything in the store is readable by the site's own user only.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import time
from pathlib import Path

from django.conf import settings

_UNFINISHED = "new-"
_SURELY_DEAD = 3600.0  # seconds; no write takes an hour
_NAME = re.compile(r"[0-9a-f]{64}")


class Missing(Exception):
    """The store has no content of this name."""


def put(data: bytes) -> str:
    """Keep `data`; return its SHA-256 in hex. Keeping the same content again changes nothing."""
    name = hashlib.sha256(data).hexdigest()
    target = _place(name)
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(target, data)
    return name


def get(sha256: str) -> bytes:
    """The content named `sha256`; raises Missing."""
    return path(sha256).read_bytes()


def path(sha256: str) -> Path:
    """Where the content named `sha256` lies, for reading only; raises Missing."""
    target = _place(sha256)
    if not target.is_file():
        raise Missing(f"the store has no content {sha256}")
    return target


def _place(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise Missing(f"{name!r} is no SHA-256 in hex")
    return settings.VAR / "store" / name[:2] / name[2:]


def _write(target: Path, data: bytes) -> None:
    _sweep(target.parent)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=_UNFINISHED)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_directory(target.parent)


def _sweep(directory: Path) -> None:
    """Remove what writers that were killed left unfinished long ago."""
    for left in directory.glob(f"{_UNFINISHED}*"):
        with contextlib.suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - _SURELY_DEAD:
                left.unlink()


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
