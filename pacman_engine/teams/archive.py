"""A team as a handful of files: read from an upload, kept as a canonical zip."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import re
import tokenize
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pacman_engine.agents import team_names, team_path
from pacman_engine.teams import member_names
from pacman_engine.teams.factory import main_file, python2_lines
from pacman_engine.teams.refusal import ArchiveError, shown
from pacman_engine.teams.unzip import Limits, megabytes, too_large, unzip

__all__ = [
    "ArchiveError",
    "Limits",
    "TeamArchive",
    "find_team",
    "read_archive",
    "read_files",
    "read_upload",
]

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODULE_NAME = re.compile(r"[A-Za-z_]\w*\.py", re.ASCII)
# What sources are written in; some of Python's other codecs take hours for a few megabytes.
_ENCODINGS = frozenset({"utf-8", "utf-8-sig", "ascii", "iso8859-1", "iso8859-15", "cp1252"})
_STORE_LIMITS = Limits(upload_bytes=50_000_000, unpacked_bytes=50_000_000, files=5000, depth=32)


@dataclass(frozen=True)
class TeamArchive:
    """The files of a team (path with forward slashes → content) and the one that makes it."""

    files: Mapping[str, bytes]
    main: str

    def to_zip(self) -> bytes:
        """The canonical zip: sorted, fixed times, stored; the same bytes on every machine."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(self.files):
                info = zipfile.ZipInfo(name, date_time=_EPOCH)
                info.create_system = 3
                info.external_attr = 0o100644 << 16
                archive.writestr(info, self.files[name])
        return buffer.getvalue()

    @cached_property
    def sha256(self) -> str:
        """The hexadecimal SHA-256 of ``to_zip()``: the team's identity."""
        return hashlib.sha256(self.to_zip()).hexdigest()

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Sentences about what is accepted, but will hardly work: files in Python 2."""
        return tuple(
            f"{name}, line {line}, looks like Python 2: convert it to Python 3 with 2to3."
            for name, line in python2_lines(self.files)
        )

    def extract(self, folder: Path) -> None:
        """Write all files below ``folder``, which must be empty and ours alone."""
        for name, data in self.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def read_upload(data: bytes, filename: str, limits: Limits | None = None) -> TeamArchive:
    """The team in an uploaded ``.py`` or ``.zip`` file.

    ArchiveError, with a sentence for its author, if the content is not what it should be.
    """
    limits = limits or Limits()
    if not data:
        raise ArchiveError("empty", "The file is empty: choose the file with your agent.")
    if len(data) > limits.upload_bytes:
        raise ArchiveError(
            "size",
            f"The file is {megabytes(len(data))}; the limit is {megabytes(limits.upload_bytes)}: "
            "leave out what the agent does not need.",
        )
    suffix = Path(filename).suffix.lower()
    zipped = data.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    if suffix == ".py" and not zipped:
        return _team({_module_name(filename): data}, limits)
    if suffix == ".zip" and zipped:
        return _team(_without_wrapper(unzip(data, limits)), limits)
    raise _wrong_kind(suffix, zipped)


def _wrong_kind(suffix: str, zipped: bool) -> ArchiveError:
    if suffix == ".zip":
        return ArchiveError(
            "not_a_zip", "This is no zip file, though its name says so: pack your files as zip."
        )
    if zipped:
        return ArchiveError("kind", "This is a zip file by its content: name it with .zip.")
    return ArchiveError(
        "kind", "Only a .py or a .zip file can be an agent: pack your files as zip."
    )


def _module_name(filename: str) -> str:
    name = re.split(r"[/\\]", filename)[-1]
    return name if _MODULE_NAME.fullmatch(name) else "myTeam.py"


def _without_wrapper(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same files with one folder around all of them taken off, if there is one."""
    tops = {name.split("/", 1)[0] for name in files}
    if len(tops) != 1 or not all("/" in name for name in files):
        return files
    return {name.split("/", 1)[1]: data for name, data in files.items()}


def _team(files: Mapping[str, bytes], limits: Limits) -> TeamArchive:
    if not files:
        raise ArchiveError("empty", "There are no files in it: add myTeam.py.")
    total = sum(map(len, files.values()))
    if total > limits.unpacked_bytes:
        raise too_large(total, limits)
    for name, data in files.items():
        if name.endswith(".py"):
            _check_source(name, data)
    return TeamArchive(files, main_file(files))


def _check_source(name: str, data: bytes) -> None:
    """ArchiveError unless the file is text in the encoding that Python would assume."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if codecs.lookup(encoding).name not in _ENCODINGS:
            raise LookupError(encoding)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise ArchiveError(
            "source_encoding", f"{shown(name)} is not UTF-8 text: save it as UTF-8."
        ) from error
    if "\0" in text:
        raise ArchiveError(
            "source_encoding",
            f"{shown(name)} contains zero bytes, so it is no source text: save it as UTF-8.",
        )


def read_archive(path: Path) -> TeamArchive:
    """The team in a canonical zip that ``to_zip`` wrote; ArchiveError if it is anything else."""
    data = path.read_bytes()
    archive = _team(unzip(data, _STORE_LIMITS), _STORE_LIMITS)
    if archive.to_zip() != data:
        raise ArchiveError("not_canonical", "This zip is not in the form the store keeps.")
    return archive


def read_files(folder: Path, limits: Limits | None = None) -> TeamArchive:
    """The team in a folder, by the rules for uploads; links are refused, junk is left out."""
    limits = limits or Limits()
    files: dict[str, bytes] = {}
    left = limits.unpacked_bytes
    for path in _plain_files(folder, limits):
        name = path.relative_to(folder).as_posix()
        member_names.checked_parts(name, limits.depth)
        files[name] = _read(path, left)
        left -= len(files[name])
        member_names.check_kind(name, files[name][:8])
        if len(files) > limits.files or left < 0:
            raise _too_much(folder)
    member_names.check_clashes(list(files))
    return _team(files, limits)


def _too_much(folder: Path) -> ArchiveError:
    return ArchiveError("unpacked", f"The folder {folder} holds more than an upload may.")


def _read(path: Path, limit: int) -> bytes:
    """The file's content; of one that is too large only a byte more than ``limit``."""
    with path.open("rb") as file:
        return file.read(limit + 1)


def _plain_files(folder: Path, limits: Limits) -> list[Path]:
    """All files in it but junk, sorted; gives up early in a folder that is no team's."""
    found: list[Path] = []
    seen = 0
    for here, folders, names in os.walk(folder):
        place = Path(here)
        folders[:] = [n for n in folders if not member_names.is_junk([n])]
        own = [place / n for n in (*folders, *names) if not member_names.is_junk([n])]
        seen += len(folders) + len(names)
        if seen > 10 * limits.files:
            raise _too_much(folder)
        for path in own:
            if path.is_symlink():
                raise ArchiveError("link", f"{path} is a link: put the file itself in its place.")
        found += [path for path in own if path.is_file()]
    return sorted(found)


def find_team(text: str) -> TeamArchive:
    """The team that a user means: a folder, a zip, a ``.py`` file or the name of one of ours."""
    path = Path(text)
    if text in team_names() and not path.exists():
        path = team_path(text)
    if text and path.is_dir():
        return read_files(path)
    if path.is_file():
        return read_upload(_read(path, Limits().upload_bytes), path.name)
    raise ArchiveError(
        "unknown_team",
        f"There is no team {shown(text)}: give a folder, a .zip, a .py file or one of "
        f"{', '.join(team_names())}.",
    )
