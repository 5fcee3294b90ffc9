"""`graphicsUtils`: importable; nothing is drawn."""

from __future__ import annotations

from pacman_engine.agent_api.naming import add_snake_names


def formatColor(r: float, g: float, b: float) -> str:
    """The colour of three shares 0..1 as `#rrggbb`."""
    return "#" + "".join(f"{int(part * 255):02x}" for part in (r, g, b))


def colorToVector(color: str) -> list[float]:
    """The three shares of a `#rrggbb` colour."""
    return [int(color[place : place + 2], 16) / 256.0 for place in (1, 3, 5)]


del annotations
add_snake_names(globals())
