"""The digests of a match: of what happened, and of how it was computed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

DIGESTED = (
    "rules",
    "rules_version",
    "layout",
    "seed",
    "starter",
    "length",
    "moves",
    "end",
    "score",
    "faults",
)


def canonical_json(document: Any) -> bytes:
    """Sorted keys, no spaces, ASCII: one text for one content."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def digest(replay: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of what the match was."""
    return hashlib.sha256(canonical_json({key: replay[key] for key in DIGESTED})).hexdigest()


def evidence_digest(
    replay: Mapping[str, Any],
    *,
    runtime: Mapping[str, str],
    archives: Sequence[str],
    fuel: Sequence[int],
) -> str:
    """SHA-256 of the match and of how it was computed: what quorums compare.

    ``runtime`` names backend, engine, image and wasmtime version; ``archives`` are the SHA-256 of
    red's and blue's; ``fuel`` has one number a completed move, empty where none is counted.
    """
    evidence = {
        "digest": digest(replay),
        "runtime": dict(runtime),
        "archives": list(archives),
        "fuel": list(fuel),
    }
    return hashlib.sha256(canonical_json(evidence)).hexdigest()
