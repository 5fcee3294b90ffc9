"""Workers that lie, fail or stall: what a master must live with. Each stands in for `play_job`."""

from __future__ import annotations

import time
from pathlib import Path

from pacman_engine.job import play_job
from pacman_engine.teams.driver import BackendUnavailable, HostFault


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


def other_image(spec, *, progress=None):
    result = play_job(spec, progress=progress)
    result["runtime"] = {**result["runtime"], "image": "ab" * 32}
    return result


def other_backend(spec, *, progress=None):
    """An honest result, but of plain processes instead of the sandbox."""
    own = {"backend": "process", "runtime": {"image": "", "wasmtime": ""}}
    return play_job({**spec, **own}, progress=progress)


def forged_fuel(spec, *, progress=None):
    """Says that a team used one instruction less than it did."""
    result = play_job(spec, progress=progress)
    fuel = result["matches"][0]["fuel"]
    fuel["moves"][0] -= 1
    return result


def overloaded(spec, *, progress=None):
    raise HostFault("A guest's call took far longer than its fuel should.")


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


def natives_without_bubblewrap(spec, *, progress=None):
    if spec["backend"] == "native":
        raise BackendUnavailable("This system lacks bubblewrap.")
    return play_job(spec, progress=progress)
