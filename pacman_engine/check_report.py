"""The report of a check, filled in on the way; safe to read from another thread at any time."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from threading import Lock
from typing import Any

from pacman_engine.match_log import LogDoc

FORMAT = "pacman-check/2"
STEPS = ("load", "create_team", "moves", "self", "baseline")
MAX_WARNINGS = 20
Report = dict[str, Any]


class Reporter:
    """Holds a report; ``changed`` gets a copy of it after every change that people should see.

    ``verdict`` is None until there is one: "undecided" where the first verdict could not wait,
    then "ready" or "rejected". After `close` nothing changes any more.
    """

    def __init__(self, backend: str, changed: Callable[[Report], None]) -> None:
        self._changed = changed
        self._lock = Lock()
        self._open = True
        self._report: Report = {
            "format": FORMAT,
            "backend": backend,
            "plays_in": [],
            "native_only": False,
            "verdict": None,
            "steps": [_step(name) for name in STEPS],
            "fault": None,
            "stdout": "",
            "stderr": "",
            "replay": None,
            "time": None,
            "warnings": [],
        }

    def restart(self, backend: str) -> None:
        """Begin again in another backend; what was found out so far but the verdict is dropped."""
        self.write(
            backend=backend,
            steps=[_step(name) for name in STEPS],
            fault=None,
            stdout="",
            stderr="",
            replay=None,
            time=None,
        )

    def write(self, **fields: Any) -> None:
        """Set fields of the report, and show it."""
        with self._lock:
            if self._open:
                self._report.update(fields)
        self._tell()

    def step(self, name: str, state: str, seconds: float | None = None, **more: Any) -> None:
        """Change a step (``detail`` and ``score`` in ``more``), and show it."""
        with self._lock:
            if self._open:
                step = self._step(name)
                step.update(state=state, **more)
                if seconds is not None:
                    step["seconds"] = round(seconds, 3)
        self._tell()

    def keep_output(self, log: LogDoc) -> None:
        """Keep what the team has printed; it is shown with the next change."""
        with self._lock:
            if self._open:
                self._report.update(stdout=log["stdout"], stderr=log["stderr"])

    def warn(self, sentence: str) -> None:
        """Add a warning, once; it is shown with the next change."""
        with self._lock:
            warnings = self._report["warnings"]
            if self._open and sentence not in warnings and len(warnings) < MAX_WARNINGS:
                warnings.append(sentence)

    def skip_the_rest(self, detail: str = "") -> None:
        """Mark all steps that are not decided."""
        with self._lock:
            for step in self._report["steps"] if self._open else ():
                if step["state"] in ("waiting", "running"):
                    step.update(state="skipped", detail=detail)

    def __getitem__(self, field: str) -> Any:
        return self._report[field]

    def document(self) -> Report:
        """A copy of the report as it is now."""
        with self._lock:
            return deepcopy(self._report)

    def close(self) -> Report:
        """The report for good: whatever still works on it changes nothing any more."""
        with self._lock:
            self._open = False
            return deepcopy(self._report)

    def _tell(self) -> None:
        if self._open:
            self._changed(self.document())

    def _step(self, name: str) -> dict[str, Any]:
        return next(step for step in self._report["steps"] if step["name"] == name)


def _step(name: str) -> dict[str, Any]:
    return {"name": name, "state": "waiting", "seconds": 0.0, "detail": "", "score": None}
