"""A team that plans: one agent raids, one guards, and both know the board.

The raider looks for the dot with the best surroundings, flees to the nearest safety when a ghost is
near, uses capsules as an escape and avoids dead ends that a ghost could close. The guard hurries to
vanished dots and chases invaders; when nobody invades it raids too, with a small bag, and prefers
dots far from the raider's. Several files: see `board.py` for what it knows of the maze.
"""

from board import Board
from captureAgents import CaptureAgent
from game import Actions, Directions


def createTeam(firstIndex, secondIndex, isRed):
    return [Raider(firstIndex), Guard(secondIndex)]


class Tactician(CaptureAgent):
    def registerInitialState(self, gameState):
        CaptureAgent.registerInitialState(self, gameState)
        self.board = Board(gameState, self.red)
        self.recent = []

    def chooseAction(self, gameState):
        here = gameState.getAgentPosition(self.index)
        self.recent = [*self.recent[-7:], here]
        ghosts = self.ghosts(gameState)
        goal = self.goal(gameState, here, ghosts)
        return self.walk(gameState, here, goal, ghosts)

    def walk(self, gameState, here, goal, ghosts):
        """The step that leads to the goal without being caught on the way."""

        def price(action):
            cell = Actions.getSuccessor(here, action)
            cell = (int(cell[0]), int(cell[1]))
            cost = self.getMazeDistance(cell, goal)
            if not self.board.isHome(cell):
                cost += self.danger(cell, ghosts)
            cost += 0.4 * self.recent.count(cell)
            return cost + (0.3 if action == Directions.STOP else 0)

        return min(gameState.getLegalActions(self.index), key=price)

    def danger(self, cell, ghosts):
        """How bad it is to stand on a cell of the enemy's half."""
        cost = 0
        for ghost in ghosts:
            distance = self.getMazeDistance(cell, ghost)
            if distance <= 1:
                cost += 200
            elif distance <= 5:
                trapped = self.board.depth(cell) and distance <= 2 * self.board.depth(cell) + 1
                cost += 60 if trapped else 6 - distance
        return cost

    def enemies(self, gameState):
        states = [gameState.getAgentState(i) for i in self.getOpponents(gameState)]
        return [(e, e.getPosition()) for e in states if e.getPosition()]

    def ghosts(self, gameState):
        """Where dangerous ghosts are seen."""
        return [p for e, p in self.enemies(gameState) if not e.isPacman and e.scaredTimer <= 1]

    def invaders(self, gameState):
        return [p for e, p in self.enemies(gameState) if e.isPacman]

    def isCalm(self, gameState, moves):
        """Whether all enemies stay scared for some moves."""
        states = [gameState.getAgentState(i) for i in self.getOpponents(gameState)]
        return all(e.scaredTimer > moves for e in states)

    def nearest(self, here, cells):
        return min(cells, key=lambda cell: self.getMazeDistance(here, cell))

    def harvest(self, gameState, here, ghosts):
        """The dot with the best surroundings for its distance, dead ends only when it is safe."""
        dots = self.getFood(gameState).asList()
        calm = self.isCalm(gameState, 6)

        mate = next(i for i in self.getTeam(gameState) if i != self.index)
        other = gameState.getAgentPosition(mate)

        def price(dot):
            distance = self.getMazeDistance(here, dot)
            if self.getMazeDistance(other, dot) < distance:
                distance += 6
            depth = 0 if calm else self.board.depth(dot)
            close = sum(1 for g in ghosts if self.getMazeDistance(dot, g) <= distance + depth)
            return distance + 0.7 * depth + 12 * close

        return min(dots, key=price)


class Raider(Tactician):
    bag = 6

    def goal(self, gameState, here, ghosts):
        return self.raid(gameState, here, ghosts)

    def raid(self, gameState, here, ghosts):
        carried = gameState.getAgentState(self.index).numCarrying
        door = self.nearest(here, self.board.doors)
        wayHome = self.getMazeDistance(here, door)
        dots = len(self.getFood(gameState).asList())
        movesLeft = gameState.data.timeleft // 4
        if dots <= 2 or (carried and movesLeft < wayHome + 5):
            return door
        if self.isCalm(gameState, wayHome):
            return self.harvest(gameState, here, ghosts)
        near = min((self.getMazeDistance(here, ghost) for ghost in ghosts), default=99)
        if near <= 5 and not self.board.isHome(here):
            return self.escape(gameState, here, ghosts, door)
        if carried >= self.bag or (carried and wayHome <= carried):
            return door
        return self.harvest(gameState, here, ghosts)

    def escape(self, gameState, here, ghosts, door):
        """The nearest safety that this agent reaches before every ghost."""
        exits = [*self.board.doors, *self.getCapsules(gameState)]
        safe = [
            cell
            for cell in exits
            if all(self.getMazeDistance(here, cell) < self.getMazeDistance(g, cell) for g in ghosts)
        ]
        return self.nearest(here, safe) if safe else door


class Guard(Raider):
    bag = 3
    far = 12

    def registerInitialState(self, gameState):
        Raider.registerInitialState(self, gameState)
        self.clue = None

    def goal(self, gameState, here, ghosts):
        stolen = self.board.vanished(self.getFoodYouAreDefending(gameState).asList())
        if stolen:
            self.clue = self.nearest(here, stolen)
        if self.clue and self.getMazeDistance(here, self.clue) <= 1:
            self.clue = None
        invaders = self.invaders(gameState)
        scared = gameState.getAgentState(self.index).scaredTimer
        targets = invaders or ([self.clue] if self.clue else [])
        if targets and self.board.isHome(here) and not scared:
            target = self.nearest(here, targets)
            if self.getMazeDistance(here, target) <= self.far:
                return target
        return self.raid(gameState, here, ghosts)
