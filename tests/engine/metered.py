"""Teams whose fuel is counted without a sandbox: played in this process, by a made-up tariff."""

from __future__ import annotations

from pacman_engine.teams.inprocess import InProcessTeam
from pymw_bridge.interpreter.constants import FUEL_PER_SECOND

IMAGE = "1a" * 32
WASMTIME = "50.0.1"
RUNTIME = {"image": IMAGE, "wasmtime": WASMTIME}
STARTUP, MOVE = 10**9, 10**8


class MeteredTeam(InProcessTeam):
    """It uses a tenth of a second for every step of its start-up, a hundredth and more for a move.

    Its seconds are those of this fuel, so a match is the same on every machine.
    """

    def __init__(self, archive, setup):
        super().__init__(archive, setup)
        self._used = 0
        self._asked = 0

    @property
    def fuel(self):
        return self._used

    def ask(self, request, seconds):
        reply, _ = super().ask(request, 60.0)
        self._asked += 1
        used = (MOVE if request[0] == "act" else STARTUP) + self._asked % 7
        self._used += used
        return reply, used / FUEL_PER_SECOND


def metered(patch):
    """Let jobs in `wasm` be played by such teams; ``patch`` is pytest's MonkeyPatch."""
    patch.setattr("pacman_engine.job.image_for", lambda backend, runtime: None)
    patch.setattr(
        "pacman_engine.job.open_in",
        lambda backend, archive, image: lambda setup: MeteredTeam(archive, setup),
    )
    patch.setattr("pacman_engine.job.require_backend", lambda backend: None)


def metered_spec(spec):
    """A spec for backend `none` as one for `wasm`."""
    return {**spec, "backend": "wasm", "runtime": dict(RUNTIME)}
