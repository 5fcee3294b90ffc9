"""What a replay may say of how its match was played: enough to play it again, agents and all.

The document stands in the replay under ``evidence`` and is no part of its digest. It names runtime,
archives, options and limits, has the fuel record where there is one, and the evidence digest, which
two honest machines must agree on. That it is true shows only when the match is played again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pacman_engine import ENGINE_VERSION
from pacman_engine.digests import canonical_json, evidence_digest
from pacman_engine.fuel import FUEL, METERED_BACKEND, FuelDoc, beyond_limits, inconsistencies
from pacman_engine.schema import Each, Hex, Maybe, Text, problems
from pacman_engine.teams.limits import TimeLimits

Evidence = dict[str, Any]
MAX_OPTIONS = 10_000
_SHAPE = {
    "runtime": {
        "backend": Text(20),
        "engine_version": Text(20),
        "image": Text(64),
        "wasmtime": Text(20),
    },
    "archives": Each(Hex(64), 2, 2),
    "options": Each(dict, 2, 2),
    "limits": dict,
    "fuel": Maybe(FUEL),
    "evidence_digest": Hex(64),
}


def build_evidence(
    replay: Mapping[str, Any],
    *,
    backend: str,
    pinned: Mapping[str, str],
    archives: Sequence[str],
    options: Sequence[Mapping[str, str | int]],
    limits: TimeLimits,
    fuel: FuelDoc | None,
) -> Evidence:
    """The evidence of a match; ``pinned`` as `pinned_runtime.runtime_of` says it.

    Archives and options are red's and blue's.
    """
    runtime = {"backend": backend, "engine_version": ENGINE_VERSION, **pinned}
    moves = fuel["moves"] if fuel is not None else []
    return {
        "runtime": runtime,
        "archives": list(archives),
        "options": [dict(one) for one in options],
        "limits": limits.document(),
        "fuel": fuel,
        "evidence_digest": evidence_digest(replay, runtime=runtime, archives=archives, fuel=moves),
    }


def malformed(evidence: object) -> Iterator[str]:
    """What in a document from outside keeps it from being evidence, as sentences."""
    found = list(problems(evidence, _SHAPE, "The evidence"))
    yield from found
    if found or not isinstance(evidence, dict):
        return
    if list(problems(evidence["runtime"]["image"], Hex(64))) and evidence["runtime"]["image"]:
        yield "The evidence names an image that can be none."
    if not all(are_options(options) for options in evidence["options"]):
        yield "The evidence has options that no team can be given."
    if set(evidence["limits"]) != set(TimeLimits().document()):
        yield "The evidence does not have each limit once."
        return
    try:
        TimeLimits.parse(evidence["limits"])
    except ValueError as error:
        yield f"The evidence has limits that cannot be: {error}"


def are_options(options: Mapping[Any, Any]) -> bool:
    """Whether they are options of a createTeam: texts (or the number 1) by names, not too long."""
    named = all(isinstance(name, str) and name.isidentifier() for name in options)
    plain = all(
        type(value) is str or (type(value), value) == (int, 1) for value in options.values()
    )
    return named and plain and len(canonical_json(options)) <= MAX_OPTIONS


def untrue(evidence: Evidence, replay: Mapping[str, Any]) -> Iterator[str]:
    """What in (well-formed) evidence does not fit the match that was re-simulated, as sentences."""
    runtime, fuel = evidence["runtime"], evidence["fuel"]
    backend, starter = runtime["backend"], replay["starter"]
    if runtime["engine_version"] != replay["engine_version"]:
        yield "The evidence names another engine version than the replay."
    if (backend == METERED_BACKEND) != bool(runtime["image"] and runtime["wasmtime"]):
        yield "The evidence has a runtime that does not fit its backend."
    told = list(inconsistencies(fuel, backend=backend, moves=len(replay["moves"]), starter=starter))
    if not told and fuel is not None:
        limits = TimeLimits.parse(evidence["limits"])
        told = list(beyond_limits(fuel, starter=starter, limits=limits))
    yield from (f"The evidence does not hold: {problem}" for problem in told)
    moves = fuel["moves"] if fuel is not None else []
    expected = evidence_digest(replay, runtime=runtime, archives=evidence["archives"], fuel=moves)
    if expected != evidence["evidence_digest"]:
        yield f"The evidence digest is {expected}, not what the replay says."
