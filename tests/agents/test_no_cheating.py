"""No hole of the original's API gives an agent more than the rules do.

Each cheat is played through the referee: it must be told nothing that it may not know (it asserts
so itself), and the match must be, to the last bit of its digest, that of an honest team which makes
the same moves.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from itertools import pairwise

import pytest

from pacman_engine.layout import load_layout
from pacman_engine.observation import NOISE_VALUES, match_noise
from pacman_engine.referee import Contestant, MatchRecord, MatchSpec, play_match
from pacman_engine.rules import MODERN
from pacman_engine.teams.archive import TeamArchive, find_team
from pacman_engine.teams.backends import opener
from tests.agents.thinkers import HEAD, archive

MOVES = 40
HONEST = (
    "class Agent(CaptureAgent):\n    def chooseAction(self, state): return walk(state, self.index)"
)
WALK = """
def walk(state, index):
    legal = state.getLegalActions(index)
    return legal[state.data.timeleft // 4 % len(legal)]
"""
CHEATS = {
    "keeps the state given to its observationFunction": """
        class Agent(CaptureAgent):
            def observationFunction(self, state):
                look(state)
                return state
            def chooseAction(self, state): return walk(state, self.index)
    """,
    "observes for its enemies": """
        class Agent(CaptureAgent):
            def chooseAction(self, state):
                for enemy in self.getOpponents(state):
                    try: look(state.makeObservation(enemy))
                    except TypeError: pass
                return walk(state, self.index)
    """,
    "is no CaptureAgent": """
        class Agent:
            def __init__(self, index): self.index = index
            def getAction(self, state):
                look(state)
                return walk(state, self.index)
    """,
    "inherits from Agent alone": """
        class Agent(game.Agent):
            def getAction(self, state):
                look(state)
                return walk(state, self.index)
    """,
    "observes again and again to average the noise": """
        class Agent(CaptureAgent):
            def chooseAction(self, state):
                first = state.getAgentDistances()
                assert all(state.makeObservation(self.index).getAgentDistances() == first
                           for _ in range(50))
                return walk(state, self.index)
    """,
    "asks the class for the stock observation": """
        class Agent(CaptureAgent):
            def observationFunction(self, state):
                seen = CaptureAgent.observationFunction(self, state)
                look(seen)
                assert seen.getAgentDistances() == state.getAgentDistances()
                return seen
            def chooseAction(self, state): return walk(state, self.index)
    """,
    "seeds the generator that noise comes from": """
        class Agent(CaptureAgent):
            def chooseAction(self, state):
                random.seed(0)
                expected = [random.choice(range(-6, 7)) for _ in range(4)]
                here = state.getAgentPosition(self.index)
                mine = state.getAgentDistances()[self.index]
                log.append(mine == expected[self.index])
                random.seed(0)
                assert len(log) < 12 or not all(log)
                return walk(state, self.index)
        log = []
    """,
    "moves its enemies": """
        class Agent(CaptureAgent):
            def chooseAction(self, state):
                move = walk(state, self.index)
                for i in range(4):
                    agent = state.getAgentState(i)
                    agent.start.pos = (9, 9)
                    if agent.configuration: agent.configuration.pos = (1, 1)
                    agent.scaredTimer, agent.isPacman, agent.numCarrying = 40, True, 30
                return move
    """,
    "moves its enemies at the start": """
        class Agent(CaptureAgent):
            def registerInitialState(self, state):
                CaptureAgent.registerInitialState(self, state)
                for i in range(4):
                    state.getAgentState(i).configuration.pos = (1, 1)
                    state.data.agentStates[i].start.pos = (1, 1)
                state.data.timeleft = 2
            def chooseAction(self, state): return walk(state, self.index)
    """,
    "rewrites the board": """
        class Agent(CaptureAgent):
            def chooseAction(self, state):
                move = walk(state, self.index)
                for x in range(1, 9):
                    for y in range(1, 5):
                        state.getWalls()[x][y] = not state.getWalls()[x][y]
                        state.data.food[x][y] = True
                state.getCapsules().clear()
                state.data.layout.totalFood = 1
                state.data.score = 99
                state.data._win = True
                state.data.timeleft = 0
                state.redTeam[:] = state.blueTeam[:] = [0, 1, 2, 3]
                state.teams[:] = [True] * 4
                return move
    """,
    "writes to the table of distances": """
        class Agent(CaptureAgent):
            def chooseAction(self, state):
                pairs = self.distancer._distances
                for pair in list(pairs): pairs[pair] = -1
                distanceCalculator.distanceMap.clear()
                return walk(state, self.index)
        import distanceCalculator
    """,
    "keeps what it was given": """
        class Agent(CaptureAgent):
            kept = []
            def chooseAction(self, state):
                for old in self.kept:
                    old.getAgentState(1).configuration = None
                    old.data.score = 50
                    old.getCapsules().clear()
                self.kept.append(state)
                return walk(state, self.index)
    """,
    "compares observations to learn which way the unseen went": """
        class Agent(CaptureAgent):
            def chooseAction(self, state):
                for enemy in self.getOpponents(state):
                    if state.getAgentPosition(enemy) is None:
                        turned = state.deepCopy()
                        turned.getAgentState(enemy).configuration = None
                        assert hash(turned) == hash(state) and turned == state
                return walk(state, self.index)
    """,
}
PATCHES = {
    "patches the rules": """
        import capture
        capture.COLLISION_TOLERANCE, capture.SIGHT_RANGE, capture.SCARED_TIME = 99, 99, 1
        capture.MIN_FOOD = 99
        capture.AgentRules.checkDeath = staticmethod(lambda *a: None)
        capture.GameState.makeObservation = lambda self, index: self
        capture.GameState.generateSuccessor = None
        capture.GameState.getScore = lambda self: 50
        game.Directions.NORTH = "South"
        game.Actions._directions.clear()
    """,
    "patches the tools": """
        util.manhattanDistance = lambda a, b: 0
        util.nearestPoint = None
        random.choice = lambda values: 6
        random.random = lambda: 0.0
        game.Grid.asList = lambda self, key=True: []
        util.Counter.__mul__ = None
        import distanceCalculator
        distanceCalculator.Distancer.getDistance = lambda *a: 0
    """,
    "patches the agents": """
        import baselineTeam
        for cls in (baselineTeam.OffensiveReflexAgent, baselineTeam.DefensiveReflexAgent):
            cls.chooseAction = lambda self, state: "Up"
            cls.getAction = cls.chooseAction
        CaptureAgent.getAction = lambda self, state: walk(state, self.index)
    """,
    "patches the engine itself": """
        import pacman_engine.rules, pacman_engine.state, pacman_engine.observation
        pacman_engine.rules.successor = None
        pacman_engine.observation.in_sight = lambda *a: True
        pacman_engine.state.State.copy = lambda self: self
        for name in [name for name in sys.modules if name.startswith("pacman_engine.teams")]:
            vars(sys.modules[name]).pop("read_state", None)
    """,
    "searches the memory for what it may not see": """
        import gc
        class Agent(CaptureAgent):
            def chooseAction(self, state):
                hidden = [i for i in self.getOpponents(state) if not state.getAgentPosition(i)]
                now = state.data.timeleft
                for found in gc.get_objects():
                    if type(found).__name__ == "State" and getattr(found, "timeleft", 0) == now:
                        assert all(not found.agents[i].visible for i in hidden)
                return walk(state, self.index)
    """,
    "reads the referee's modules": """
        import __main__
        class Agent(CaptureAgent):
            def chooseAction(self, state):
                import sys
                assert not [n for n in sys.modules if n.endswith((".referee", ".job", ".replay"))]
                assert not hasattr(__main__, "_display")
                return walk(state, self.index)
    """,
}
LOOK = """
def look(state):
    if state.data.timeleft < 40:
        for enemy in state.getBlueTeamIndices():
            there, here = state.getAgentState(enemy), [state.getAgentPosition(i) for i in (0, 2)]
            if there.configuration is None:
                assert state.getAgentPosition(enemy) is None
            else:
                x, y = there.getPosition()
                assert min(abs(x - a) + abs(y - b) for a, b in here) <= 5
"""


def team(source: str) -> TeamArchive:
    return archive(HEAD + "import sys\n" + WALK + LOOK + textwrap.dedent(source))


def play(backend: str, red: TeamArchive) -> MatchRecord:
    spec = MatchSpec(load_layout("glowworm"), MODERN, "5eed", 0, MOVES)
    blue = find_team("baseline")
    sides = [Contestant("team", opener(backend, one), {}) for one in (red, blue)]
    return play_match(spec, sides[0], sides[1])


@pytest.fixture(autouse=True)
def _allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOW_LIGHT_ISOLATION", "1")


@pytest.fixture(scope="module")
def honest() -> str:
    record = play("none", team(HONEST))
    assert record.replay["faults"] == []
    digest: str = record.replay["digest"]
    return digest


@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_changes_nothing_and_learns_nothing(name: str, honest: str) -> None:
    for backend in ("none", "process"):
        record = play(backend, team(CHEATS[name]))
        assert record.logs["red"]["fault"] is None
        assert record.replay["digest"] == honest


@pytest.mark.parametrize("name", PATCHES)
def test_a_patched_module_is_the_teams_own(name: str, honest: str) -> None:
    source = textwrap.dedent(PATCHES[name])
    if "class Agent" not in source:
        source = f"{HONEST}\n{source}"
    record = play("process", team(source))
    if record.replay["faults"]:  # it may break itself, but nobody else
        assert {fault["team"] for fault in record.replay["faults"]} == {"red"}
        assert "patches" in name
    else:
        assert record.replay["digest"] == honest
    assert play("none", team(HONEST)).replay["digest"] == honest


def test_the_noise_of_a_match_is_even_and_independent() -> None:
    """Known errors (an agent knows its own distance and its mate's) tell nothing of others."""
    errors = [match_noise("a match", move, move % 4) for move in range(6000)]
    for index in range(4):
        counts = Counter(error[index] for error in errors)
        assert set(counts) == set(NOISE_VALUES)
        assert max(abs(n - 6000 / 13) for n in counts.values()) < 120
    for other in (1, 2, 3):
        same = sum(error[0] == error[other] for error in errors)
        assert abs(same - 6000 / 13) < 120
    following = sum(one[1] == after[1] for one, after in pairwise(errors))
    assert abs(following - 6000 / 13) < 120


def test_the_noise_needs_the_seed_of_the_match() -> None:
    assert match_noise("one", 5, 0) != match_noise("other", 5, 0)
    assert match_noise("one", 5, 0) == match_noise("one", 5, 0)
    streams = {
        tuple(match_noise(seed, move, 0) for move in range(5)) for seed in ("a", "b", "a0", "0a")
    }
    assert len(streams) == 4


def test_teams_get_no_seed_from_which_the_noise_follows() -> None:
    """A team's own `random` is seeded by another key than the noise of its match."""
    source = """
        key = [random.randint(-6, 6) for _ in range(400)]
        class Agent(CaptureAgent):
            def chooseAction(self, state):
                mate = (self.index + 2) % 4
                here, there = state.getAgentPosition(self.index), state.getAgentPosition(mate)
                true = util.manhattanDistance(here, there)
                print(state.getAgentDistances()[mate] - true, state.getAgentDistances()[self.index])
                return walk(state, self.index)
    """
    stdout = play("process", team(source)).logs["red"]["stdout"]
    errors = [int(word) for word in stdout.split()]
    assert len(errors) == MOVES
    assert set(errors) <= set(NOISE_VALUES)
    own = [
        error
        for move in range(0, MOVES, 2)
        for noise in [match_noise("5eed", move, move % 4)]
        for error in (noise[(move + 2) % 4], noise[move % 4])
    ]
    assert errors == own
