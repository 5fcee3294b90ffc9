"""Choosing where teams run, and saying why they cannot."""

from __future__ import annotations

import os
from collections.abc import Callable

from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.driver import BackendUnavailable, Team, TeamSetup

BACKENDS = ("wasm", "native", "process", "none")
DEFAULT = "process"
PERMISSION = "ALLOW_LIGHT_ISOLATION"
_NOT_BUILT = {
    "wasm": "The backend wasm is missing its runtime image: this version cannot build one yet.",
    "native": "The backend native is missing its jail (bubblewrap and an allow-list of system "
    "calls): this version does not have it yet.",
}


def require_backend(name: str) -> None:
    """Raise `BackendUnavailable`, saying what is missing, unless teams can run in ``name`` here."""
    if name not in BACKENDS:
        raise BackendUnavailable(
            f"There is no backend {name!r}: choose one of {', '.join(BACKENDS)}."
        )
    if name in _NOT_BUILT:
        raise BackendUnavailable(
            f"{_NOT_BUILT[name]} Use --sandbox process with {PERMISSION}=1 for agents you trust."
        )
    if name == "process":
        _require_process()


def _require_process() -> None:
    from pymw_bridge.interpreter.native.jail import missing_layer  # Linux only

    if os.environ.get(PERMISSION) != "1":
        raise BackendUnavailable(
            "The backend process isolates agents only lightly, so it must be allowed: set "
            f"{PERMISSION}=1 in the environment if you trust the agents enough."
        )
    missing = missing_layer()
    if missing is not None:
        raise BackendUnavailable(
            f"The backend process cannot be used: this system lacks {missing}."
        )


def opener(backend: str, archive: TeamArchive) -> Callable[[TeamSetup], Team]:
    """How to open ``archive`` as a team in ``backend``; raises `BackendUnavailable`."""
    require_backend(backend)
    if backend == "none":
        from pacman_engine.teams.inprocess import InProcessTeam

        return lambda setup: InProcessTeam(archive, setup)
    from pacman_engine.teams.process import ProcessTeam

    return lambda setup: ProcessTeam(archive, setup)
