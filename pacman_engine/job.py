"""A job: one pairing, three matches. All of it stands in its spec; playing it draws no lot.

Matches 1 and 2 are on the same board with the sides swapped and different seeds, match 3 is on
another board with the sides by lot. Spec and result are plain JSON.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pacman_engine import ENGINE_VERSION
from pacman_engine.evidence import are_options
from pacman_engine.faults import Side
from pacman_engine.job_documents import MATCHES, RESULT_FORMAT, SPEC, SPEC_FORMAT, Document
from pacman_engine.layout import Layout
from pacman_engine.lots import Lots
from pacman_engine.outcome import job_outcome, representative
from pacman_engine.pinned_runtime import RuntimeMissing, image_for, open_in, runtime_of
from pacman_engine.referee import Contestant, MatchRecord, MatchSpec, Opener, play_match
from pacman_engine.replay import MAX_LENGTH
from pacman_engine.result_check import check_result, evidence_of
from pacman_engine.rules import RULES_VERSION, Rules
from pacman_engine.schema import problems
from pacman_engine.teams.archive import TeamArchive, read_archive
from pacman_engine.teams.backends import BACKENDS, require_backend
from pacman_engine.teams.limits import TimeLimits

__all__ = [
    "JobError",
    "check_result",
    "job_outcome",
    "job_spec",
    "play_job",
    "representative",
]


class JobError(Exception):
    """This machine cannot play the job as it stands; no team is to blame."""


def job_spec(
    *,
    tournament: str,
    job: str,
    red: Mapping[str, Any],
    blue: Mapping[str, Any],
    layouts: Sequence[Layout | str],
    length: int = 1200,
    rules: str = "modern",
    secret: str | bytes,
    limits: TimeLimits | Mapping[str, Any] | None = None,
    backend: str = "wasm",
    image: str = "",
) -> Document:
    """The spec of a job between the first team (``red`` in match 1) and the second.

    A team is a mapping with ``name`` and ``sha256``, and optionally ``file`` (its name where the
    job is played; default ``<sha256>.zip``) and ``options`` for its createTeam. ``layouts`` are
    boards, or names (RANDOM: a maze by lot). ``image`` is the SHA-256 of the runtime image for the
    backend `wasm`; empty, it is the current one, which is built if it is missing. Raises ValueError
    for what cannot be played.
    """
    if not 1 <= length <= MAX_LENGTH:
        raise ValueError(f"The length must be 1 to {MAX_LENGTH} moves.")
    if backend not in BACKENDS:
        raise ValueError(f"There is no backend {backend!r}.")
    lots = Lots(secret, tournament, job)
    parsed = limits if isinstance(limits, TimeLimits) else TimeLimits.parse(limits or {})
    return {
        "format": SPEC_FORMAT,
        "job": job,
        "rules": Rules.named(rules).name,
        "rules_version": RULES_VERSION,
        "engine_version": ENGINE_VERSION,
        "backend": backend,
        "runtime": runtime_of(backend, image),
        "length": length,
        "limits": parsed.document(),
        "teams": [_team(red), _team(blue)],
        "matches": _matches(lots, layouts),
    }


def _team(team: Mapping[str, Any]) -> Document:
    return {
        "name": team["name"],
        "sha256": team["sha256"],
        "file": team.get("file") or f"{team['sha256']}.zip",
        "options": {str(k): str(v) for k, v in (team.get("options") or {}).items()},
    }


def _matches(lots: Lots, layouts: Sequence[Layout | str]) -> list[Document]:
    first, other = lots.boards(layouts)
    sides_and_boards = [(0, first), (1, first), (lots.number(2, "sides", MATCHES), other)]
    return [
        {
            "number": number,
            "red": red,
            "layout_name": board.name,
            "layout": board.text,
            "seed": lots.seed(number),
            "starter": lots.starter(number),
        }
        for number, (red, board) in enumerate(sides_and_boards, start=1)
    ]


def play_job(
    spec: Mapping[str, Any], *, progress: Callable[[float], None] | None = None
) -> Document:
    """Play the three matches of a spec; the teams' archives lie in the current directory.

    Raises `JobError` (or `HostFault`, `BackendUnavailable`) when it cannot be played here: then
    there is no result, and no team is at fault.
    """
    _check_spec(spec)
    openers = _openers(spec)
    matches = [
        _play(spec, match, openers, _part_of(progress, place))
        for place, match in enumerate(spec["matches"])
    ]
    outcome = job_outcome(matches)
    return {
        "format": RESULT_FORMAT,
        "job": spec["job"],
        "engine_version": ENGINE_VERSION,
        "rules_version": RULES_VERSION,
        "backend": spec["backend"],
        "runtime": dict(spec["runtime"]),
        "matches": matches,
        "outcome": dict(outcome),
        "representative": representative(matches, outcome),
    }


def _check_spec(spec: Mapping[str, Any]) -> None:
    odd = next(problems(spec, SPEC, "The spec"), None)
    if odd is not None:
        raise JobError(odd)
    for field, ours in (
        ("format", SPEC_FORMAT),
        ("engine_version", ENGINE_VERSION),
        ("rules_version", RULES_VERSION),
    ):
        if spec[field] != ours:
            raise JobError(f"The job needs {field} {spec[field]!r}; here is {ours!r}.")
    require_backend(spec["backend"])
    try:
        TimeLimits.parse(spec["limits"])
        Rules.named(spec["rules"])
        for match in spec["matches"]:
            Layout.parse(match["layout"])
    except ValueError as error:
        raise JobError(f"The job cannot be played: {error}") from error
    if not 1 <= spec["length"] <= MAX_LENGTH:
        raise JobError(f"The length of the job must be 1 to {MAX_LENGTH} moves.")
    _check_seats(spec)


def _check_seats(spec: Mapping[str, Any]) -> None:
    for number, match in enumerate(spec["matches"], start=1):
        if not (match["number"] == number and {match["red"], match["starter"]} <= {0, 1}):
            raise JobError(f"Match {number} of the job has no such number, side or starter.")
        if not (match["seed"] and match["seed"].isprintable()):
            raise JobError(f"The seed of match {number} is no text.")
    if not all(_are_options(team["options"]) for team in spec["teams"]):
        raise JobError("A team's options must be texts by names.")


def _are_options(options: Mapping[Any, Any]) -> bool:
    return are_options(options) and all(isinstance(value, str) for value in options.values())


def _openers(spec: Mapping[str, Any]) -> list[Opener]:
    """How to open the two teams, both in the one runtime that the spec is pinned to."""
    try:
        image = image_for(spec["backend"], spec["runtime"])
    except RuntimeMissing as error:
        raise JobError(f"The job cannot be played here. {error}") from error
    return [open_in(spec["backend"], _archive(team), image) for team in spec["teams"]]


def _archive(team: Mapping[str, Any]) -> TeamArchive:
    name = team["file"]
    if Path(name).name != name:
        raise JobError(f"The file name {name!r} is no plain name.")
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        raise JobError(f"The archive {name} of {team['name']} cannot be read.") from error
    if hashlib.sha256(data).hexdigest() != team["sha256"]:
        raise JobError(f"The archive {name} of {team['name']} has another SHA-256 than its job.")
    return read_archive(Path(name))


def _part_of(
    progress: Callable[[float], None] | None, place: int
) -> Callable[[float], None] | None:
    if progress is None:
        return None
    return lambda share: progress((place + share) / MATCHES)


def _play(
    spec: Mapping[str, Any],
    match: Mapping[str, Any],
    openers: Sequence[Opener],
    progress: Callable[[float], None] | None,
) -> Document:
    red, blue = (
        Contestant(spec["teams"][k]["name"], openers[k], spec["teams"][k]["options"])
        for k in (match["red"], 1 - match["red"])
    )
    record = play_match(
        MatchSpec(
            layout=Layout.parse(match["layout"], match["layout_name"]),
            rules=Rules.named(spec["rules"]),
            seed=match["seed"],
            starter=match["starter"],
            length=spec["length"],
        ),
        red,
        blue,
        limits=TimeLimits.parse(spec["limits"]),
        progress=progress,
    )
    return _match_document(spec, match, record)


def _match_document(
    spec: Mapping[str, Any], match: Mapping[str, Any], record: MatchRecord
) -> Document:
    evidence = evidence_of(spec, match, record.replay, record.fuel)
    replay = {**record.replay, "evidence": evidence}
    return {
        "number": match["number"],
        "red": match["red"],
        "replay": replay,
        "digest": replay["digest"],
        "evidence_digest": evidence["evidence_digest"],
        "score": replay["score"],
        "winner": str(record.winner),
        "moves": len(replay["moves"]),
        "end": replay["end"],
        "faults": [dict(fault) for fault in replay["faults"]],
        "fuel": record.fuel,
        "seconds": round(record.seconds, 3),
        "logs": {str(side): record.logs[side] for side in Side},
    }
