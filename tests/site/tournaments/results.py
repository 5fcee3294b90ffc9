"""Results of jobs in the form of pacman-result/2, made up: for what happens after the check."""

from __future__ import annotations

EMPTY_LOG = {"stdout": "", "stderr": "", "truncated": False, "fault": None, "warnings": []}


def made_up_result(job, *, winner=0, scores=(3, -1, 2), faults=None, end="length"):
    """Matches in which team 0 is red, blue, red; `scores` are red's view."""
    faults = faults or {}
    matches = [
        _match(number, red, score, faults.get(number, []), end)
        for number, red, score in zip((1, 2, 3), (0, 1, 0), scores, strict=True)
    ]
    wins = [sum(_winner(match) == team for match in matches) for team in (0, 1)]
    total = sum(match["score"] * (1 if match["red"] == 0 else -1) for match in matches)
    return {
        "format": "pacman-result/2",
        "job": job.key,
        "runtime": {"image": "", "wasmtime": ""},
        "matches": matches,
        "outcome": {"winner": winner, "wins": wins, "draws": 3 - sum(wins), "score": total},
        "representative": 1,
    }


def _match(number, red, score, faults, end):
    replay = {"layout_name": "meadow", "faults": faults, "number": number}
    logs = {side: {**EMPTY_LOG, "stdout": f"{side} {number}"} for side in ("red", "blue")}
    return {
        "number": number,
        "red": red,
        "replay": replay,
        "digest": f"{number:064x}",
        "evidence_digest": f"{number + 10:064x}",
        "score": score,
        "winner": "red" if score > 0 else "blue" if score < 0 else "draw",
        "moves": 40,
        "end": end,
        "faults": faults,
        "fuel": None,
        "seconds": 0.5,
        "logs": logs,
    }


def _winner(match):
    if match["winner"] == "draw":
        return None
    return match["red"] if match["winner"] == "red" else 1 - match["red"]
