"""Faults in words, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def shown(text: str) -> str:
    """What a team wrote, fit for a terminal: its control characters are spelled out."""
    return "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in text)


def print_fault(team: str, fault: Mapping[str, Any]) -> None:
    """Say what a team did, where, and what to change."""
    print(f"\n{team} forfeits: {fault['kind']} of agent {fault['agent']} at move {fault['move']}.")
    for frame in fault["traceback"]:
        name = f" in {frame['function']}" if frame["function"] else ""
        print(shown(f"  {frame['file']}, line {frame['line']}{name}"))
        if frame["code"]:
            print(shown(f"    {frame['code']}"))
    print(shown(f"  {fault['message']}"))
    if fault["hint"]:
        print(f"Hint: {fault['hint']}")
