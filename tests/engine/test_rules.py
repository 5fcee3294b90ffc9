"""The rules of one move, held by properties over random games in both families."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.rules import (
    CLASSIC,
    MODERN,
    IllegalAction,
    Rules,
    UnknownPosition,
    UnknownRules,
    legal_actions,
    successor,
)
from pacman_engine.state import State
from tests.engine.playouts import corridor, random_actions

FAMILIES = pytest.mark.parametrize("rules", [CLASSIC, MODERN], ids=lambda r: r.name)
games = given(seed=st.integers(0, 10**6))
few = settings(max_examples=25, deadline=None)


def states_of(rules: Rules, seed: int, length: int = 300) -> list[State]:
    actions, _ = random_actions(corridor(), rules, seed, length)
    states = [State.initial(corridor(), rules, length)]
    for number, action in enumerate(actions):
        states.append(successor(states[-1], number % 4, action))
    return states


@FAMILIES
@games
@few
def test_no_dot_is_ever_lost_or_made(rules, seed):
    for state in states_of(rules, seed):
        carried = sum(a.carrying for a in state.agents)
        returned = sum(a.returned for a in state.agents)
        assert state.food.bit_count() + carried + returned == state.layout.total_food


@FAMILIES
@games
@few
def test_agents_stand_on_floor_and_are_pacmen_exactly_on_the_other_half(rules, seed):
    for state in states_of(rules, seed):
        for index, agent in enumerate(state.agents):
            assert not state.layout.is_wall(agent.x, agent.y)
            assert agent.is_pacman == (state.layout.is_red(agent.x) != (index % 2 == 0))


@FAMILIES
@games
@few
def test_dots_never_lie_on_walls_and_timers_stay_in_range(rules, seed):
    for state in states_of(rules, seed):
        assert state.food & state.layout.walls == 0
        assert all(0 <= agent.scared <= rules.scared_time for agent in state.agents)


@FAMILIES
@games
@few
def test_a_timer_runs_on_its_own_agents_moves_and_changes_otherwise_by_capsules_and_deaths(
    rules, seed
):
    states = states_of(rules, seed)
    for before, after in pairwise(states):
        for index, (old, new) in enumerate(zip(before.agents, after.agents, strict=True)):
            frightened = after.capsule_eaten is not None and index % 2 != after.agent_moved % 2
            sent_home = new.direction == "Stop" and new.cell == after.layout.starts[index]
            runs = index == after.agent_moved and old.scared > 0
            expected = {old.scared - runs}
            expected |= {rules.scared_time} if frightened else set()
            expected |= {0} if sent_home else set()
            assert new.scared in expected


@FAMILIES
@games
@few
def test_positions_are_floats_exactly_until_a_respawn_or_the_end_of_a_timer(rules, seed):
    for before, after in pairwise(states_of(rules, seed)):
        mover = after.agents[after.agent_moved]
        ends = before.agents[after.agent_moved].scared == 1
        sent_home = (
            mover.direction == "Stop" and mover.cell == after.layout.starts[after.agent_moved]
        )
        assert mover.is_float or ends or sent_home
        assert not (ends and mover.is_float and after.capsule_eaten is None)


@FAMILIES
@games
@few
def test_the_score_is_what_red_returned_less_what_blue_returned(rules, seed):
    state = states_of(rules, seed)[-1]
    red, blue = (sum(state.agents[i].returned for i in team) for team in ((0, 2), (1, 3)))
    assert state.score == red - blue


@FAMILIES
@games
@few
def test_a_successor_never_changes_its_parent(rules, seed):
    for state in states_of(rules, seed, length=60):
        before = (state.food, state.capsules, list(state.agents), state.score, state.timeleft)
        for agent in range(4):
            for action in legal_actions(state, agent):
                successor(state, agent, action)
        after = (state.food, state.capsules, list(state.agents), state.score, state.timeleft)
        assert after == before


def test_random_games_reach_every_kind_of_event():
    """Otherwise the properties above would hold for want of deaths, returns and capsules."""
    seen = set()
    for seed in range(40):
        for state in states_of(MODERN, seed):
            seen |= {"eaten"} if state.food_eaten else set()
            seen |= {"dispersed"} if state.food_added else set()
            seen |= {"capsule"} if state.capsule_eaten else set()
            seen |= {"returned"} if state.score_change else set()
            seen |= {"over"} if state.over else set()
    assert seen == {"eaten", "dispersed", "capsule", "returned", "over"}


@pytest.mark.parametrize("action", ["Northwest", "north", "", None, 3, "West "])
def test_an_action_outside_the_legal_list_is_refused_by_name(action):
    state = State.initial(corridor(), MODERN, 10)
    with pytest.raises(IllegalAction, match=f"^Illegal action {action}$"):
        successor(state, 0, action)


def test_the_legal_list_is_fresh_each_time():
    state = State.initial(corridor(), MODERN, 10)
    legal_actions(state, 0).clear()
    assert legal_actions(state, 0) == ["South", "East", "Stop"]


def test_a_hidden_agent_cannot_be_moved():
    state = State.initial(corridor(), MODERN, 10)
    state.agents[1] = state.agents[1]._replace(x=-1, y=-1, visible=False)
    with pytest.raises(UnknownPosition):
        legal_actions(state, 1)
    with pytest.raises(UnknownPosition):
        successor(state, 1, "Stop")


def test_dispersal_ends_when_the_half_is_full():
    state = State.initial(corridor(), MODERN, 10)
    state.agents[0] = state.agents[0]._replace(x=10, y=3, is_pacman=True, carrying=500)
    state.agents[1] = state.agents[1]._replace(x=11, y=3)
    after = successor(state, 1, "West")
    assert after.agents[0].carrying == 0
    assert 0 < len(after.food_added) < 500


def test_unknown_rules_are_refused_with_what_there_is():
    assert Rules.named("classic") is CLASSIC
    with pytest.raises(UnknownRules, match="Choose classic or modern"):
        Rules.named("berlin")
