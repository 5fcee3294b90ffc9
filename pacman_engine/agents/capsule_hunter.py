"""One agent lives for the capsules, the other for what they make possible.

The hunter runs to the nearest capsule. While the ghosts are scared both agents raid as far as the
timer allows; when it runs out they bring their dots home. On boards without capsules, or when all
are eaten, the hunter guards the middle and the raider takes dots near the border.
"""

from captureAgents import CaptureAgent
from game import Actions, Directions

ENOUGH = 5


def createTeam(firstIndex, secondIndex, isRed):
    return [CapsuleHunter(firstIndex), Raider(secondIndex)]


class CapsuleAgent(CaptureAgent):
    def registerInitialState(self, gameState):
        CaptureAgent.registerInitialState(self, gameState)
        layout = gameState.data.layout
        x = layout.width // 2 - 1 if self.red else layout.width // 2
        self.doors = [(x, y) for y in range(layout.height) if not gameState.hasWall(x, y)]

    def chooseAction(self, gameState):
        here = gameState.getAgentPosition(self.index)
        target = self.target(gameState, here)
        ghosts = self.hunters(gameState)
        rev = Directions.REVERSE[gameState.getAgentState(self.index).getDirection()]

        def price(action):
            cell = Actions.getSuccessor(here, action)
            abroad = gameState.isRed(cell) != self.red
            near = min((self.getMazeDistance(cell, ghost) for ghost in ghosts), default=9)
            danger = max(0, 3 - near) * 10 if abroad else 0
            return self.getMazeDistance(cell, target) + danger + (0.5 if action == rev else 0)

        return min(gameState.getLegalActions(self.index), key=price)

    def home(self, here):
        return min(self.doors, key=lambda door: self.getMazeDistance(here, door))

    def calmTime(self, gameState):
        """Moves for which every enemy stays scared."""
        enemies = [gameState.getAgentState(i) for i in self.getOpponents(gameState)]
        return min(enemy.scaredTimer for enemy in enemies)

    def hunters(self, gameState):
        enemies = [gameState.getAgentState(i) for i in self.getOpponents(gameState)]
        return [
            e.getPosition()
            for e in enemies
            if e.getPosition() and not e.isPacman and e.scaredTimer <= 2
        ]

    def raid(self, gameState, here):
        """The nearest dot that can be taken, or the way home when the bag or the time is full."""
        dots = self.getFood(gameState).asList()
        home = self.home(here)
        calm = self.calmTime(gameState)
        bag = gameState.getAgentState(self.index).numCarrying
        timeUp = bag and calm <= self.getMazeDistance(here, home) + 2
        if len(dots) <= 2 or (bag >= ENOUGH and timeUp) or (timeUp and self.hunters(gameState)):
            return home
        return min(dots, key=lambda dot: self.getMazeDistance(here, dot))


class CapsuleHunter(CapsuleAgent):
    def target(self, gameState, here):
        capsules = self.getCapsules(gameState)
        if self.calmTime(gameState) > 4:
            return self.raid(gameState, here)
        if capsules:
            return min(capsules, key=lambda capsule: self.getMazeDistance(here, capsule))
        if gameState.getAgentState(self.index).numCarrying:
            return self.home(here)
        enemies = [gameState.getAgentState(i) for i in self.getOpponents(gameState)]
        invaders = [e.getPosition() for e in enemies if e.isPacman and e.getPosition()]
        if invaders:
            return min(invaders, key=lambda cell: self.getMazeDistance(here, cell))
        return self.doors[len(self.doors) // 2]


class Raider(CapsuleAgent):
    def target(self, gameState, here):
        return self.raid(gameState, here)
