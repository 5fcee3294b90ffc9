"""Choosing where teams run, and saying why they cannot."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.driver import BackendUnavailable, Team, TeamSetup

if TYPE_CHECKING:
    from pymw_bridge.interpreter.images import Image

Opener = Callable[[TeamSetup], Team]
BACKENDS = ("wasm", "native", "process", "none")
DEFAULT = "wasm"
PERMISSION = "ALLOW_LIGHT_ISOLATION"


def require_backend(name: str) -> None:
    """Raise `BackendUnavailable`, saying what is missing, unless teams can run in ``name`` here."""
    if name not in BACKENDS:
        raise BackendUnavailable(
            f"There is no backend {name!r}: choose one of {', '.join(BACKENDS)}."
        )
    _REQUIRE.get(name, _require_nothing)()


def _require_nothing() -> None:
    """In this very process everything is there."""


def _require_wasm() -> None:
    from pymw_bridge.interpreter.wasm import missing_part

    missing = missing_part()
    if missing is not None:
        raise BackendUnavailable(f"The backend wasm cannot be used: {missing}")


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


def _require_native() -> None:
    from pacman_engine.teams.native import require_native  # Linux only

    require_native()


_REQUIRE = {"wasm": _require_wasm, "native": _require_native, "process": _require_process}


def opener(backend: str, archive: TeamArchive, image: Image | None = None) -> Opener:
    """How to open ``archive`` as a team in ``backend``; raises `BackendUnavailable`.

    ``image`` is for ``wasm``; without one it is that of this engine, built if it is missing.
    """
    require_backend(backend)
    if backend == "wasm":
        return _isolated(archive, image)
    team = _team_class(backend)
    return lambda setup: team(archive, setup)


def _team_class(backend: str) -> Callable[[TeamArchive, TeamSetup], Team]:
    """Imported late: jails are for Linux only."""
    if backend == "none":
        from pacman_engine.teams.inprocess import InProcessTeam

        return InProcessTeam
    if backend == "native":
        from pacman_engine.teams.native import NativeTeam

        return NativeTeam
    from pacman_engine.teams.process import ProcessTeam

    return ProcessTeam


def _isolated(archive: TeamArchive, image: Image | None) -> Opener:
    from pacman_engine.runtime import ImageError, current_image
    from pacman_engine.teams.isolated import IsolatedOpener

    try:
        return IsolatedOpener(image or current_image(), archive)
    except ImageError as error:
        raise BackendUnavailable(f"The backend wasm cannot be used: {error}") from error
