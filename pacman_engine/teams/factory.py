"""Which file of an upload makes the team.

Nothing is parsed here, let alone run: Python's parser can be made to run out of stack by a
hostile file, and this code runs in the web server. Lines that look right are enough; the truth
comes out when the team is loaded in its sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pacman_engine.teams.refusal import ArchiveError

PREFERRED = ("myTeam.py", "my_team.py")
# Copies of the framework's own sample team are in half of all repositories.
FRAMEWORK = frozenset({"baselineTeam.py", "baseline_team.py"})
_MAKES_TEAM = re.compile(
    rb"^(?:def[ \t]+(?:createTeam|create_team)[ \t]*\("
    rb"|(?:createTeam|create_team)[ \t]*="
    rb"|from[ \t]+[\w.]+[ \t]+import[ \t].*\b(?:createTeam|create_team)\b)",
    re.MULTILINE,
)
_STAR_IMPORT = re.compile(rb"^from[ \t]+[\w.]+[ \t]+import[ \t]+\*", re.MULTILINE)
_PYTHON2 = re.compile(
    rb"^[ \t]*(?:print[ \t]+[\"'\w]|exec[ \t]+[\"']|except[ \t]+\w+[ \t]*,[ \t]*\w+[ \t]*:"
    rb"|raise[ \t]+\w+[ \t]*,)",
    re.MULTILINE,
)
_WHAT_TO_ADD = (
    "createTeam(firstIndex, secondIndex, isRed) or create_team(first_index, second_index, is_red)"
)


def main_file(files: Mapping[str, bytes]) -> str:
    """The path of the file that defines createTeam or create_team; ArchiveError if unclear.

    A ``myTeam.py`` on the top level wins; else the only candidate on the top level; else the
    only one anywhere.
    """
    sources = {name: data for name, data in files.items() if name.endswith(".py")}
    if not sources:
        raise ArchiveError("no_python", "There is no .py file in it: add myTeam.py.")
    for name in PREFERRED:
        if name in sources and (_makes_team(sources[name]) or _STAR_IMPORT.search(sources[name])):
            return name
    return _only([name for name, data in sources.items() if _makes_team(data)])


def _makes_team(source: bytes) -> bool:
    return _MAKES_TEAM.search(source.replace(b"\r", b"\n")) is not None


def _only(candidates: list[str]) -> str:
    own = [name for name in candidates if name.rsplit("/", 1)[-1] not in FRAMEWORK] or candidates
    top = [name for name in own if "/" not in name] or own
    if len(top) == 1:
        return top[0]
    if not top:
        raise ArchiveError(
            "no_factory", f"No file defines a team: add {_WHAT_TO_ADD} to myTeam.py."
        )
    listed = ", ".join(sorted(top)[:5])
    raise ArchiveError(
        "several_factories",
        f"Several files define createTeam ({listed}): call the one to play with myTeam.py and put "
        "it on the top level, or leave the others out.",
    )


def python2_lines(files: Mapping[str, bytes]) -> list[tuple[str, int]]:
    """(file, line) of the first line of each file that only Python 2 would understand."""
    found = []
    for name in sorted(files):
        match = _PYTHON2.search(files[name]) if name.endswith(".py") else None
        if match:
            found.append((name, files[name].count(b"\n", 0, match.start()) + 1))
    return found
