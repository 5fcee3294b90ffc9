"""`baselineTeam`: the classic pair of reflex agents, one that eats and one that guards."""

from __future__ import annotations

import random
from typing import Any

from pacman_engine.agent_api.capture_agent import CaptureAgent, own
from pacman_engine.agent_api.counter import Counter
from pacman_engine.agent_api.directions import Directions
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.agent_api.plane import nearestPoint

DOTS_TO_LEAVE = 2


class ReflexCaptureAgent(CaptureAgent):
    """Takes the action whose successor scores best: features times weights.

    With two dots or fewer left to eat it goes home instead.
    """

    def registerInitialState(self, gameState: GameState) -> None:
        """Remember the start position."""
        self.start: Any = gameState.getAgentPosition(self.index)
        CaptureAgent.registerInitialState(self, gameState)

    def chooseAction(self, gameState: GameState) -> str:
        """A random one of the best actions, or the first that leads home."""
        actions = gameState.getLegalActions(self.index)
        values = [self.evaluate(gameState, action) for action in actions]
        best = max(values)
        best_actions = [a for a, value in zip(actions, values, strict=True) if value == best]
        if len(own(self, "getFood")(gameState).asList()) <= DOTS_TO_LEAVE:
            return self._way_home(gameState, actions)
        return random.choice(best_actions)

    def _way_home(self, gameState: GameState, actions: list[str]) -> str:
        distances = []
        for action in actions:
            successor = own(self, "getSuccessor")(gameState, action)
            position = successor.getAgentPosition(self.index)
            distances.append(own(self, "getMazeDistance")(self.start, position))
        return actions[distances.index(min(distances))]

    def getSuccessor(self, gameState: GameState, action: str) -> GameState:
        """The next state in which the agent stands on a cell."""
        successor = gameState.generateSuccessor(self.index, action)
        position: Any = successor.getAgentState(self.index).getPosition()
        if position != nearestPoint(position):
            return successor.generateSuccessor(self.index, action)
        return successor

    def evaluate(self, gameState: GameState, action: str) -> Any:
        """Features times weights of an action."""
        features = own(self, "getFeatures")(gameState, action)
        weights = own(self, "getWeights")(gameState, action)
        return features * weights

    def getFeatures(self, gameState: GameState, action: str) -> Counter:
        """The score of the successor."""
        features = Counter()
        successor = own(self, "getSuccessor")(gameState, action)
        features["successorScore"] = own(self, "getScore")(successor)
        return features

    def getWeights(self, gameState: GameState, action: str) -> dict[str, float]:
        """The weight of each feature."""
        return {"successorScore": 1.0}


class OffensiveReflexAgent(ReflexCaptureAgent):
    """Goes to the nearest dot."""

    def getFeatures(self, gameState: GameState, action: str) -> Counter:
        """How many dots are left, and how far the nearest is."""
        features = Counter()
        successor = own(self, "getSuccessor")(gameState, action)
        dots = own(self, "getFood")(successor).asList()
        features["successorScore"] = -len(dots)
        if dots:
            position = successor.getAgentState(self.index).getPosition()
            distance = own(self, "getMazeDistance")
            features["distanceToFood"] = min(distance(position, dot) for dot in dots)
        return features

    def getWeights(self, gameState: GameState, action: str) -> dict[str, float]:
        """The weight of each feature."""
        return {"successorScore": 100, "distanceToFood": -1}


class DefensiveReflexAgent(ReflexCaptureAgent):
    """Stays at home and goes to the nearest invader in sight."""

    def getFeatures(self, gameState: GameState, action: str) -> Counter:
        """Whether at home, invaders and their distance, standing still, turning back."""
        features = Counter()
        successor = own(self, "getSuccessor")(gameState, action)
        mine = successor.getAgentState(self.index)
        features["onDefense"] = 0 if mine.isPacman else 1
        self._add_invaders(features, successor, mine.getPosition())
        if action == Directions.STOP:
            features["stop"] = 1
        direction = gameState.getAgentState(self.index).getDirection()
        if action == Directions.REVERSE[direction]:
            features["reverse"] = 1
        return features

    def _add_invaders(self, features: Counter, successor: GameState, position: Any) -> None:
        enemies = [successor.getAgentState(i) for i in own(self, "getOpponents")(successor)]
        places = [e.getPosition() for e in enemies if e.isPacman and e.getPosition() is not None]
        features["numInvaders"] = len(places)
        if places:
            distance = own(self, "getMazeDistance")
            features["invaderDistance"] = min(distance(position, place) for place in places)

    def getWeights(self, gameState: GameState, action: str) -> dict[str, float]:
        """The weight of each feature."""
        return {
            "numInvaders": -1000,
            "onDefense": 100,
            "invaderDistance": -10,
            "stop": -100,
            "reverse": -2,
        }


def createTeam(
    firstIndex: int,
    secondIndex: int,
    isRed: bool,
    first: str = "OffensiveReflexAgent",
    second: str = "DefensiveReflexAgent",
    **options: Any,
) -> list[Any]:
    """The two agents; `first` and `second` name classes of this module."""
    return [globals()[first](firstIndex), globals()[second](secondIndex)]
