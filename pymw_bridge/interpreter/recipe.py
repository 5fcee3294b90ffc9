"""What goes into an image: sources, data, and the program that answers for it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pymw_bridge.interpreter import constants

BUILDER = "componentize-py"
BUILDER_VERSION = "0.25.1"
_INSIDE = Path(__file__).parent / "inside"
_PREFIX = "pymw_bridge/interpreter"


@dataclass(frozen=True)
class Recipe:
    """Sources by their path below the import root, and the module that answers.

    ``entry`` is a module with `prepare(machine)` and `rehearse(machine)`, called once while the
    image is built, before and after the machine is installed, and with `answer(request: str) ->
    str`, called for every request of a host.
    """

    entry: str
    sources: Mapping[str, bytes] = field(repr=False)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """All files that are baked in, ours too, by path."""
        ours = {f"{_PREFIX}/inside/{path.name}": path.read_bytes() for path in _INSIDE.glob("*.py")}
        constants_file = Path(constants.__file__)
        return {
            "pymw_bridge/__init__.py": b"",  # the real one imports what no guest needs
            f"{_PREFIX}/__init__.py": b"",
            f"{_PREFIX}/{constants_file.name}": constants_file.read_bytes(),
            **ours,
            "guest_entry.py": f"from {self.entry} import answer, prepare, rehearse\n".encode(),
            **self.sources,
        }

    @property
    def world(self) -> bytes:
        """What a guest imports and exports, in WIT."""
        return (_INSIDE / "world.wit").read_bytes()

    @cached_property
    def key(self) -> str:
        """SHA-256 over all of it: another key, another image."""
        digest = hashlib.sha256(f"{BUILDER} {BUILDER_VERSION}\n".encode())
        for name, data in sorted({**self.files, "world.wit": self.world}.items()):
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
        return digest.hexdigest()
