"""Rendering a queued GIF: from the stored replay into the store."""

from __future__ import annotations

from django.db import transaction

from pacman_engine.replay import parse_replay
from tournament import store, work

from .models import Gif


def run_gif(gif: Gif) -> None:
    """The runner of the kind of work `gifs`."""
    # Every process knows its runners; only the worker draws and needs the drawing code in memory.
    from pacman_engine.render import render_gif, render_still

    replay = parse_replay(store.get(gif.match.replay_sha256))
    picture = render_gif(replay)
    still = render_still(replay)
    sha256, still_sha256 = store.put(picture), store.put(still)
    with transaction.atomic():
        work.finish(gif, sha256=sha256, still_sha256=still_sha256)
