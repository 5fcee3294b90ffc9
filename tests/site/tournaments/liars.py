"""Workers that lie, fail or stall: what a master must live with. Each stands in for `play_job`."""

from __future__ import annotations

import time
from pathlib import Path

from pacman_engine.job import play_job


def wrong_score(spec, *, progress=None):
    result = play_job(spec, progress=progress)
    result["matches"][0]["score"] += 1
    return result


def forged_replay(spec, *, progress=None):
    """A consistent result of other matches: those of the job with its seeds exchanged."""
    other = {**spec, "matches": [{**m, "seed": m["seed"][::-1]} for m in spec["matches"]]}
    return play_job(other, progress=progress)


def another_job(spec, *, progress=None):
    return {**play_job(spec, progress=progress), "job": "another"}


def nonsense(spec, *, progress=None):
    return ["no", "result", 7]


def swapped_winner(spec, *, progress=None):
    result = play_job(spec, progress=progress)
    result["outcome"]["winner"] = 1 if result["outcome"]["winner"] == 0 else 0
    return result


def failing(spec, *, progress=None):
    raise MemoryError("the machine has no memory left")


def lies_once(spec, *, progress=None):
    """Lies the first time that a job comes, by a mark beside the archives' originals."""
    mark = Path(spec["teams"][0]["options"]["mark"])
    if mark.exists():
        return play_job(spec, progress=progress)
    mark.touch()
    return wrong_score(spec, progress=progress)


def endless(spec, *, progress=None):
    while True:
        progress(0.5)
        time.sleep(0.05)
