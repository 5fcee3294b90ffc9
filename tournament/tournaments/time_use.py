"""What a team's agents used of their time in one match, and how that is drawn and said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from statistics import median
from typing import Any

from pacman_engine.faults import Side
from pacman_engine.fuel import seconds_of
from pacman_engine.state import AGENTS

WIDTH, HEIGHT = 1000, 190  # the width is stretched to that of the page, the height is in pixels
SIDE, TOP, BOTTOM = 6, 8, 8
LEAST = 1e-5  # seconds; what is below stands on the lowest line, however fast the others are
MOST_DOTS = 400  # of one agent; of more moves the largest of each few is drawn
Move = tuple[int, int, float]


@dataclass(frozen=True)
class TimeUse:
    """Seconds of one team: ``startup`` by agent, ``moves`` as (number, agent, seconds)."""

    startup: Mapping[int, float]
    moves: Sequence[Move]
    limits: Mapping[str, float]

    @classmethod
    def of_match(cls, evidence: Mapping[str, Any], starter: int, side: str) -> TimeUse | None:
        """From the evidence of a replay; None where time was not counted in fuel."""
        fuel = evidence["fuel"]
        if fuel is None:
            return None
        agents = [agent for agent in range(AGENTS) if Side.of(agent) == side]
        turns = [(number, (starter + number) % AGENTS) for number in range(len(fuel["moves"]))]
        return cls(
            {agent: seconds_of(fuel["startup"][agent]) for agent in agents},
            [(n, agent, seconds_of(fuel["moves"][n])) for n, agent in turns if agent in agents],
            evidence["limits"],
        )

    @classmethod
    def of_check(cls, time: Mapping[str, Any] | None) -> TimeUse | None:
        """From the report of a check, whose moves are numbered among the team's own."""
        if not time:
            return None
        startup = {int(agent): seconds for agent, seconds in time["startup"].items()}
        moves = [(n, agent, seconds) for n, (agent, seconds) in enumerate(time["moves"])]
        return cls(startup, moves, time["limits"])

    def of_agent(self, agent: int) -> list[Move]:
        return [move for move in self.moves if move[1] == agent]


@dataclass(frozen=True)
class Line:
    """A horizontal line of the plot with its label; ``kind`` is grid, warning or move.

    The labels of the grid stand beside the plot, those of the limits above it: nothing lies over
    the dots, however near to each other or to the dots the limits are.
    """

    y: float
    label: str
    kind: str


@dataclass(frozen=True)
class AgentUse:
    """One agent: the path of its dots, and its row in the table; everything as words."""

    agent: int
    path: str
    startup: str
    total: str
    share: str
    largest: str
    largest_move: int | None
    median: str


@dataclass(frozen=True)
class TimePlot:
    """Dots for the moves of two agents on a logarithmic scale, with the limits drawn in."""

    lines: list[Line]
    agents: list[AgentUse]
    last: int
    used: str
    seconds: float
    slowest: Move
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def limits(self) -> list[Line]:
        """What costs the match first, then what costs a warning."""
        return [line for line in self.lines if line.kind != "grid"][::-1]

    @property
    def total(self) -> str:
        """What the team used in all."""
        return short(self.seconds)

    @property
    def largest(self) -> str:
        """The team's longest move; there is at least one."""
        return short(self.slowest[2])

    @property
    def largest_move(self) -> int:
        """The number of the longest move."""
        return self.slowest[0]

    @property
    def words(self) -> str:
        """The plot in one sentence, for those who do not see it."""
        told = [
            f"agent {one.agent}: {one.total} in all, at most {one.largest}, median {one.median}"
            for one in self.agents
        ]
        return f"Seconds for each move. {'; '.join(told)}."


@dataclass(frozen=True)
class Scale:
    """Seconds as heights: a tenth is always the same way further down."""

    least: float
    top: float

    @classmethod
    def of(cls, use: TimeUse) -> Scale:
        """From the decade of the fastest move, or that below the warning, to above the limit.

        So the dots of a team that comes near to the limits stand clear of them.
        """
        moves = [seconds for *_, seconds in use.moves]
        below = min(*moves, use.limits["warning"] / 10)
        least = 10.0 ** floor(log10(max(below, LEAST)) + 1e-9)
        return cls(least, max(use.limits["move"], *moves) * 1.2)

    def y(self, seconds: float) -> float:
        """Where so many seconds stand, in pixels from the top."""
        share = log10(max(seconds, self.least) / self.least) / log10(self.top / self.least)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    def decades(self) -> list[float]:
        """1 s, 0.1 s ... as far as the scale goes, from below."""
        first = round(log10(self.least))
        return [10.0**n for n in range(first, 5) if 10.0**n < self.top]


def time_plot(use: TimeUse | None) -> TimePlot | None:
    """The plot of what a team used; None if it made no move, or nothing was counted."""
    if use is None or not use.moves:
        return None
    scale = Scale.of(use)
    last = max(number for number, *_ in use.moves)
    agents = [_agent_use(use, agent, scale, last) for agent in sorted(use.startup)]
    seconds = sum(taken for *_, taken in use.moves)
    used = percent(seconds / (len(agents) * use.limits["total"]))
    slowest = max(use.moves, key=lambda move: move[2])
    return TimePlot(_lines(use.limits, scale), agents, last, used, seconds, slowest)


def _agent_use(use: TimeUse, agent: int, scale: Scale, last: int) -> AgentUse:
    moves = use.of_agent(agent)
    seconds = [taken for *_, taken in moves]
    total = sum(seconds)
    largest = max(moves, key=lambda move: move[2], default=None)
    dots = "".join(
        f"M{_x(number, last):.1f} {scale.y(taken):.1f}h.01" for number, _, taken in _thinned(moves)
    )
    return AgentUse(
        agent=agent,
        path=dots,
        startup=short(use.startup[agent]),
        total=short(total),
        share=percent(total / use.limits["total"]),
        largest=short(largest[2]) if largest else "",
        largest_move=largest[0] if largest else None,
        median=short(median(seconds)) if seconds else "",
    )


def _thinned(moves: Sequence[Move]) -> list[Move]:
    step = -(-len(moves) // MOST_DOTS) or 1
    parts = [moves[begin : begin + step] for begin in range(0, len(moves), step)]
    return [max(part, key=lambda move: move[2]) for part in parts]


def _lines(limits: Mapping[str, float], scale: Scale) -> list[Line]:
    grid = [Line(scale.y(seconds), short(seconds), "grid") for seconds in scale.decades()]
    named = [("warning", "warning above"), ("move", "lost above")]
    marks = [
        Line(scale.y(limits[kind]), f"{word} {short(limits[kind])}", kind) for kind, word in named
    ]
    return grid + marks


def _x(number: int, last: int) -> float:
    return SIDE + (WIDTH - 2 * SIDE) * number / max(1, last)


def short(seconds: float) -> str:
    """Seconds with three figures and a fitting unit: 0.12 ms, 34 ms, 1.5 s."""
    value, unit = (seconds, "s") if seconds >= 0.1 else (seconds * 1000, "ms")
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    text = f"{value:.{digits}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} {unit}"


def percent(share: float) -> str:
    """A share as words: 12 %, 0.3 %, < 0.1 %."""
    if 0 < share < 0.001:
        return "< 0.1 %"
    return f"{share:.0%}".replace("%", " %") if share >= 0.1 else f"{share * 100:.1f} %"
