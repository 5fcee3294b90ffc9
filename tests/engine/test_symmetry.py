"""Symmetry of family F: a board turned or mirrored, with colours swapped, gives the same game so.

It holds up to the first dispersal of carried dots, whose search has an order of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.layout import Cell, Layout
from pacman_engine.mazes import generate_maze
from pacman_engine.observation import observe
from pacman_engine.rules import MODERN, legal_actions, successor
from pacman_engine.state import State
from tests.engine.playouts import corridor, random_actions

SWAPPED = str.maketrans("1234", "2143")
few = settings(max_examples=25, deadline=None)


@dataclass(frozen=True)
class Image:
    """How a board is turned, and what becomes of cells and directions."""

    name: str
    upside_down: bool

    def board(self, layout: Layout) -> Layout:
        rows = [row[::-1].translate(SWAPPED) for row in layout.text.split("\n")]
        return Layout.parse("\n".join(rows[::-1] if self.upside_down else rows))

    def cell(self, layout: Layout, cell: Cell | None) -> Cell | None:
        if cell is None:
            return None
        x, y = cell
        return layout.width - 1 - x, layout.height - 1 - y if self.upside_down else y

    def action(self, action: str) -> str:
        turned = {"East": "West", "West": "East"}
        if self.upside_down:
            turned |= {"North": "South", "South": "North"}
        return turned.get(action, action)

    def seen_from_there(self, state: State) -> object:
        """All of a position, with every agent, cell and sign turned."""
        layout = state.layout

        def cells(found) -> list[Cell | None]:
            return sorted(self.cell(layout, cell) for cell in found)

        def turned(agent) -> object:
            return (self.cell(layout, agent.cell), self.action(agent.direction), *agent[3:])

        return (
            [turned(state.agents[index ^ 1]) for index in range(4)],
            cells(layout.cells(state.food)),
            cells(state.capsules),
            -state.score,
            -state.score_change,
            self.cell(layout, state.food_eaten),
            self.cell(layout, state.capsule_eaten),
            state.over,
            state.timeleft,
        )


IMAGES = [Image("mirrored", False), Image("turned", True)]
BOARDS = [corridor(), Layout.parse(generate_maze(4, 20, 10), "maze")]


def plainly(state: State) -> object:
    """A position in the form of `seen_from_there`, not turned."""
    return (
        [(agent.cell, agent.direction, *agent[3:]) for agent in state.agents],
        sorted(state.layout.cells(state.food)),
        sorted(state.capsules),
        state.score,
        state.score_change,
        state.food_eaten,
        state.capsule_eaten,
        state.over,
        state.timeleft,
    )


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.name)
@pytest.mark.parametrize("layout", BOARDS, ids=lambda layout: layout.name)
@given(seed=st.integers(0, 10**6))
@few
def test_the_image_of_a_game_is_the_game_of_the_image(image, layout, seed):
    actions, _ = random_actions(layout, MODERN, seed, 300)
    here = State.initial(layout, MODERN, 300)
    there = State.initial(image.board(layout), MODERN, 300)
    for number, action in enumerate(actions):
        agent = number % 4
        legal = {image.action(option) for option in legal_actions(here, agent)}
        assert set(legal_actions(there, agent ^ 1)) == legal
        here = successor(here, agent, action)
        there = successor(there, agent ^ 1, image.action(action))
        if here.food_added:
            assert len(there.food_added) == len(here.food_added)
            return
        assert plainly(there) == image.seen_from_there(here)


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.name)
@given(seed=st.integers(0, 10**6), agent=st.integers(0, 3))
@few
def test_the_image_of_an_agent_sees_the_image_of_what_it_sees(image, seed, agent):
    actions, _ = random_actions(corridor(), MODERN, seed, 60)
    here = State.initial(corridor(), MODERN, 300)
    there = State.initial(image.board(corridor()), MODERN, 300)
    for number, action in enumerate(actions):
        here = successor(here, number % 4, action)
        there = successor(there, number % 4 ^ 1, image.action(action))
        if here.food_added:
            return
        ours = observe(here, agent, (1, 2, 3, 4))
        theirs = observe(there, agent ^ 1, (2, 1, 4, 3))
        assert [a.visible for a in theirs.state.agents] == [
            ours.state.agents[index ^ 1].visible for index in range(4)
        ]
        assert theirs.distances == tuple(ours.distances[index ^ 1] for index in range(4))


def test_most_moves_are_compared():
    """Otherwise the properties above would hold for want of games without a dispersal."""
    compared = 0
    for seed in range(20):
        state = State.initial(corridor(), MODERN, 300)
        for number, action in enumerate(random_actions(corridor(), MODERN, seed, 300)[0]):
            state = successor(state, number % 4, action)
            if state.food_added:
                break
            compared += 1
    assert compared > 20 * 30
