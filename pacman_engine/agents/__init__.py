"""Our own teams, written as students write theirs: to beat, to learn from, for checks and demos.

A team is a file `<name>.py` here, or a directory `<name>/` with a `myTeam.py`. They are data, not
modules of the engine: they are loaded like any upload. Nothing else may lie in this directory.
"""

from __future__ import annotations

from pathlib import Path

_HOME = Path(__file__).parent
BASELINE = "baseline"
BAD_TEAMS = frozenset({"crasher", "rulebreaker", "sleeper"})
"""Teams that forfeit on purpose."""


def team_names() -> list[str]:
    """The names of all our teams, sorted, the bad ones included."""
    files = [path.stem for path in _HOME.glob("*.py") if not path.stem.startswith("_")]
    directories = [path.parent.name for path in _HOME.glob("*/myTeam.py")]
    return sorted(files + directories)


def good_team_names() -> list[str]:
    """The names of the teams that play by the rules, sorted."""
    return [name for name in team_names() if name not in BAD_TEAMS]


def team_path(name: str) -> Path:
    """The file or directory of a team. Raises KeyError for an unknown name."""
    if name not in team_names():
        raise KeyError(name)
    directory = _HOME / name
    return directory if directory.is_dir() else _HOME / f"{name}.py"
