"""A team inside an interpreter that it cannot leave: the backend ``wasm``.

Its time is fuel: the same on every machine, whoever else uses the machine, however fast it is.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from pacman_engine.faults import FaultKind
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.calls import KIND_OF_CALL, CallingTeam, call_fault, setup_message, too_slow
from pacman_engine.teams.captured import output_of
from pacman_engine.teams.driver import BackendUnavailable, HostFault, Output, TeamFault, TeamSetup
from pacman_engine.teams.messages import PROTOCOL
from pymw_bridge.interpreter.captured import Captured
from pymw_bridge.interpreter.constants import FUEL_PER_SECOND
from pymw_bridge.interpreter.errors import (
    ImageError,
    InterpreterError,
    Interrupted,
    OutOfFuel,
    StackExhausted,
)
from pymw_bridge.interpreter.images import Image
from pymw_bridge.interpreter.wasm import Guest

OUTPUT_BYTES = 64_000
REPLY_CHARACTERS = 64_000


class IsolatedTeam(CallingTeam):
    """A team in a guest of its own; see ``driver.Team``. Needs a stage to run on."""

    def __init__(self, image: Image, archive: TeamArchive, setup: TeamSetup) -> None:
        super().__init__(setup, archive.main)
        self._archive = archive
        self._streams = {1: Captured(OUTPUT_BYTES), 2: Captured(OUTPUT_BYTES)}
        try:
            self._guest = Guest(image, seed=f"guest:{setup.random_key}".encode(), write=self._keep)
            self._greet(image)
        except ImageError as error:
            raise BackendUnavailable(str(error)) from error
        except InterpreterError as error:
            raise HostFault(f"A guest could not be made: {error}") from error

    def _greet(self, image: Image) -> None:
        """Hear which protocol the image speaks, before anybody else can answer for it."""
        if self._guest.call('["hello"]', FUEL_PER_SECOND) != f'{{"ok": {PROTOCOL}}}':
            self._guest.close()
            raise ImageError(
                f"The image {image.sha256[:12]} belongs to another version of the engine: play "
                "with the engine that its site had."
            )

    @property
    def fuel(self) -> int:
        """Fuel of all its calls so far."""
        return self._guest.fuel

    def _keep(self, stream: int, data: bytes) -> None:
        if stream in self._streams:
            self._streams[stream].feed(data)

    def load(self, seconds: float) -> float:
        """Bring the archive, and import the team's file."""
        # By name: zips and folders of the same content may list it in different orders.
        content = sorted(self._archive.files.items())
        files = {name: base64.b64encode(data).decode() for name, data in content}
        return self._call(["load", setup_message(self._setup, self._main), files], seconds)[1]

    def ask(self, request: list[Any], seconds: float) -> tuple[Any, float]:
        """Carry out a request with as much fuel as ``seconds`` are worth."""
        call = request[0]
        before = self._guest.fuel
        try:
            reply = self._guest.call(_text(request), round(seconds * FUEL_PER_SECOND))
        except Interrupted as error:
            raise _fault(call, error, seconds) from error
        except InterpreterError as error:
            raise HostFault(f"A guest could not be asked: {error}") from error
        taken = (self._guest.fuel - before) / FUEL_PER_SECOND
        if len(reply) > REPLY_CHARACTERS:
            message = f"It sent a reply of {len(reply)} characters; {REPLY_CHARACTERS} are allowed."
            raise call_fault(call, FaultKind.REPLY, message, taken)
        try:
            return json.loads(reply), taken
        except (ValueError, RecursionError) as error:
            raise call_fault(call, FaultKind.REPLY, "It sent what is no reply.", taken) from error

    def close(self) -> None:
        """End the guest."""
        self._guest.close()

    def output(self) -> Output:
        """What the team has printed so far."""
        return output_of(self._streams[1], self._streams[2])


def _text(request: list[Any]) -> str:
    return json.dumps(request, separators=(",", ":"))


def _fault(call: str, error: Interrupted, seconds: float) -> TeamFault:
    taken = error.fuel / FUEL_PER_SECOND
    if isinstance(error, OutOfFuel):
        return too_slow(call, seconds, taken)
    if isinstance(error, StackExhausted):
        return call_fault(call, KIND_OF_CALL[call], f"{error} Is there a recursion without end?", 0)
    return call_fault(call, FaultKind.EXIT, str(error), 0)


@dataclass(frozen=True)
class IsolatedOpener:
    """Opens an archive as a team in guests of an image."""

    image: Image
    archive: TeamArchive
    on_stage = True

    def __call__(self, setup: TeamSetup) -> IsolatedTeam:
        return IsolatedTeam(self.image, self.archive, setup)
