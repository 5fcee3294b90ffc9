"""Faults in words, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def print_fault(team: str, fault: Mapping[str, Any]) -> None:
    """Say what a team did, where, and what to change."""
    print(f"\n{team} forfeits: {fault['kind']} of agent {fault['agent']} at move {fault['move']}.")
    for frame in fault["traceback"]:
        name = f" in {frame['function']}" if frame["function"] else ""
        print(f"  {frame['file']}, line {frame['line']}{name}")
        if frame["code"]:
            print(f"    {frame['code']}")
    print(f"  {fault['message']}")
    if fault["hint"]:
        print(f"Hint: {fault['hint']}")
