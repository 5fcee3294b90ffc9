"""Pictures of matches: GIFs, stills and single states, drawn by our own code."""

from __future__ import annotations

from pacman_engine.render.film import render_gif, render_still
from pacman_engine.render.stage import render_frame

__all__ = ["render_frame", "render_gif", "render_still"]
