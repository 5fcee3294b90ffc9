"""A team in the native jail of Linux: the backend ``native``.

Bubblewrap, Landlock, a list of allowed system calls, limits; all of them or nothing. For servers
whose operators trust them with it: agents are fast and may use packages that the operator has
installed, but time is processor time, so no two machines need agree on a result.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.celled import PROGRAM, CelledTeam, not_isolated, system_seconds
from pacman_engine.teams.driver import BackendUnavailable, TeamSetup
from pymw_bridge.interpreter.native.cell import NotIsolated
from pymw_bridge.interpreter.native.jailed import LIMITS, JailedCell
from pymw_bridge.interpreter.native.layers import missing_layers
from pymw_bridge.interpreter.native.limits import ProcessLimits

PACKAGES = "NATIVE_PACKAGES"


class NativeTeam(CelledTeam):
    """A team in a jailed process; see ``driver.Team``. Raises what `packages_folder` does.

    ``without`` names layers to leave out; only tests may do that.
    """

    backend = "native"

    def __init__(
        self,
        archive: TeamArchive,
        setup: TeamSetup,
        limits: ProcessLimits | None = None,
        *,
        without: tuple[str, ...] = (),
    ) -> None:
        super().__init__(setup, archive.main)
        try:
            self.cell = JailedCell(
                PROGRAM,
                archive.files,
                limits or replace(LIMITS, cpu_seconds=system_seconds(setup)),
                packages=packages_folder(),
                patient=setup.patient,
                without=without,
            )
        except NotIsolated as error:
            raise not_isolated(self.backend, error) from error


def require_native() -> None:
    """Raise `BackendUnavailable`, naming every missing layer, unless the jail is complete here."""
    packages_folder()
    missing = missing_layers()
    if missing:
        raise BackendUnavailable(
            f"The backend native cannot be used: this system lacks {'; and '.join(missing)}. "
            "Use the backend wasm, which needs nothing of the system."
        )


def packages_folder() -> Path | None:
    """The folder in $NATIVE_PACKAGES, whose packages native agents can import; None for none.

    Raises BackendUnavailable if there is no such folder.
    """
    text = os.environ.get(PACKAGES, "")
    if not text:
        return None
    folder = Path(text).resolve()
    if not folder.is_dir():
        raise BackendUnavailable(
            f"{PACKAGES} names {text!r}, which is no folder: make it with pip install --target, "
            "or leave the variable empty."
        )
    return folder
