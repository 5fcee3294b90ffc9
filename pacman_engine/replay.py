"""The replay document: everything needed to play a match again without its agents.

Plain JSON. `moves` has one letter a move (`N S E W`, `-` for Stop); the agents follow the turn
order starter, starter + 1, … modulo 4. `digest` is the SHA-256 of the canonical JSON of what the
match was (not of names, versions or times), so two honest machines get the same one. `evidence`
(see `pacman_engine.evidence`) may say how the match was played.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pacman_engine import ENGINE_VERSION
from pacman_engine.digests import digest
from pacman_engine.evidence import malformed, untrue
from pacman_engine.faults import (
    AT_ANY_TIME,
    BEFORE_THE_GAME,
    Fault,
    FaultKind,
    Side,
    score_after_faults,
)
from pacman_engine.layout import Layout, LayoutError
from pacman_engine.rules import RULES_VERSION, IllegalAction, Rules, UnknownRules, successor
from pacman_engine.schema import is_whole
from pacman_engine.state import AGENTS, State

FORMAT = "pacman-replay/1"
MAX_LENGTH = 20_000
MAX_BYTES = 1_500_000
MAX_NAME = 200
Replay = dict[str, Any]

LETTERS = {"North": "N", "South": "S", "East": "E", "West": "W", "Stop": "-"}
ACTIONS = {letter: action for action, letter in LETTERS.items()}


class ReplayError(ValueError):
    """The document is no replay, or tells of a match that cannot have happened."""


class End(StrEnum):
    """How a match ended."""

    RETURNED = "returned"
    LENGTH = "length"
    FAULT = "fault"
    VOID = "void"


class Winner(StrEnum):
    """Who won a match."""

    RED = "red"
    BLUE = "blue"
    DRAW = "draw"

    @classmethod
    def by_score(cls, score: int) -> Winner:
        """The winner of a score in red's view."""
        if score == 0:
            return cls.DRAW
        return cls.RED if score > 0 else cls.BLUE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a match came to; `score` is red's view, after a forfeit."""

    score: int
    end: End
    moves: int
    winner: Winner


def build_replay(
    *,
    rules: str,
    layout: Layout,
    seed: str,
    starter: int,
    length: int,
    names: tuple[str, str],
    actions: Sequence[str],
    end: End,
    score: int,
    faults: Sequence[Fault],
) -> Replay:
    """The document of a finished match, with its digest. `names` are red's and blue's."""
    replay: Replay = {
        "format": FORMAT,
        "rules": rules,
        "rules_version": RULES_VERSION,
        "engine_version": ENGINE_VERSION,
        "layout_name": layout.name,
        "layout": layout.text,
        "seed": seed,
        "starter": starter,
        "length": length,
        "red": names[0],
        "blue": names[1],
        "moves": "".join(LETTERS[action] for action in actions),
        "end": str(end),
        "score": score,
        "faults": [fault.document() for fault in faults],
    }
    replay["digest"] = digest(replay)
    return replay


def actions_md5(replay: Mapping[str, Any]) -> str:
    """md5 over agent digit and first letter of each action (`S` for both Stop and South)."""
    text = "".join(
        f"{(replay['starter'] + n) % AGENTS}{'S' if letter == '-' else letter}"
        for n, letter in enumerate(replay["moves"])
    )
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


_FIELDS: dict[str, type] = {
    "format": str,
    "rules": str,
    "rules_version": str,
    "engine_version": str,
    "layout_name": str,
    "layout": str,
    "seed": str,
    "starter": int,
    "length": int,
    "red": str,
    "blue": str,
    "moves": str,
    "end": str,
    "score": int,
    "faults": list,
    "digest": str,
}
_EVIDENCE = "evidence"


def parse_replay(data: bytes | str | Mapping[str, Any]) -> Replay:
    """Read a replay from outside. Raises `ReplayError` for anything but the exact schema.

    Checks form and limits only; `verify` or `resimulate` check the play.
    """
    document = _decode(data) if isinstance(data, bytes | str) else dict(data)
    if set(document) - {_EVIDENCE} != set(_FIELDS):
        odd = sorted((set(document) - {_EVIDENCE}) ^ set(_FIELDS), key=str)[:5]
        raise ReplayError(
            f"This is no replay: fields missing or unknown: {', '.join(map(str, odd))}."
        )
    for field, kind in _FIELDS.items():
        if type(document[field]) is not kind:
            raise ReplayError(f"The replay's field {field!r} must be {kind.__name__}.")
        if kind is str and not is_whole(document[field]):
            raise ReplayError(f"The replay's field {field!r} is no text.")
    _check_limits(document)
    for fault in document["faults"]:
        _parse_fault(fault)
    if _EVIDENCE in document:
        for problem in malformed(document[_EVIDENCE]):
            raise ReplayError(problem)
    return document


def _decode(data: bytes | str) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise ReplayError(f"The replay is larger than {MAX_BYTES} bytes.")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ReplayError("This is no replay: it is not JSON.") from error
    if not isinstance(document, dict):
        raise ReplayError("This is no replay: it is not a JSON object.")
    return document


