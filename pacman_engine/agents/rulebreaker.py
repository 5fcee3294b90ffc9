"""A bad team, for tests and demos: it walks through walls.

At its fifteenth move the first agent returns an action that is not legal; `createTeam(...,
after="3")` makes it sooner. Always choose from `gameState.getLegalActions(self.index)`.
"""

import random

from captureAgents import CaptureAgent
from game import Directions


def createTeam(firstIndex, secondIndex, isRed, after="15"):
    return [RuleBreaker(firstIndex, int(after)), RuleBreaker(secondIndex, 10**6)]


class RuleBreaker(CaptureAgent):
    def __init__(self, index, movesToGo):
        super().__init__(index)
        self.movesToGo = movesToGo

    def chooseAction(self, gameState):
        self.movesToGo -= 1
        legal = gameState.getLegalActions(self.index)
        if self.movesToGo > 0:
            return random.choice(legal)
        walls = [a for a in (Directions.NORTH, Directions.WEST) if a not in legal]
        return walls[0] if walls else "Northwest"
