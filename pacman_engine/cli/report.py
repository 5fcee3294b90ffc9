"""Faults in words, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pacman_engine.faults import FaultKind
from pacman_engine.fuel import seconds_of

_SHOWN_OUTPUT = 2_000
_WORDS = {
    FaultKind.ILLEGAL: "an illegal action",
    FaultKind.MOVE_TIME: "too long a move",
    FaultKind.WARNINGS: "one slow move too many",
    FaultKind.TOTAL_TIME: "too much time in all",
    FaultKind.MEMORY: "too much memory",
    FaultKind.EXIT: "an end of the process",
    FaultKind.REPLY: "an unreadable reply",
}
_BEFORE_PLAY = {
    FaultKind.LOAD: "its file could not be loaded",
    FaultKind.CREATE_TEAM: "createTeam failed",
}


def shown(text: str) -> str:
    """What a team wrote, fit for a terminal: its control characters are spelled out."""
    return "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in text)


def print_fault(team: str, fault: Mapping[str, Any]) -> None:
    """Say what a team did, where, and what to change."""
    print(f"\n{shown(team)} forfeits: {_what(fault)}.")
    for frame in fault["traceback"]:
        name = f" in {frame['function']}" if frame["function"] else ""
        print(shown(f"  {frame['file']}, line {frame['line']}{name}"))
        if frame["code"]:
            print(shown(f"    {frame['code']}"))
    print(shown(f"  {fault['message']}"))
    if fault["hint"]:
        print(f"Hint: {fault['hint']}")


def _what(fault: Mapping[str, Any]) -> str:
    kind = FaultKind(fault["kind"])
    if kind in _BEFORE_PLAY:
        return _BEFORE_PLAY[kind]
    return f"{_WORDS.get(kind, kind.value)} of agent {fault['agent']} at move {fault['move']}"


def print_output(team: str, log: Mapping[str, Any]) -> None:
    """The end of what a team has printed on each stream, if it has."""
    for name in ("stdout", "stderr"):
        if log[name]:
            print(f"\n{shown(team)} {name}:\n{shown(log[name][-_SHOWN_OUTPUT:].rstrip())}")


def print_times(team: str, log: Mapping[str, Any], fuel: Mapping[str, int] | None = None) -> None:
    """How long a team's moves took, and which were slow enough for a warning.

    ``fuel`` is the team's part of the fuel record: with it, all times are reference seconds.
    """
    if fuel is None:
        taken = log["seconds"]
        print(
            f"\n{shown(team)}: {taken['total']:.3g} s for its moves, "
            f"the slowest {taken['slowest']:.3g} s (move {taken['slowest_move']})."
        )
    else:
        total, largest = seconds_of(fuel["total"]), seconds_of(fuel["largest"])
        print(
            f"\n{shown(team)}: {total:.3g} reference s, its start-up among them; "
            f"the largest move took {largest:.2g} (move {fuel['largest_move']})."
        )
    for slow in log["warnings"]:
        print(f"  Agent {slow['agent']} is warned: move {slow['move']}, {slow['seconds']:.2f} s.")
