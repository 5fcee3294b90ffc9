"""A bad team, for tests and demos: it plays for a while and then raises an exception.

The first agent divides by zero at its twentieth move; `createTeam(..., after="5")` makes it sooner.
The match is forfeit, and the report shows the line below.
"""

import random

from captureAgents import CaptureAgent


def createTeam(firstIndex, secondIndex, isRed, after="20"):
    return [Crasher(firstIndex, int(after)), Crasher(secondIndex, 10**6)]


class Crasher(CaptureAgent):
    def __init__(self, index, movesToGo):
        super().__init__(index)
        self.movesToGo = movesToGo

    def chooseAction(self, gameState):
        self.movesToGo -= 1
        hope = 1 / self.movesToGo
        return random.choice(gameState.getLegalActions(self.index)) if hope else "Stop"
