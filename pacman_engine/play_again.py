"""Playing a recorded match again with its agents, and finding where it comes out differently.

Re-simulation shows that a match was legal; only this shows that these agents played it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pacman_engine import ENGINE_VERSION
from pacman_engine.evidence import build_evidence
from pacman_engine.layout import Layout
from pacman_engine.pinned_runtime import open_in
from pacman_engine.referee import Contestant, MatchRecord, MatchSpec, play_match
from pacman_engine.replay import Replay
from pacman_engine.rules import RULES_VERSION, Rules
from pacman_engine.state import AGENTS
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.limits import TimeLimits

if TYPE_CHECKING:
    from pacman_engine.runtime import Image


def foreign_version(replay: Replay) -> str | None:
    """What this engine lacks to play the match again, as a sentence; None if it can."""
    for what, recorded, ours in (
        ("rules version", replay["rules_version"], RULES_VERSION),
        ("engine version", replay["evidence"]["runtime"]["engine_version"], ENGINE_VERSION),
    ):
        if recorded != ours:
            return f"It needs {what} {recorded!r}; here is {ours!r}."
    return None


def play_again(
    replay: Replay,
    teams: Sequence[TeamArchive],
    image: Image | None,
    *,
    progress: Callable[[float], None] | None = None,
) -> Replay:
    """The replay, with evidence, of the same match played by ``teams``, red's and blue's.

    ``replay`` has been verified and has evidence. Raises `HostFault` or `BackendUnavailable` when
    this machine cannot play it.
    """
    evidence = replay["evidence"]
    backend = evidence["runtime"]["backend"]
    limits = TimeLimits.parse(evidence["limits"])
    red, blue = (
        Contestant(replay[side], open_in(backend, team, image), options)
        for side, team, options in zip(("red", "blue"), teams, evidence["options"], strict=True)
    )
    record = play_match(_spec(replay), red, blue, limits=limits, progress=progress)
    return _with_evidence(record, evidence)


def _spec(replay: Replay) -> MatchSpec:
    return MatchSpec(
        layout=Layout.parse(replay["layout"], replay["layout_name"]),
        rules=Rules.named(replay["rules"]),
        seed=replay["seed"],
        starter=replay["starter"],
        length=replay["length"],
    )


def _with_evidence(record: MatchRecord, told: Mapping[str, Any]) -> Replay:
    runtime = told["runtime"]
    evidence = build_evidence(
        record.replay,
        backend=runtime["backend"],
        pinned={name: runtime[name] for name in ("image", "wasmtime")},
        archives=told["archives"],
        options=told["options"],
        limits=TimeLimits.parse(told["limits"]),
        fuel=record.fuel,
    )
    return {**record.replay, "evidence": evidence}


def first_difference(told: Replay, played: Replay) -> str | None:
    """Where a match that was played again first differs from its replay; None if nowhere."""
    return next(_differences(told, played), None)


def _differences(told: Replay, played: Replay) -> Iterator[str]:
    """In the order of the match: start-up, then move by move what it took and what it was."""
    one, other = (replay["evidence"]["fuel"] for replay in (told, played))
    for agent in range(AGENTS if one and other else 0):
        if one["startup"][agent] != other["startup"][agent]:
            yield (
                f"Agent {agent} used {other['startup'][agent]} fuel for its start-up, "
                f"the replay says {one['startup'][agent]}."
            )
    for number, (was, now) in enumerate(zip(told["moves"], played["moves"], strict=False)):
        agent = (told["starter"] + number) % AGENTS
        if was != now:
            yield f"Move {number} of agent {agent} is {now}, the replay says {was}."
        if one and other and one["moves"][number] != other["moves"][number]:
            yield (
                f"Move {number} of agent {agent} used {other['moves'][number]} fuel, "
                f"the replay says {one['moves'][number]}."
            )
    yield from _different_ends(told, played)


def _different_ends(told: Replay, played: Replay) -> Iterator[str]:
    if len(told["moves"]) != len(played["moves"]):
        yield f"It ends after {len(played['moves'])} moves, the replay after {len(told['moves'])}."
    for what in ("end", "faults", "score", "digest"):
        if told[what] != played[what]:
            yield f"Its {what} is {played[what]!r}, the replay says {told[what]!r}."
    one, other = (replay["evidence"]["evidence_digest"] for replay in (told, played))
    if one != other:
        yield f"Its evidence digest is {other}, the replay says {one}."
