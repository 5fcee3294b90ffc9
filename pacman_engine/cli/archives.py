"""The very archives that a match was played with, found by their SHA-256."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pacman_engine.agents import team_names
from pacman_engine.cli.errors import UsageError
from pacman_engine.teams.archive import ArchiveError, TeamArchive, find_team, read_archive

MAX_FILES = 10_000
MAX_BYTES = 50_000_000


class OtherArchive(Exception):
    """The team that was given is not the one that played."""


def archive_of(side: str, sha256: str, *, given: str | None, folder: str | None) -> TeamArchive:
    """The archive of a side: the team ``given``, else one in ``folder``, else one of our own teams.

    Raises `OtherArchive` if ``given`` has another SHA-256, UsageError if there is none to be found.
    """
    if given is not None:
        return _checked(side, sha256, given)
    found = _in_folder(sha256, Path(folder)) if folder is not None else None
    found = found or _own(sha256)
    if found is None:
        raise UsageError(
            f"The archive {sha256} of {side} is not here: give it by --{side}, or its folder by "
            "--archives."
        )
    return found


def _checked(side: str, sha256: str, given: str) -> TeamArchive:
    team = find_team(given)
    if team.sha256 != sha256:
        raise OtherArchive(
            f"The match was played by another {side} team: {given} has the SHA-256 {team.sha256}, "
            f"the replay says {sha256}."
        )
    return team


def _in_folder(sha256: str, folder: Path) -> TeamArchive | None:
    """The archive in a folder, whatever its name is there; only zips are looked at."""
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}: give the one with the archives.")
    paths = sorted(path for path in folder.glob("*.zip") if path.is_file())
    if len(paths) > MAX_FILES:
        raise UsageError(f"The folder {folder} holds more than {MAX_FILES} archives.")
    # The likely name first: with it, no other file has to be read.
    for path in sorted(paths, key=lambda path: path.stem != sha256):
        team = _team_in(path, sha256)
        if team is not None:
            return team
    return None


def _team_in(path: Path, sha256: str) -> TeamArchive | None:
    """The team in a zip: as the store keeps it, or one as it was uploaded."""
    if path.stat().st_size > MAX_BYTES:
        return None
    try:
        if hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            return read_archive(path)
        team = find_team(str(path))
    except ArchiveError:
        return None
    return team if team.sha256 == sha256 else None


def _own(sha256: str) -> TeamArchive | None:
    teams = (find_team(name) for name in team_names())
    return next((team for team in teams if team.sha256 == sha256), None)
