"""What a user says about the two seats of a match: names, and options to createTeam."""

from __future__ import annotations

import argparse
from pathlib import Path

from pacman_engine.cli.errors import UsageError
from pacman_engine.replay import MAX_NAME


def options_for(text: str) -> dict[str, str | int]:
    """``a=b,c`` as createTeam gets it: {"a": "b", "c": 1}."""
    pairs = (item.partition("=") for item in text.split(",") if item)
    found: dict[str, str | int] = {
        name.strip(): value if sign else 1 for name, sign, value in pairs
    }
    for name in found:
        if not name.isidentifier():
            raise UsageError(f"{name!r} is no name of an option: write name=value,name=value.")
    return found


def names_of(options: argparse.Namespace) -> tuple[str, str]:
    """What to call the two teams."""
    return _name(options.red_name, options.red), _name(options.blue_name, options.blue)


def _name(given: str | None, team: str) -> str:
    """The name that was given, or else a printable one from where the team lies."""
    stem = "".join(c for c in Path(team).absolute().stem if c.isprintable())
    return given or stem[:MAX_NAME] or "team"
