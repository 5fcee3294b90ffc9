"""The program of the guest: imports all that may be imported, sets up its machine, and answers.

Run once while an image is built; what it leaves in memory is the image. `wit_world` and
`guest_entry` (of each recipe: see there) exist only inside.
"""

from __future__ import annotations

from pymw_bridge.interpreter.inside import allowed

MISSING = allowed.import_all()

import guest_entry  # type: ignore[import-not-found]  # noqa: E402
import wit_world  # type: ignore[import-not-found]  # noqa: E402

from pymw_bridge.interpreter.inside.machine import Machine  # noqa: E402

_machine = Machine(wit_world)
guest_entry.prepare(_machine)
_machine.install()
guest_entry.rehearse(_machine)
_machine.settle()


class WitWorld:
    """What the host calls."""

    def call(self, request: str) -> str:
        """Hand a request to the program that the image was made for."""
        reply: str = guest_entry.answer(request)
        return reply
