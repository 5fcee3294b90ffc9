"""`captureGraphicsDisplay`, `graphicsDisplay`: importable; nothing is drawn and tkinter unused."""

from __future__ import annotations

from typing import Any

from pacman_engine.agent_api.modules.text_display import NullGraphics
from pacman_engine.agent_api.naming import add_snake_names


class PacmanGraphics(NullGraphics):
    """The window of the original; here it draws nothing."""

    def __init__(self, *options: Any, **more: Any) -> None:
        self.currentState: Any = None

    def debugDraw(self, cells: Any, color: Any, clear: bool = False) -> None:
        """Nothing."""

    def clearDebug(self) -> None:
        """Nothing."""

    def drawExpandedCells(self, cells: Any) -> None:
        """Nothing."""


class FirstPersonPacmanGraphics(PacmanGraphics):
    """Another window that draws nothing."""


def add(x: Any, y: Any) -> Any:
    """The sum of two vectors."""
    return x[0] + y[0], x[1] + y[1]


del annotations
add_snake_names(globals())
