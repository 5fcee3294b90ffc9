"""How the table of attacks says what becomes of one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stopped:
    """The team forfeits: the layer that stopped it, the fault's kind, a pattern of its message."""

    layer: str
    message: str
    kind: str = "crash"


@dataclass(frozen=True)
class InVain:
    """Nothing happens, and the match goes on to its end: why, and a pattern of what it prints."""

    layer: str
    printed: str = ""


@dataclass(frozen=True)
class Attack:
    """A row: the body of the move that attacks, and what becomes of it (None: no such door).

    In the body CANARY is the path of a folder of the host with a file ``secret`` in it, and PORT
    a port of the host on which somebody listens.
    """

    body: str
    wasm: Stopped | InVain | None = None
    native: Stopped | InVain | None = None
