"""Plays every team of `agents` against the next one and prints what each match came to.

    python -m tests.determinism.record [--image FILE] [--user ID] [--clock SECONDS] [--names JSON]

One JSON line: name -> digest of the moves, digest of the evidence, digest of all output.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import time
from collections.abc import Iterable
from typing import Any

from pacman_engine.evidence import build_evidence
from pacman_engine.layout import load_layout
from pacman_engine.pinned_runtime import runtime_of
from pacman_engine.referee import Contestant, MatchSpec, play_match
from pacman_engine.rules import Rules
from pacman_engine.runtime import Image, current_image, find_image
from pacman_engine.teams.isolated import IsolatedOpener
from pacman_engine.teams.limits import TimeLimits
from pymw_bridge.interpreter.wasm import missing_part
from tests.determinism.agents import AGENTS

MOVES = 100
SPEC = MatchSpec(load_layout("glowworm"), Rules.named("modern"), "5eed", 0, MOVES)
Line = list[str]


def match_of(name: str, image: Image) -> Line:
    """The digests of the match of one team against the next in the list."""
    names = list(AGENTS)
    pair = [name, names[(names.index(name) + 1) % len(names)]]
    red, blue = (Contestant(n, IsolatedOpener(image, AGENTS[n]), {}) for n in pair)
    limits = TimeLimits()
    record = play_match(SPEC, red, blue, limits=limits)
    assert record.replay["faults"] == [], (pair, record.logs)
    evidence = build_evidence(
        record.replay,
        backend="wasm",
        pinned=runtime_of("wasm", image.sha256),
        archives=[hashlib.sha256(AGENTS[n].to_zip()).hexdigest() for n in pair],
        options=[{}, {}],
        limits=limits,
        fuel=record.fuel,
    )
    printed = json.dumps([[log["stdout"], log["stderr"]] for log in record.logs.values()])
    said = hashlib.sha256(printed.encode()).hexdigest()
    return [record.replay["digest"], evidence["evidence_digest"], said]


def record(names: Iterable[str], image: Image) -> dict[str, Line]:
    """The matches of these teams."""
    return {name: match_of(name, image) for name in names}


def shift_clocks(seconds: float) -> None:
    """Let every clock of this process go wrong by so much, and run faster."""
    for name in ("time", "monotonic", "perf_counter", "process_time"):
        real = getattr(time, name)
        setattr(time, name, lambda real=real: 1.5 * real() + seconds)


def _options() -> Any:
    parser = argparse.ArgumentParser()
    parser.add_argument("--image", type=find_image)
    parser.add_argument("--user", type=int)
    parser.add_argument("--clock", type=float)
    parser.add_argument("--names", type=json.loads, default=list(AGENTS))
    return parser.parse_args()


def main() -> None:
    """Change what the options say, then play."""
    options = _options()
    image = options.image or current_image()
    if options.clock is not None:
        shift_clocks(options.clock)
    if options.user is not None:
        # What is imported late must be imported now: the other may not be able to read it.
        assert missing_part() is None
        importlib.import_module("wasmtime.component")
        os.setgid(options.user)
        os.setuid(options.user)
    print(json.dumps(record(options.names, image)))


if __name__ == "__main__":
    main()
