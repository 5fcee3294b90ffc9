"""A bad team, for tests and demos: it thinks too long.

From its tenth move on the first agent takes 1.3 seconds a move; each is a warning, and the third
warning loses the match. `createTeam(..., after="1", seconds="4")` breaks the hard limit at once.
"""

import random
import time

from captureAgents import CaptureAgent


def createTeam(firstIndex, secondIndex, isRed, after="10", seconds="1.3"):
    sleepy = Sleeper(firstIndex, int(after), float(seconds))
    return [sleepy, Sleeper(secondIndex, 10**6, 0.0)]


class Sleeper(CaptureAgent):
    def __init__(self, index, movesToGo, seconds):
        super().__init__(index)
        self.movesToGo = movesToGo
        self.seconds = seconds

    def chooseAction(self, gameState):
        self.movesToGo -= 1
        if self.movesToGo <= 0:
            time.sleep(self.seconds)
        return random.choice(gameState.getLegalActions(self.index))
