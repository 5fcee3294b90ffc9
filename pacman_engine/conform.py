"""Holds the engine against recordings of the original engines.

Reads the files described in `tests/data/golden/README.md`: games, scenarios, observations and
maze distances (JSON lines or one JSON document, gzip or plain).
"""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pacman_engine.distances import UNREACHABLE, maze_distances
from pacman_engine.layout import Cell, Layout, LayoutError
from pacman_engine.observation import NOISE_VALUES, observe
from pacman_engine.rules import (
    CLASSIC,
    MODERN,
    IllegalAction,
    Rules,
    legal_actions,
    successor,
)
from pacman_engine.state import AGENTS, State

CLASSIC_VARIANTS = frozenset({"classic", "unimelb"})
MAX_BYTES = 64_000_000
MAX_SHOWN = 120
Document = dict[str, Any]


class ConformError(ValueError):
    """The file cannot be read as a recording; the message says why."""


@dataclass
class Report:
    """What one file came to: `moves` played or values compared, and the first mismatches."""

    path: Path
    kind: str = ""
    moves: int = 0
    mismatches: list[str] = field(default_factory=list)

    def compare(self, where: str, name: str, ours: object, theirs: object) -> None:
        """Count a mismatch unless both are equal and print alike (1 and 1.0 differ)."""
        if ours != theirs or repr(ours) != repr(theirs):
            text = f"{where}: {name} is {_short(ours)}, recorded {_short(theirs)}"
            self.mismatches.append(text)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def conform(path: Path) -> Report:
    """Replay one file. Raises `ConformError` when it is not a recording."""
    report = Report(path)
    documents = list(_read(path))
    first = documents[0] if documents else {}
    for kind, marker, check in _KINDS:
        if marker in first:
            report.kind = kind
            try:
                check(documents, report)
            except (KeyError, IndexError, TypeError, LayoutError) as error:
                raise ConformError(f"{path}: the recording is damaged ({error!r}).") from error
            return report
    raise ConformError(f"{path} is no recording of games, scenarios, observations or distances.")


def _read(path: Path) -> Iterator[Document]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES)
        if data[:2] == b"\x1f\x8b":
            data = zlib.decompressobj(wbits=31).decompress(data, MAX_BYTES)
        for line in data.decode().splitlines():
            document = json.loads(line)
            if isinstance(document, dict):
                yield document
    except OSError as error:
        raise ConformError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, gzip.BadGzipFile, zlib.error, RecursionError) as error:
        raise ConformError(f"{path} is neither JSON lines nor gzip of them.") from error


def _layout(document: Document) -> Layout:
    return Layout.parse("\n".join(document["layout"]))


def _positions(state: State) -> list[list[float]]:
    return [[float(a.x), float(a.y)] if a.is_float else [a.x, a.y] for a in state.agents]


def _snapshot(state: State) -> Document:
    """The fields that games and scenarios share."""
    agents = state.agents
    return {
        "score": state.score,
        "pos": _positions(state),
        "dir": [a.direction for a in agents],
        "pac": [int(a.is_pacman) for a in agents],
        "scared": [a.scared for a in agents],
        "carry": [a.carrying for a in agents],
        "ret": [a.returned for a in agents],
        "capsules": [list(c) for c in state.capsules],
    }


def _compare_all(report: Report, where: str, ours: Document, theirs: Document) -> None:
    for name, value in ours.items():
        report.compare(where, name, value, theirs[name])


# --- games ---------------------------------------------------------------------------------


def _check_game(documents: Sequence[Document], report: Report) -> None:
    header, moves = documents[0], documents[1:]
    layout = _layout(header)
    rules = CLASSIC if header["family"] == "A" else MODERN
    state = State.initial(layout, rules, header["length"])
    _compare_all(report, "start", _snapshot(state), header["initial"])
    food = [list(cell) for cell in sorted(layout.cells(state.food))]
    report.compare("start", "initial_food", food, header["initial_food"])
    report.compare("start", "total_food", layout.total_food, header["total_food"])
    for number, move in enumerate(moves):
        where = f"move {number}"
        if "obs" in move:
            _compare_observations(report, where, state, number, move["obs"])
        report.compare(where, "legal", legal_actions(state, move["i"]), move["legal"])
        before, state = state, successor(state, move["i"], move["a"])
        _compare_move(report, where, before, state, move)
        report.moves += 1
    report.compare("end", "score", state.score, header["result"]["score"])
    report.compare("end", "moves", len(moves), header["result"]["moves"])


def _compare_move(report: Report, where: str, old: State, new: State, move: Document) -> None:
    layout = new.layout
    _compare_all(report, where, _snapshot(new), move)
    gone, come = old.food & ~new.food, new.food & ~old.food
    report.compare(where, "eaten", [list(c) for c in sorted(layout.cells(gone))], move["eaten"])
    report.compare(where, "added", [list(c) for c in sorted(layout.cells(come))], move["added"])
    report.compare(where, "added_order", [list(c) for c in new.food_added], move["added_order"])
    report.compare(where, "timeleft", new.timeleft, move["timeleft"])
    report.compare(where, "over", new.over or new.timeleft == 0, move["over"])


