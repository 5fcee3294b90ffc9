"""A team to start from: one agent eats dots, the other guards yours.

Both decide in the same way: `chooseTarget` says where to go, and `chooseAction` takes the legal
step that leads there by the shortest way. Change where they go, and you have a team of your own.
"""

from captureAgents import CaptureAgent
from game import Actions

FULL_BAG = 4  # the attacker turns home with so many dots
DANGER = 2  # so many steps from a ghost a cell is not safe


def createTeam(firstIndex, secondIndex, isRed):
    """Called once: returns your two agents (0 and 2 if you are red, 1 and 3 if you are blue)."""
    return [Attacker(firstIndex), Defender(secondIndex)]


class Walker(CaptureAgent):
    """What both agents share: they walk to a target and step around danger."""

    def registerInitialState(self, gameState):
        """Called once before the first move. Prepare here what takes long."""
        CaptureAgent.registerInitialState(self, gameState)  # prepares getMazeDistance
        self.border = self.findBorder(gameState)

    def chooseAction(self, gameState):
        """Called for every move: returns one of the legal actions, within a second."""
        here = gameState.getAgentPosition(self.index)
        target = self.chooseTarget(gameState, here)

        def cost(action):
            cell = Actions.getSuccessor(here, action)
            return self.isDangerous(gameState, cell), self.getMazeDistance(cell, target)

        return min(gameState.getLegalActions(self.index), key=cost)

    def chooseTarget(self, gameState, here):
        """Where to go: a floor cell."""
        raise NotImplementedError

    def isDangerous(self, gameState, cell):
        """Whether a ghost that we see could catch us in the cell."""
        if gameState.isRed(cell) == self.red:
            return False  # at home nobody can catch us
        for enemy in self.getOpponents(gameState):
            position = gameState.getAgentPosition(enemy)  # None if it is out of sight
            state = gameState.getAgentState(enemy)
            if position is None or state.isPacman or state.scaredTimer > 1:
                continue
            if self.getMazeDistance(cell, position) < DANGER:
                return True
        return False

    def findBorder(self, gameState):
        """The floor cells of our half's last column, where dots count as brought home."""
        middle = gameState.data.layout.width // 2
        x = middle - 1 if self.red else middle
        return [cell for cell in gameState.getWalls().asList(False) if cell[0] == x]

    def nearest(self, here, cells):
        """The one of the cells that is the fewest steps away."""
        return min(cells, key=lambda cell: self.getMazeDistance(here, cell))


class Attacker(Walker):
    """Eats the nearest dot, and brings a full bag home."""

    def chooseTarget(self, gameState, here):
        dots = self.getFood(gameState).asList()
        home = self.nearest(here, self.border)
        carried = gameState.getAgentState(self.index).numCarrying
        ownMovesLeft = gameState.data.timeleft // 4  # all four agents move in turn
        late = ownMovesLeft < self.getMazeDistance(here, home) + 5
        if carried >= FULL_BAG or len(dots) <= 2 or (carried and late):
            return home
        return self.nearest(here, dots)


class Defender(Walker):
    """Chases the invaders that we can see; otherwise waits in the middle of the border."""

    def chooseTarget(self, gameState, here):
        invaders = [
            gameState.getAgentPosition(enemy)
            for enemy in self.getOpponents(gameState)
            if gameState.getAgentState(enemy).isPacman and gameState.getAgentPosition(enemy)
        ]
        scared = gameState.getAgentState(self.index).scaredTimer > 0
        if invaders and not scared:
            return self.nearest(here, invaders)
        return self.border[len(self.border) // 2]
