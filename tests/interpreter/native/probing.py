"""Running hostile text in a native jail, whole or with some of its walls left out."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path

from pymw_bridge.interpreter.native import strict
from pymw_bridge.interpreter.native.cell import Program
from pymw_bridge.interpreter.native.jailed import LIMITS, JailedCell

PROGRAM = Program("prober", (Path(__file__).with_name("prober.py"),))


@dataclass(frozen=True)
class Answer:
    """What a probe came to: its ``result``, or the class and text of what it raised."""

    result: str | None
    error: str = ""
    text: str = ""

    @property
    def refused(self):
        return self.result is None


class Prober:
    """Opens jails, runs probes in them, and closes all of them in the end.

    ``without`` names layers of `strict.LAYERS` to leave out. The namespaces are always there, so
    that no probe ever sees the machine; nor is any probe ever root.
    """

    def __init__(self):
        self.cells = []

    def open(self, files=None, limits=LIMITS, *, without=(), **options):
        cell = JailedCell(PROGRAM, files or {}, limits, without=tuple(without), **options)
        self.cells.append(cell)
        cell.ready()
        return cell

    def probe(self, source, seconds=10.0, **options):
        """Run a probe in a fresh jail; what the jail raises (TooSlow, Closed, ...) goes through."""
        return ask(self.open(**options), source, seconds)

    def probe_behind(self, layers, source):
        """Run a probe in a jail of the namespaces and these layers only."""
        walls = {"namespaces", "user", *layers}
        return self.probe(source, without=[name for name in strict.LAYERS if name not in walls])

    def close(self):
        for cell in self.cells:
            cell.close()


def ask(cell, source, seconds=10.0):
    """Run a probe in an open jail."""
    reply, _ = cell.ask(textwrap.dedent(source), seconds)
    return Answer(reply.get("result"), reply.get("error", ""), reply.get("text", ""))
