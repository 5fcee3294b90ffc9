"""Two random walkers.

They walk on until the corridor branches, choose a way by chance, and turn back only in dead ends.
Whoever loses to them should look at the own code.
"""

import random

from captureAgents import CaptureAgent
from game import Directions


def createTeam(firstIndex, secondIndex, isRed):
    return [Wanderer(firstIndex), Wanderer(secondIndex)]


class Wanderer(CaptureAgent):
    def chooseAction(self, gameState):
        actions = gameState.getLegalActions(self.index)
        actions.remove(Directions.STOP)
        back = Directions.REVERSE[gameState.getAgentState(self.index).getDirection()]
        if back in actions and len(actions) > 1:
            actions.remove(back)
        return random.choice(actions) if actions else Directions.STOP
