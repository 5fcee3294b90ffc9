"""Which names a file inside an upload may have."""

from __future__ import annotations

from pacman_engine.teams.refusal import ArchiveError, shown

JUNK_FOLDERS = frozenset(
    {"__MACOSX", "__pycache__", ".git", ".svn", ".hg", ".idea", ".vscode", ".venv", ".mypy_cache"}
)
JUNK_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".gitignore", ".gitattributes"})
NESTED_SUFFIXES = (
    *(".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".lzma", ".zst", ".7z", ".rar"),
    *(".whl", ".egg", ".jar", ".npz"),
)
COMPILED_SUFFIXES = (".so", ".pyd", ".dll", ".dylib", ".exe", ".pyo")
_FORBIDDEN = frozenset('<>:"|?*')
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}
)
MAX_NAME = 200


def checked_parts(name: str, depth: int) -> list[str]:
    """The folders and the file name of ``name``; ArchiveError unless it is safe everywhere."""
    if "\\" in name:
        raise ArchiveError(
            "backslash",
            f"The path {shown(name)} uses backslashes: pack the zip with a program that writes "
            "forward slashes (the one of your file manager, or `zip -r`).",
        )
    if name.startswith("/"):
        raise ArchiveError(
            "absolute", f"The path {shown(name)} is absolute: pack the folder from inside it."
        )
    _check_characters(name)
    parts = name.rstrip("/").split("/")
    for part in parts:
        _check_part(name, part)
    if len(parts) > depth:
        raise ArchiveError(
            "depth",
            f"The path {shown(name)} is {len(parts)} folders deep; the limit is {depth}: "
            "move the files further up.",
        )
    return parts


def _check_characters(name: str) -> None:
    if not name.isascii():
        raise ArchiveError(
            "encoding",
            f"The name {shown(name)} has letters outside A to Z: rename the file with plain "
            "letters, digits, - and _, so that it means the same on every machine.",
        )
    if not name.isprintable() or len(name) > MAX_NAME:
        raise ArchiveError(
            "name",
            f"The name {shown(name)} is too long or has control characters: rename the file.",
        )
    bad = _FORBIDDEN & set(name)
    if bad:
        raise ArchiveError(
            "name",
            f"The name {shown(name)} contains {' '.join(sorted(bad))}, which not every system "
            "allows: rename the file.",
        )


def _check_part(name: str, part: str) -> None:
    if part == "..":
        raise ArchiveError(
            "parent",
            f"The path {shown(name)} leaves the archive by '..': pack the folder from inside it.",
        )
    unusual = part in {"", "."} or part[-1] in " ." or part[0] == " "
    if unusual or part.split(".")[0].lower() in _DEVICES:
        raise ArchiveError(
            "name", f"The path {shown(name)} has a part that not every system allows: rename it."
        )


def is_junk(parts: list[str]) -> bool:
    """Whether the file is a left-over of an operating system or editor, to be dropped silently."""
    last = parts[-1]
    return (
        any(part in JUNK_FOLDERS for part in parts)
        or last in JUNK_FILES
        or last.startswith("._")
        or last.endswith(".pyc")
    )


def check_kind(name: str, head: bytes) -> None:
    """ArchiveError for archives inside the archive and for compiled programs."""
    lower = name.lower()
    packed = head.startswith(
        (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
    )
    if lower.endswith(NESTED_SUFFIXES) or packed:
        raise ArchiveError(
            "nested",
            f"{shown(name)} is an archive inside the archive: unpack it, or leave it out.",
        )
    if lower.endswith(COMPILED_SUFFIXES) or head.startswith((b"\x7fELF", b"MZ")):
        raise ArchiveError(
            "compiled", f"{shown(name)} is compiled code: hand in Python source only."
        )


def check_clashes(names: list[str]) -> None:
    """ArchiveError if two names are equal, or would be on a system that ignores case.

    Folders count too: ``Lib/a.py`` clashes with ``lib/b.py``, and a file ``a`` with ``a/b``.
    """
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ArchiveError(
            "duplicate", f"{shown(twice)} is in the archive twice: keep only one of the two."
        )
    seen: dict[str, str] = {}
    for name in names:
        parts = name.split("/")
        for end in range(1, len(parts) + 1):
            kind = "" if end == len(parts) else "/"
            spelled = "/".join(parts[:end]) + kind
            other = seen.setdefault(spelled.rstrip("/").lower(), spelled)
            if other != spelled:
                raise ArchiveError(
                    "case",
                    f"{shown(other)} and {shown(spelled)} are the same name on systems that "
                    "ignore case: rename one of them.",
                )
