"""What an agent may see, and the noise of the match."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.observation import NOISE_VALUES, in_sight, match_noise, observe
from pacman_engine.rules import MODERN
from pacman_engine.state import State
from tests.engine.playouts import corridor, random_actions

GOLDEN = [(5, -1, -5, 5), (-5, -5, 1, -1), (3, 6, -3, 3)]


@given(seed=st.integers(0, 10**6), agent=st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_an_unseen_enemy_leaves_no_trace_of_its_position(seed, agent):
    _, state = random_actions(corridor(), MODERN, seed, 60)
    seen = observe(state, agent, (0, 0, 0, 0)).state
    for other in range(4):
        hidden = other % 2 != agent % 2 and not in_sight(state, agent, other)
        shown = seen.agents[other]
        assert shown.visible is not hidden
        assert (shown.x, shown.y) == ((-1, -1) if hidden else state.agents[other].cell)


def test_the_original_state_is_untouched_by_an_observation():
    state = State.initial(corridor(), MODERN, 10)
    observe(state, 0, (0, 0, 0, 0))
    assert all(agent.visible for agent in state.agents)


def test_noise_is_a_fixed_function_of_seed_move_and_agent():
    """Golden values: another stream would be another match under the same seed."""
    assert match_noise("7", 0, 0) == match_noise("7", 0, 0)
    assert [match_noise("7", 0, 0), match_noise("7", 1, 1), match_noise("ab", 0, 0)] == GOLDEN


def test_noise_uses_all_thirteen_values_about_equally():
    drawn = [value for move in range(2000) for value in match_noise("s", move, move % 4)]
    counts = [drawn.count(value) for value in NOISE_VALUES]
    assert sum(counts) == 8000
    assert min(counts) > 500
    assert max(counts) < 740
