"""The steps of a check as the page shows them, also before the worker has said anything."""

from __future__ import annotations

from typing import Any

from tournament.work import WorkState

from .models import Check

TITLES = {
    "load": "Load your files",
    "create_team": "Make the team",
    "moves": "Play eight moves",
    "self": "A match against itself",
    "baseline": "A match against the baseline",
}
SHORT = {
    "load": "load",
    "create_team": "team",
    "moves": "8 moves",
    "self": "self",
    "baseline": "baseline",
}


def steps_of(check: Check) -> list[dict[str, Any]]:
    """All five steps with title, state, seconds, detail and score."""
    known = {step.get("name"): step for step in check.report.get("steps", [])}
    stopped = check.state == WorkState.FAILED
    return [_step(name, known.get(name, {}), stopped) for name in TITLES]


def _step(name: str, said: dict[str, Any], stopped: bool) -> dict[str, Any]:
    state = said.get("state", "waiting")
    if stopped and state in ("waiting", "running"):
        state = "skipped"
    return {
        "name": name,
        "title": TITLES[name],
        "short": SHORT[name],
        "state": state,
        "seconds": said.get("seconds"),
        "detail": said.get("detail", ""),
        "score": said.get("score"),
    }
