"""Teams as students write them: searching, simulating, inferring, learning, with files beside."""

from __future__ import annotations

import textwrap

from pacman_engine.teams.archive import TeamArchive

HEAD = """
import copy, math, random, time
import util, game
from captureAgents import CaptureAgent
from game import Actions, Directions
from util import Counter, PriorityQueue, nearestPoint

def createTeam(firstIndex, secondIndex, isRed, **options):
    return [Agent(firstIndex), Agent(secondIndex)]
"""

MONTE_CARLO = (
    HEAD
    + """
class Node:
    def __init__(self, state, parent=None, action=None):
        self.state, self.parent, self.action = state, parent, action
        self.children, self.visits, self.value = [], 0, 0.0

class Agent(CaptureAgent):
    def registerInitialState(self, gameState):
        CaptureAgent.registerInitialState(self, gameState)
        self.start = gameState.getAgentPosition(self.index)
        self.seen = {}

    def chooseAction(self, gameState):
        root = Node(gameState.deepCopy())
        for _ in range(12):
            leaf = self.expand(self.select(root))
            value = self.rollout(leaf.state)
            while leaf:
                leaf.visits += 1
                leaf.value += value
                leaf = leaf.parent
        return max(root.children, key=lambda child: child.visits).action

    def select(self, node):
        while node.children and not node.state.isOver():
            node = max(node.children, key=lambda c: c.value / (c.visits + 1)
                       + math.sqrt(math.log(node.visits + 1) / (c.visits + 1)))
        return node

    def expand(self, node):
        for action in node.state.getLegalActions(self.index):
            state = node.state.generateSuccessor(self.index, action)
            self.seen[state] = self.seen.get(state, 0) + 1
            node.children.append(Node(state, node, action))
        return random.choice(node.children)

    def rollout(self, state):
        for _ in range(4):
            actions = state.getLegalActions(self.index)
            actions.remove(Directions.STOP)
            reverse = Directions.REVERSE[state.getAgentState(self.index).configuration.direction]
            if reverse in actions and len(actions) > 1:
                actions.remove(reverse)
            state = state.generateSuccessor(self.index, random.choice(actions))
        here = state.getAgentState(self.index).getPosition()
        food = self.getFood(state).asList()
        nearest = min([self.getMazeDistance(here, dot) for dot in food] or [0])
        return self.getScore(state) - 0.01 * nearest + state.getAgentState(self.index).numCarrying
"""
)

MINIMAX = (
    HEAD
    + """
class Agent(CaptureAgent):
    def chooseAction(self, gameState):
        state = copy.deepcopy(gameState)
        for enemy in self.getOpponents(state):
            if state.getAgentPosition(enemy) is None:
                guess = state.getInitialAgentPosition(enemy)
                conf = game.Configuration(guess, Directions.STOP)
                state.data.agentStates[enemy] = game.AgentState(conf, False)
        return self.search(state, 0, self.index, -9999, 9999)[1]

    def search(self, state, depth, agent, alpha, beta):
        if depth == 3 or state.isOver():
            return self.value(state), None
        best = None
        for action in state.getLegalActions(agent):
            follower = (agent + 1) % state.getNumAgents()
            child = state.generateSuccessor(agent, action)
            value = self.search(child, depth + 1, follower, alpha, beta)[0]
            mine = agent in self.getTeam(state)
            if best is None or (value > best[0] if mine else value < best[0]):
                best = value, action
            if mine:
                alpha = max(alpha, value)
            else:
                beta = min(beta, value)
            if beta <= alpha:
                break
        return best

    def value(self, state):
        position = state.getAgentState(self.index).getPosition()
        dots = self.getFood(state).asList()
        features = Counter()
        features["score"] = self.getScore(state)
        features["dots"] = -len(dots)
        features["near"] = -min([self.getMazeDistance(position, dot) for dot in dots] or [0])
        for enemy in self.getOpponents(state):
            there = state.getAgentPosition(enemy)
            if there and self.getMazeDistance(position, there) < 2:
                features["fear"] -= 1
        return features * {"score": 10, "dots": 3, "near": 0.5, "fear": 20}
"""
)