def _check_limits(replay: Replay) -> None:
    if replay["format"] != FORMAT:
        raise ReplayError(f"The replay's format must be {FORMAT!r}.")
    if not 1 <= replay["length"] <= MAX_LENGTH:
        raise ReplayError(f"The replay's length must be 1 to {MAX_LENGTH}.")
    if replay["starter"] not in (0, 1):
        raise ReplayError("The replay's starter must be 0 or 1.")
    if len(replay["moves"]) > replay["length"] or set(replay["moves"]) - set(ACTIONS):
        raise ReplayError("The replay's moves must be letters of NSEW-, at most `length` of them.")
    if len(replay["faults"]) > 2 or replay["end"] not in set(End):
        raise ReplayError("The replay's end or faults are not known.")
    if any(len(replay[field]) > MAX_NAME for field in ("red", "blue", "layout_name", "seed")):
        raise ReplayError(f"A name in the replay is longer than {MAX_NAME} characters.")
    if abs(replay["score"]) > MAX_LENGTH:
        raise ReplayError("The replay's score is out of range.")


def _parse_fault(document: object) -> Fault:
    try:
        if not isinstance(document, dict) or set(document) != {"team", "agent", "move", "kind"}:
            raise ValueError
        if type(document["agent"]) is not int or type(document["move"]) is not int:
            raise ValueError
        fault = Fault(
            Side(document["team"]), document["agent"], document["move"], FaultKind(document["kind"])
        )
    except ValueError as error:
        raise ReplayError("A fault in the replay is not well formed.") from error
    if not 0 <= fault.agent < AGENTS or Side.of(fault.agent) is not fault.team or fault.move < 0:
        raise ReplayError("A fault in the replay names the wrong agent.")
    return fault


def faults_of(replay: Mapping[str, Any]) -> list[Fault]:
    """The replay's faults as objects; raises `ReplayError` when one is not well formed."""
    return [_parse_fault(fault) for fault in replay["faults"]]


def initial_state(replay: Mapping[str, Any]) -> State:
    """The position before the first move; raises `ReplayError` for bad rules or layout."""
    if replay["rules_version"] != RULES_VERSION:
        raise ReplayError(
            f"The replay was played under rules version {replay['rules_version']!r}; this engine "
            f"has {RULES_VERSION!r}. Use the engine version {replay['engine_version']!r}."
        )
    try:
        layout = Layout.parse(replay["layout"], replay["layout_name"])
        return State.initial(layout, Rules.named(replay["rules"]), replay["length"])
    except (LayoutError, UnknownRules) as error:
        raise ReplayError(str(error)) from error


def play_through(replay: Mapping[str, Any]) -> Iterator[State]:
    """The initial state, then the state after each move. Raises `ReplayError` at an illegal one."""
    state = initial_state(replay)
    yield state
    for number, letter in enumerate(replay["moves"]):
        if state.over:
            raise ReplayError(f"Move {number} comes after the match was won.")
        agent = (replay["starter"] + number) % AGENTS
        try:
            state = successor(state, agent, ACTIONS[letter])
        except IllegalAction as error:
            raise ReplayError(f"Move {number} of agent {agent} is illegal: {letter}.") from error
        yield state


def resimulate(replay: Mapping[str, Any]) -> Outcome:
    """Play the moves again and derive the outcome, trusting only moves and faults.

    Raises `ReplayError` when a move is illegal or the match cannot have ended as it says.
    """
    state = initial_state(replay)
    for state in play_through(replay):  # noqa: B007 - the last one is what counts
        pass
    faults = faults_of(replay)
    end = End(replay["end"])
    moves = len(replay["moves"])
    _check_end(end, state, moves, replay)
    for fault in faults:
        _check_fault(fault, state, moves, replay)
    score = score_after_faults(state.score, faults)
    return Outcome(score, end, moves, Winner.by_score(score))


def _check_end(end: End, state: State, moves: int, replay: Mapping[str, Any]) -> None:
    faults = len(replay["faults"])
    guilty = {fault["team"] for fault in replay["faults"]}
    fits = {
        End.RETURNED: state.over and faults == 0,
        End.LENGTH: not state.over and moves == replay["length"] and faults == 0,
        End.FAULT: faults == 1,
        End.VOID: guilty == set(Side) and moves == 0,
    }
    if not fits[end]:
        raise ReplayError(f"The match cannot have ended as {str(end)!r} after {moves} moves.")


def _check_fault(fault: Fault, state: State, moves: int, replay: Mapping[str, Any]) -> None:
    """A fault must stand at the end of the moves, be its agent's turn, and fit the game's phase."""
    ended = state.over or moves == replay["length"]
    if fault.kind is FaultKind.FINAL:
        fits = ended
    elif fault.kind in BEFORE_THE_GAME or (moves == 0 and fault.kind in AT_ANY_TIME):
        fits = moves == 0
    else:
        fits = not ended and fault.agent == (replay["starter"] + moves) % AGENTS
    if fault.move != moves or not fits:
        raise ReplayError(f"A {str(fault.kind)!r} fault cannot stand after move {moves}.")


def verify(replay: Mapping[str, Any]) -> list[str]:
    """What does not fit, as sentences; empty when the replay holds."""
    try:
        document = parse_replay(replay)
        outcome = resimulate(document)
    except ReplayError as error:
        return [str(error)]
    problems = []
    if outcome.score != document["score"]:
        problems.append(f"The score is {outcome.score}, the replay says {document['score']}.")
    if digest(document) != document["digest"]:
        problems.append(f"The digest is {digest(document)}, not what the replay says.")
    if _EVIDENCE in document:
        problems += untrue(document[_EVIDENCE], document)
    return problems
