"""Words for what tournaments have as codes and numbers."""

from __future__ import annotations

from .estimate import Estimate

ENDS = {
    "returned": "all the dots were brought home",
    "length": "at the move limit",
    "fault": "by a fault",
    "void": "void: neither agent could play",
}
FAULTS = {
    "load": "could not be loaded",
    "create_team": "failed in createTeam",
    "start": "failed in registerInitialState",
    "crash": "crashed",
    "illegal": "chose an illegal action",
    "move_time": "took too long for one move",
    "warnings": "was slow too often",
    "total_time": "used up its time",
    "memory": "used too much memory",
    "exit": "ended its process",
    "reply": "sent a reply that cannot be read",
    "final": "failed in final",
}


def fault_words(kind: str) -> str:
    """What an agent did, to follow its team's name."""
    return FAULTS.get(kind, kind.replace("_", " "))


def end_words(end: str) -> str:
    return ENDS.get(end, end)


def duration(seconds: float) -> str:
    """A duration in the unit a person would choose: 40 s, 6 min, 2 h 10 min."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    hours, minutes = divmod(round(minutes / 10) * 10, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def about(estimate: Estimate | None) -> str:
    """An estimate as people say it, with its spread: about 6 min ± 1 min; empty without one."""
    if estimate is None or estimate.seconds <= 0:
        return ""
    words = f"about {duration(estimate.seconds)}"
    if estimate.spread >= 1 and estimate.spread >= estimate.seconds / 20:
        words += f" ± {duration(estimate.spread)}"
    return words
