"""Holding the result of a job against its own spec: nothing is taken from the result on trust.

What a match is a function of must be what the spec says; the moves are played again by this
engine; every number that follows from them must be the one that follows; fuel must fit moves and
limits. Not decided here: whether the teams really chose these moves, used this fuel and made these
faults (that takes a second host), and what no score depends on: seconds, printed output, messages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pacman_engine.digests import canonical_json
from pacman_engine.evidence import Evidence, build_evidence
from pacman_engine.fuel import FuelDoc, beyond_limits, inconsistencies
from pacman_engine.job_documents import RESULT, RESULT_FORMAT
from pacman_engine.outcome import job_outcome, representative
from pacman_engine.replay import ReplayError, parse_replay, resimulate, verify
from pacman_engine.schema import problems
from pacman_engine.teams.limits import TimeLimits

Doc = Mapping[str, Any]
_FROM_SPEC = ("job", "engine_version", "rules_version", "backend", "runtime")
_REPLAY_FROM_SPEC = ("rules", "rules_version", "engine_version", "length")
_REPLAY_FROM_MATCH = ("layout_name", "layout", "seed", "starter")


def check_result(spec: Doc, result: Any) -> list[str]:
    """What is wrong with a result, as sentences; empty if it holds. Never raises for a result."""
    found = list(problems(result, RESULT, "The result"))
    if found:
        return found
    for match_spec, match in zip(spec["matches"], result["matches"], strict=True):
        found += [f"Match {match_spec['number']}: {p}" for p in _in_match(spec, match_spec, match)]
    return found + list(_in_job(spec, result))


def evidence_of(spec: Doc, match: Doc, replay: Doc, fuel: FuelDoc | None) -> Evidence:
    """The evidence of a match that was played by a spec and came to that fuel record."""
    teams = [spec["teams"][k] for k in (match["red"], 1 - match["red"])]
    return build_evidence(
        replay,
        backend=spec["backend"],
        pinned=spec["runtime"],
        archives=[team["sha256"] for team in teams],
        options=[team["options"] for team in teams],
        limits=TimeLimits.parse(spec["limits"]),
        fuel=fuel,
    )


def _in_job(spec: Doc, result: Doc) -> Iterator[str]:
    if result["format"] != RESULT_FORMAT:
        yield f"The result's format must be {RESULT_FORMAT}."
    for field in _FROM_SPEC:
        if result[field] != spec[field]:
            yield f"The result's {field} is not that of its job."
    outcome = job_outcome(result["matches"])
    if result["outcome"] != outcome:
        yield "The outcome does not follow from the matches."
    if result["representative"] != representative(result["matches"], outcome):
        yield "The representative match is not the one that follows from the matches."


def _in_match(spec: Doc, match_spec: Doc, match: Doc) -> Iterator[str]:
    for field in ("number", "red"):
        if match[field] != match_spec[field]:
            yield f"its {field} is not that of the job."
    try:
        replay = parse_replay(match["replay"])
    except ReplayError as error:
        yield str(error)
        return
    yield from _not_from_spec(spec, match_spec, replay)
    bad = verify(replay)
    if bad:
        yield from bad
        return
    yield from _fuel_that_cannot_be(spec, match, replay)
    yield from _not_derived(spec, match_spec, match, replay)
    yield from _logs_that_disagree(match)


def _not_from_spec(spec: Doc, match_spec: Doc, replay: Doc) -> Iterator[str]:
    red = match_spec["red"]
    expected = {
        **{field: spec[field] for field in _REPLAY_FROM_SPEC},
        **{field: match_spec[field] for field in _REPLAY_FROM_MATCH},
        "red": spec["teams"][red]["name"],
        "blue": spec["teams"][1 - red]["name"],
    }
    for field, value in expected.items():
        if replay[field] != value:
            yield f"the replay's {field} is not that of the job."


def _fuel_that_cannot_be(spec: Doc, match: Doc, replay: Doc) -> Iterator[str]:
    fuel, starter = match["fuel"], replay["starter"]
    moves = len(replay["moves"])
    told = list(inconsistencies(fuel, backend=spec["backend"], moves=moves, starter=starter))
    if not told and fuel is not None:
        limits = TimeLimits.parse(spec["limits"])
        told = list(beyond_limits(fuel, starter=starter, limits=limits))
    yield from told


def _not_derived(spec: Doc, match_spec: Doc, match: Doc, replay: Doc) -> Iterator[str]:
    outcome = resimulate(replay)
    evidence = evidence_of(spec, match_spec, replay, match["fuel"])
    if canonical_json(replay.get("evidence")) != canonical_json(evidence):
        yield "the replay's evidence is not what job, moves and fuel come to."
    derived = {
        "score": outcome.score,
        "end": str(outcome.end),
        "moves": outcome.moves,
        "winner": str(outcome.winner),
        "digest": replay["digest"],
        "evidence_digest": evidence["evidence_digest"],
        "faults": replay["faults"],
    }
    for field, value in derived.items():
        if match[field] != value:
            yield f"its {field} is not what the moves come to."


def _logs_that_disagree(match: Doc) -> Iterator[str]:
    faults = {fault["team"]: fault for fault in match["faults"]}
    for side, log in match["logs"].items():
        told, noted = log["fault"], faults.get(side)
        if _what(told) != _what(noted):
            yield f"the log of {side} and the faults of the match disagree."


def _what(fault: Doc | None) -> list[Any]:
    return [fault[field] for field in ("kind", "agent", "move")] if fault else []