PARTICLES = (
    HEAD
    + """
beliefs = {}

class Agent(CaptureAgent):
    def registerInitialState(self, gameState):
        CaptureAgent.registerInitialState(self, gameState)
        self.floor = gameState.getWalls().asList(False)
        for enemy in self.getOpponents(gameState):
            beliefs[enemy] = [gameState.getInitialAgentPosition(enemy)] * 30

    def chooseAction(self, gameState):
        walls = gameState.getWalls()
        here = gameState.getAgentPosition(self.index)
        noisy = gameState.getAgentDistances()
        maps = []
        for enemy in self.getOpponents(gameState):
            seen = gameState.getAgentPosition(enemy)
            weights = Counter()
            for particle in beliefs[enemy]:
                moved = random.choice(Actions.getLegalNeighbors(particle, walls))
                distance = util.manhattanDistance(here, moved)
                weights[moved] += gameState.getDistanceProb(distance, noisy[enemy])
            if seen is not None:
                weights = Counter({seen: 1.0})
            if weights.totalCount() == 0:
                weights = Counter((cell, 1.0) for cell in self.floor)
            weights.normalize()
            beliefs[enemy] = [util.sample(weights) for _ in range(30)]
            maps.append(weights)
        self.displayDistributionsOverPositions(maps)
        if self.getPreviousObservation() is not None:
            before = self.getFoodYouAreDefending(self.getPreviousObservation()).asList()
            after = self.getFoodYouAreDefending(gameState).asList()
            lost = [dot for dot in before if dot not in after]
            if lost:
                beliefs[self.getOpponents(gameState)[0]] = lost * 30
        goal = maps[0].argMax()
        return self.towards(gameState, here, goal)

    def towards(self, gameState, here, goal):
        frontier, came = PriorityQueue(), {here: None}
        frontier.push((here, 0), 0)
        while not frontier.isEmpty():
            cell, cost = frontier.pop()
            if cell == goal:
                break
            for nxt in Actions.getLegalNeighbors(cell, gameState.getWalls()):
                if nxt not in came:
                    came[nxt] = cell
                    frontier.push((nxt, cost + 1), cost + 1 + util.manhattanDistance(nxt, goal))
        while came.get(goal) not in (None, here):
            goal = came[goal]
        vector = goal[0] - here[0], goal[1] - here[1]
        action = Actions.vectorToDirection(vector)
        return action if action in gameState.getLegalActions(self.index) else Directions.STOP
"""
)

LEARNER = (
    HEAD
    + """
import json, os
from features import features_of

class Agent(CaptureAgent):
    def registerInitialState(self, gameState):
        CaptureAgent.registerInitialState(self, gameState)
        with open("weights.json") as file:
            self.weights = Counter(json.load(file))
        self.last = None

    def chooseAction(self, gameState):
        from late import alpha
        legal = gameState.getLegalActions(self.index)
        values = [(features_of(self, gameState, a) * self.weights, a) for a in legal]
        best = max(values)[0]
        if self.last is not None:
            reward = self.getScore(gameState) - self.getScore(self.getPreviousObservation())
            difference = reward + 0.8 * best - self.last[0]
            for name, value in self.last[1].items():
                self.weights[name] += alpha() * difference * value
        chosen = random.choice([a for value, a in values if value == best])
        if util.flipCoin(0.1):
            chosen = random.choice(legal)
        self.last = best, features_of(self, gameState, chosen)
        return chosen

    def final(self, gameState):
        CaptureAgent.final(self, gameState)
        with open(f"learnt{self.index}.json", "w") as file:
            json.dump(self.weights, file)
"""
)
FEATURES = """
from util import Counter

def features_of(agent, state, action):
    features = Counter()
    after = state.generateSuccessor(agent.index, action)
    here = after.getAgentState(agent.index).getPosition()
    dots = agent.getFood(after).asList()
    features["bias"] = 1.0
    features["dots"] = len(dots) / 40.0
    if dots:
        features["near"] = min(agent.getMazeDistance(here, dot) for dot in dots) / 30.0
    features.divideAll(10.0)
    return features
"""
SNAKE = """
import random
import contest.util as util
from contest.capture_agents import CaptureAgent
from contest.game import Directions
from contest.util import nearest_point

def create_team(first_index, second_index, is_red, first="Eater", second="Eater", num_training=0):
    return [eval(first)(first_index), eval(second)(second_index)]

class Eater(CaptureAgent):
    def register_initial_state(self, game_state):
        self.start = game_state.get_agent_position(self.index)
        CaptureAgent.register_initial_state(self, game_state)

    def choose_action(self, game_state):
        actions = game_state.get_legal_actions(self.index)
        values = [self.evaluate(game_state, action) for action in actions]
        best = max(values)
        return random.choice([a for a, v in zip(actions, values) if v == best])

    def evaluate(self, game_state, action):
        successor = game_state.generate_successor(self.index, action)
        mine = successor.get_agent_state(self.index)
        assert mine.get_position() == nearest_point(mine.get_position())
        features = util.Counter()
        dots = self.get_food(successor).as_list()
        features["carry"] = mine.num_carrying
        home = self.get_maze_distance(mine.get_position(), self.start)
        if mine.num_carrying > 2 or not dots:
            features["home"] = -home
        else:
            features["dots"] = -len(dots)
            features["near"] = -min(self.get_maze_distance(mine.get_position(), d) for d in dots)
        return features * {"carry": 2, "home": 1, "dots": 50, "near": 1}
"""


def archive(source: str, **beside: str) -> TeamArchive:
    """A team whose `myTeam.py` is the source; the rest by name, `__` for the dot."""
    files = {"myTeam.py": source, **{k.replace("__", "."): v for k, v in beside.items()}}
    return TeamArchive({k: textwrap.dedent(v).encode() for k, v in files.items()}, "myTeam.py")


THINKERS = {
    "monte carlo": archive(MONTE_CARLO),
    "minimax": archive(MINIMAX),
    "particles": archive(PARTICLES),
    "learner": archive(
        LEARNER,
        features__py=FEATURES,
        late__py="def alpha(): return 0.2",
        weights__json='{"bias": 0.5, "dots": -3.0, "near": -1.0}',
        util__py="raise ImportError('a copy of the framework must not shadow ours')",
    ),
    "snake": archive(SNAKE),
}
