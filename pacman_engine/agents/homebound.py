"""Two careful collectors: a few dots, then straight home.

Each carries at most three dots, and brings home whatever it has as soon as a ghost that is not
scared comes near. The score grows slowly and rarely falls.
"""

from captureAgents import CaptureAgent
from game import Actions

SMALL_BAG = 3
TOO_NEAR = 5


def createTeam(firstIndex, secondIndex, isRed):
    return [Collector(firstIndex), Collector(secondIndex)]


class Collector(CaptureAgent):
    def registerInitialState(self, gameState):
        CaptureAgent.registerInitialState(self, gameState)
        layout = gameState.data.layout
        x = layout.width // 2 - 1 if self.red else layout.width // 2
        self.doors = [(x, y) for y in range(layout.height) if not gameState.hasWall(x, y)]

    def chooseAction(self, gameState):
        me = gameState.getAgentState(self.index)
        here = gameState.getAgentPosition(self.index)
        ghosts = self.dangerousGhosts(gameState)
        afraid = any(self.getMazeDistance(here, ghost) <= TOO_NEAR for ghost in ghosts)
        dots = self.getFood(gameState).asList()
        if me.numCarrying >= SMALL_BAG or len(dots) <= 2 or (me.isPacman and afraid):
            target = min(self.doors, key=lambda door: self.getMazeDistance(here, door))
        else:
            target = min(dots, key=lambda dot: self.cost(gameState, here, dot))
        return self.stepTo(gameState, target, ghosts)

    def cost(self, gameState, here, dot):
        """The distance, and more if my mate is nearer to this dot."""
        mate = next(i for i in self.getTeam(gameState) if i != self.index)
        distance = self.getMazeDistance(here, dot)
        nearer = self.getMazeDistance(gameState.getAgentPosition(mate), dot) < distance
        return distance + (8 if nearer else 0)

    def dangerousGhosts(self, gameState):
        enemies = [gameState.getAgentState(i) for i in self.getOpponents(gameState)]
        return [
            enemy.getPosition()
            for enemy in enemies
            if enemy.getPosition() and not enemy.isPacman and enemy.scaredTimer < 3
        ]

    def stepTo(self, gameState, target, ghosts):
        here = gameState.getAgentPosition(self.index)

        def price(action):
            cell = Actions.getSuccessor(here, action)
            onEnemySide = gameState.isRed(cell) != self.red
            caught = onEnemySide and any(self.getMazeDistance(cell, g) <= 1 for g in ghosts)
            return (caught, self.getMazeDistance(cell, target))

        return min(gameState.getLegalActions(self.index), key=price)
