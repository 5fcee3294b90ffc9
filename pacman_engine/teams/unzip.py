"""Reading a hostile zip file into memory, within limits."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from pacman_engine.teams import member_names
from pacman_engine.teams.refusal import ArchiveError, shown

RATIO_FLOOR = 200_000  # bytes below which a file may be packed as tightly as it likes
_KNOWN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile lets through when it meets bytes that no packer wrote.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(ValueError, OverflowError, NotImplementedError, RuntimeError, IndexError),
)


@dataclass(frozen=True)
class Limits:
    """How large an upload may be: packed and unpacked bytes, files, folders deep, packing ratio."""

    upload_bytes: int = 5_000_000
    unpacked_bytes: int = 20_000_000
    files: int = 500
    depth: int = 8
    ratio: int = 100


def megabytes(size: int) -> str:
    """``size`` in bytes as people read it."""
    return f"{size / 1_000_000:.1f} MB"


def unzip(data: bytes, limits: Limits) -> dict[str, bytes]:
    """All files of a zip by their path, junk left out; ArchiveError for anything unusual."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = _wanted(archive.infolist(), limits)
            return {name: _read(archive, info, limits) for name, info in wanted.items()}
    except ArchiveError:
        raise
    except _BROKEN as error:
        raise ArchiveError(
            "damaged", "The zip file is damaged: pack it again and upload the new one."
        ) from error


def _wanted(infos: list[zipfile.ZipInfo], limits: Limits) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > 10 * limits.files:
        raise _too_many(len(infos), limits)
    named = [(member_names.checked_parts(i.orig_filename, limits.depth), i) for i in infos]
    kept = [(parts, info) for parts, info in named if not member_names.is_junk(parts)]
    for _, info in kept:
        _check_type(info)
    files = [("/".join(parts), info) for parts, info in kept if not info.is_dir()]
    if len(files) > limits.files:
        raise _too_many(len(files), limits)
    member_names.check_clashes([name for name, _ in files])
    _check_sizes((info for _, info in files), limits)
    return dict(files)


def _too_many(count: int, limits: Limits) -> ArchiveError:
    return ArchiveError(
        "count",
        f"The archive holds {count} files; the limit is {limits.files}: leave out what the agent "
        "does not need.",
    )


def _check_type(info: zipfile.ZipInfo) -> None:
    name = shown(info.filename)
    if info.flag_bits & 0x1:
        raise ArchiveError("encrypted", f"{name} is encrypted: pack the zip without a password.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise ArchiveError("link", f"{name} is a link: put the file itself in its place.")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveError("special", f"{name} is not a plain file: leave it out.")
    if info.compress_type not in _KNOWN_METHODS:
        raise ArchiveError(
            "method", f"{name} is packed by an unusual method: use ordinary zip (deflate)."
        )


def _check_sizes(infos: Iterable[zipfile.ZipInfo], limits: Limits) -> None:
    total = 0
    for info in infos:
        total += info.file_size
        if info.file_size > RATIO_FLOOR and info.file_size > limits.ratio * info.compress_size:
            raise ArchiveError(
                "ratio",
                f"{shown(info.filename)} unpacks to more than {limits.ratio} times its packed "
                "size: leave it out, or make it in the agent's code.",
            )
    if total > limits.unpacked_bytes:
        raise too_large(total, limits)


def too_large(total: int, limits: Limits) -> ArchiveError:
    """The refusal of files that are larger in sum than the limit."""
    return ArchiveError(
        "unpacked",
        f"The files are {megabytes(total)} together; the limit is "
        f"{megabytes(limits.unpacked_bytes)}: leave out what the agent does not need.",
    )


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """The bytes of one member; never more than its header says, whatever its stream holds."""
    with archive.open(info) as stream:
        data = stream.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise ArchiveError(
            "damaged", f"{shown(info.filename)} has another size than the zip says: pack it again."
        )
    member_names.check_kind(info.filename, data[:8])
    return data
