"""Two eaters with one rule each: walk to the nearest dot.

The first prefers the upper half of the board, the second the lower one, so they do not follow each
other. They look at no ghost and go home only when the bag is heavy or the board is nearly empty.
They eat a lot and lose most of it again.
"""

from captureAgents import CaptureAgent
from game import Actions

FULL_BAG = 8


def createTeam(firstIndex, secondIndex, isRed):
    return [GreedyAgent(firstIndex, True), GreedyAgent(secondIndex, False)]


class GreedyAgent(CaptureAgent):
    def __init__(self, index, upper):
        super().__init__(index)
        self.upper = upper

    def registerInitialState(self, gameState):
        CaptureAgent.registerInitialState(self, gameState)
        self.start = gameState.getAgentPosition(self.index)
        self.middle = gameState.data.layout.height // 2

    def chooseAction(self, gameState):
        dots = self.getFood(gameState).asList()
        bag = gameState.getAgentState(self.index).numCarrying
        if bag >= FULL_BAG or len(dots) <= 2:
            return self.stepTo(gameState, self.start)
        here = gameState.getAgentPosition(self.index)
        mine = [(x, y) for x, y in dots if (y >= self.middle) == self.upper] or dots
        nearest = min(mine, key=lambda dot: self.getMazeDistance(here, dot))
        return self.stepTo(gameState, nearest)

    def stepTo(self, gameState, target):
        here = gameState.getAgentPosition(self.index)
        return min(
            gameState.getLegalActions(self.index),
            key=lambda action: self.getMazeDistance(Actions.getSuccessor(here, action), target),
        )
