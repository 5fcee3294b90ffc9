"""The two documents of a job, spec and result: their names, versions and shapes."""

from __future__ import annotations

from typing import Any

from pacman_engine.fuel import FUEL
from pacman_engine.replay import MAX_NAME
from pacman_engine.schema import Each, Maybe, Seconds, Text

SPEC_FORMAT = "pacman-job/2"
RESULT_FORMAT = "pacman-result/2"
MATCHES = 3
MAX_OUTPUT = 200_000
Document = dict[str, Any]

_HEX = Text(64)
_NAME = Text(MAX_NAME)
_LAYOUT = Text(64 * 65)
_RUNTIME = {"image": _HEX, "wasmtime": Text(20)}

SPEC = {
    "format": Text(20),
    "job": _NAME,
    "rules": Text(20),
    "rules_version": Text(20),
    "engine_version": Text(20),
    "backend": Text(20),
    "runtime": _RUNTIME,
    "length": int,
    "limits": dict,
    "teams": Each({"name": _NAME, "sha256": _HEX, "file": Text(100), "options": dict}, 2, 2),
    "matches": Each(
        {
            "number": int,
            "red": int,
            "layout_name": _NAME,
            "layout": _LAYOUT,
            "seed": _HEX,
            "starter": int,
        },
        MATCHES,
        MATCHES,
    ),
}

_FRAME = {"file": _NAME, "line": int, "function": Text(100), "code": _NAME, "own": bool}
_LOG = {
    "stdout": Text(MAX_OUTPUT),
    "stderr": Text(MAX_OUTPUT),
    "truncated": bool,
    "fault": Maybe(
        {
            "kind": Text(20),
            "agent": int,
            "move": int,
            "message": Text(2_200),
            "traceback": Each(_FRAME, 40),
            "hint": Text(1_000),
        }
    ),
    "seconds": {"total": Seconds(), "slowest": Seconds(), "slowest_move": int},
    "warnings": Each({"agent": int, "move": int, "seconds": Seconds()}, 40),
}
_FAULTS = Each({"team": Text(4), "agent": int, "move": int, "kind": Text(20)}, 2)

RESULT = {
    "format": Text(20),
    "job": _NAME,
    "engine_version": Text(20),
    "rules_version": Text(20),
    "backend": Text(20),
    "runtime": _RUNTIME,
    "matches": Each(
        {
            "number": int,
            "red": int,
            "replay": dict,
            "digest": _HEX,
            "evidence_digest": _HEX,
            "score": int,
            "winner": Text(4),
            "moves": int,
            "end": Text(20),
            "faults": _FAULTS,
            "fuel": Maybe(FUEL),
            "seconds": Seconds(),
            "logs": {"red": _LOG, "blue": _LOG},
        },
        MATCHES,
        MATCHES,
    ),
    "outcome": {"winner": Maybe(int), "wins": Each(int, 2, 2), "draws": int, "score": int},
    "representative": int,
}