def _compare_observations(
    report: Report, where: str, state: State, number: int, observations: Document
) -> None:
    """The seeds are those of the recording: 4 * moves so far + agent."""
    for key, recorded in observations.items():
        agent = int(key)
        source = random.Random(AGENTS * number + agent)  # noqa: S311 - the recording's generator
        noise = [source.choice(NOISE_VALUES) for _ in range(AGENTS)]
        seen = observe(state, agent, noise)
        cells = [[a.x, a.y] if a.visible else None for a in seen.state.agents]
        theirs = [None if c is None else [int(c[0]), int(c[1])] for c in recorded["pos"]]
        report.compare(where, f"obs {key} pos", cells, theirs)
        report.compare(where, f"obs {key} noisy", list(seen.distances), recorded["noisy"])


# --- scenarios -----------------------------------------------------------------------------


def _check_scenarios(documents: Sequence[Document], report: Report) -> None:
    for scenario in documents:
        rules = CLASSIC if scenario["variant"] in CLASSIC_VARIANTS else MODERN
        state = _set_up(scenario, rules)
        where = str(scenario["name"])
        _compare_all(report, where, _scenario_snapshot(state), scenario["initial"])
        for number, step in enumerate(scenario["steps"]):
            state = _check_step(report, f"{where} step {number}", state, step)
            report.moves += 1


def _set_up(scenario: Document, rules: Rules) -> State:
    state = State.initial(_layout(scenario), rules, 1200)
    for key, change in scenario["setup"].items():
        agent = state.agents[int(key)]
        x, y = change.get("pos", agent.cell)
        state.agents[int(key)] = agent._replace(
            x=x,
            y=y,
            direction=change.get("dir", "Stop"),
            is_pacman=bool(change.get("pac", 0)),
            scared=change.get("scared", 0),
            carrying=change.get("carry", 0),
            returned=change.get("ret", 0),
        )
    return state


def _check_step(report: Report, where: str, state: State, step: Document) -> State:
    report.compare(where, "legal", legal_actions(state, step["agent"]), step["legal"])
    try:
        state = successor(state, step["agent"], step["action"])
    except IllegalAction as error:
        report.compare(where, "error", f"Exception: {error}", step.get("error"))
        return state
    _compare_all(report, where, _scenario_snapshot(state), step.get("after", {}))
    return state


def _scenario_snapshot(state: State) -> Document:
    def cell_or_none(cell: Cell | None) -> list[int] | None:
        return None if cell is None else list(cell)

    return _snapshot(state) | {
        "score_change": state.score_change,
        "pos_is_float": [[a.is_float, a.is_float] for a in state.agents],
        "food": [list(c) for c in state.layout.cells(state.food)],
        "food_added": [list(c) for c in state.food_added] or None,
        "food_eaten": cell_or_none(state.food_eaten),
        "capsule_eaten": cell_or_none(state.capsule_eaten),
        "win": state.over,
    }


# --- observations and distances ------------------------------------------------------------


def _check_observations(documents: Sequence[Document], report: Report) -> None:
    for number, document in enumerate(documents):
        state = State.initial(_layout(document), MODERN, 1200)
        where = f"line {number + 1}"
        check = _check_draws if document["kind"] == "rng" else _check_sight
        check(report, where, state, document)
        report.moves += 1


def _check_draws(report: Report, where: str, state: State, document: Document) -> None:
    source = random.Random(document["seed"])  # noqa: S311 - the recording's generator
    report.compare(where, "starter", source.randint(0, 1), document["starter_after_seed"])
    source.seed(document["seed"])
    noisy = []
    for agent in range(AGENTS):
        noise = [source.choice(NOISE_VALUES) for _ in range(AGENTS)]
        noisy.append(list(observe(state, agent, noise).distances))
    recorded = document["noisy_4_observations_in_index_order_after_seed"]
    report.compare(where, "noisy", noisy, recorded)
    report.compare(where, "next_random", source.random(), document["next_random"])


def _check_sight(report: Report, where: str, state: State, document: Document) -> None:
    for agent, (x, y) in enumerate(document["positions"]):
        state.agents[agent] = state.agents[agent]._replace(x=x, y=y)
    seen = [
        [
            [a.x, a.y] if a.visible else None
            for a in observe(state, agent, [0] * AGENTS).state.agents
        ]
        for agent in range(AGENTS)
    ]
    report.compare(where, "seen_by_agent", seen, document["seen_by_agent"])


def _check_distances(documents: Sequence[Document], report: Report) -> None:
    for document in documents:
        layout = _layout(document)
        table = maze_distances(layout)
        cells = [(x, y) for x, y in document["cells"]]
        floor = layout.cells(~layout.walls & (layout.red_cells | layout.blue_cells))
        report.compare("floor", "cells", floor, cells)
        for start, row in zip(cells, document["dist"], strict=True):
            found = (table[start][end] for end in cells)
            ours = [-1 if distance == UNREACHABLE else distance for distance in found]
            report.compare(f"from {start}", "distances", ours, row)
            report.moves += len(row)


Check = Callable[[Sequence[Document], Report], None]
_KINDS: tuple[tuple[str, str, Check], ...] = (
    ("game", "starter", _check_game),
    ("scenarios", "steps", _check_scenarios),
    ("observations", "kind", _check_observations),
    ("distances", "dist", _check_distances),
)
