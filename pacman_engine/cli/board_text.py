"""A position of the game as lines of text, in colours or without.

A cell is two characters wide where there is room, else one. Red's agents are 0 and 2, blue's 1 and
3: on the board an agent is its number, in wide cells after a sign for what it is: G a ghost, s a
scared one, and an open mouth (> < ^ v) a Pacman. So the teams can be told apart without colours.
"""

from __future__ import annotations

from pacman_engine.faults import Side
from pacman_engine.layout import Cell
from pacman_engine.replay import Winner
from pacman_engine.state import AgentState, State

LINES_AROUND = 3  # the head above the board, one line a team below it
_WALL, _DOT, _CAPSULE = "#", ".", "o"
_MOUTHS = {"East": "<", "West": ">", "North": "v", "South": "^", "Stop": "<"}
_RESET = "\x1b[0m"
_AGENT = {Side.RED: "\x1b[1;97;41m", Side.BLUE: "\x1b[1;97;44m"}
_HALF = {Side.RED: "\x1b[31m", Side.BLUE: "\x1b[34m"}
_SCARED, _BRIGHT = "\x1b[7m", "\x1b[1;93m"


class BoardText:
    """Draws the states of one match. ``names`` are red's and blue's; all text is plain ASCII.

    No line takes more than ``columns``, if the board itself does not.
    """

    def __init__(self, names: tuple[str, str], length: int, *, colours: bool, columns: int) -> None:
        self._names = {side: _plain(name) for side, name in zip(Side, names, strict=True)}
        self._length = length
        self._colours = colours
        self._columns = columns
        self._wide = False

    def lines(self, state: State) -> list[str]:
        """The frame of a state, top line first."""
        self._wide = 2 * state.layout.width <= self._columns
        return [self._head(state), *self._board(state), *(self._team(state, s) for s in Side)]

    def _head(self, state: State) -> str:
        moves = self._length - state.timeleft
        mover, winner = state.agent_moved, Winner.by_score(state.score)
        last = f"   agent {mover} ({Side.of(mover)}) moved" if mover is not None else ""
        leader = {Winner.DRAW: "level"}.get(winner, f"{winner} leads")
        text = f"Score {state.score:+d} ({leader})   Move {moves} of {self._length}{last}"
        return text[: self._columns]

    def _team(self, state: State, side: Side) -> str:
        agents = [n for n in range(len(state.agents)) if Side.of(n) is side]
        told = "; ".join(f"{n} {_condition(state.agents[n])}" for n in agents)
        text = f"{side.name.title():5}{self._names[side]:.12}: {told}"
        return self._painted(_HALF[side], text[: self._columns])

    def _board(self, state: State) -> list[str]:
        agents: dict[Cell, list[int]] = {}
        for number, agent in enumerate(state.agents):
            agents.setdefault((agent.x, agent.y), []).append(number)
        layout = state.layout
        return [
            "".join(self._cell(state, (x, y), agents.get((x, y))) for x in range(layout.width))
            for y in reversed(range(layout.height))
        ]

    def _cell(self, state: State, cell: Cell, agents: list[int] | None) -> str:
        if agents:
            return self._agents(state, agents)
        half = _HALF[Side.RED if state.layout.is_red(cell[0]) else Side.BLUE]
        if state.layout.is_wall(*cell):
            return self._painted(half, _WALL * (2 if self._wide else 1))
        if cell in state.capsules:
            return self._painted(_BRIGHT, _CAPSULE) + self._gap
        if state.food & state.layout.bit(*cell):
            return self._painted(half, _DOT) + self._gap
        return " " + self._gap

    def _agents(self, state: State, numbers: list[int]) -> str:
        """One agent with its sign, or the numbers of two; who shares a cell last is shown first."""
        first = numbers[0]
        if not self._wide:
            return self._agent(state, first, str(first))
        if len(numbers) > 1:
            return "".join(self._agent(state, n, str(n)) for n in numbers[:2])
        return self._agent(state, first, f"{_sign(state.agents[first])}{first}")

    def _agent(self, state: State, number: int, text: str) -> str:
        look = _AGENT[Side.of(number)]
        return self._painted(look + (_SCARED if state.agents[number].scared else ""), text)

    @property
    def _gap(self) -> str:
        return " " if self._wide else ""

    def _painted(self, look: str, text: str) -> str:
        return f"{look}{text}{_RESET}" if self._colours else text


def _sign(agent: AgentState) -> str:
    if agent.is_pacman:
        return _MOUTHS[agent.direction]
    return "s" if agent.scared else "G"


def _condition(agent: AgentState) -> str:
    words = "Pacman" if agent.is_pacman else "ghost"
    if agent.carrying:
        words += f" carries {agent.carrying}"
    if agent.scared:
        words += f" scared {agent.scared}"
    return words


def _plain(name: str) -> str:
    """A name that can do nothing to a terminal."""
    return "".join(letter if " " <= letter <= "~" else "?" for letter in name)
