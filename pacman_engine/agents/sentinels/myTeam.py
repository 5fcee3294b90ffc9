"""Two guards that never leave their half.

They share the doors of the border between them and go where dots have just vanished. When an
invader is in sight the nearer guard chases it and the other one closes its nearest way home. While
scared they keep away. They can only draw or lose; watch them walk along the border, then run.
"""

from captureAgents import CaptureAgent
from game import Actions
from patrol import bordersOf, vanishedDots


def createTeam(firstIndex, secondIndex, isRed):
    return [Guard(firstIndex, 0), Guard(secondIndex, 1)]


class Guard(CaptureAgent):
    def __init__(self, index, post):
        super().__init__(index)
        self.post = post

    def registerInitialState(self, gameState):
        CaptureAgent.registerInitialState(self, gameState)
        doors = bordersOf(gameState, self.red)
        half = (len(doors) + 1) // 2
        self.doors = doors[:half] if self.post == 0 else doors[-half:]
        self.goal = self.doors[len(self.doors) // 2]
        self.alarm = None

    def chooseAction(self, gameState):
        here = gameState.getAgentPosition(self.index)
        goal = self.findGoal(gameState, here)
        scared = gameState.getAgentState(self.index).scaredTimer > 0
        keepAway = scared and goal in self.invaders(gameState)

        def price(action):
            cell = Actions.getSuccessor(here, action)
            abroad = gameState.isRed(cell) != self.red
            distance = self.getMazeDistance(cell, goal)
            return (abroad, abs(distance - 3) if keepAway else distance)

        return min(gameState.getLegalActions(self.index), key=price)

    def findGoal(self, gameState, here):
        invaders = self.invaders(gameState)
        if invaders:
            self.alarm = None
            return self.huntOrBlock(gameState, here, invaders)
        stolen = vanishedDots(self, gameState)
        if stolen:
            self.alarm = min(stolen, key=lambda cell: self.getMazeDistance(here, cell))
        if self.alarm == here:
            self.alarm = None
        if self.alarm:
            return self.alarm
        if here == self.goal:
            place = self.doors.index(self.goal)
            self.goal = self.doors[(place + 1) % len(self.doors)]
        return self.goal

    def huntOrBlock(self, gameState, here, invaders):
        """The nearest invader, or the door it would leave by if my mate is nearer to it."""
        invader = min(invaders, key=lambda cell: self.getMazeDistance(here, cell))
        mate = next(i for i in self.getTeam(gameState) if i != self.index)
        other = gameState.getAgentPosition(mate)
        closer = self.getMazeDistance(other, invader) < self.getMazeDistance(here, invader)
        if len(invaders) > 1 or not closer or self.getMazeDistance(here, invader) <= 2:
            return invader
        doors = bordersOf(gameState, self.red)
        return min(doors, key=lambda door: self.getMazeDistance(invader, door))

    def invaders(self, gameState):
        enemies = [gameState.getAgentState(i) for i in self.getOpponents(gameState)]
        return [e.getPosition() for e in enemies if e.isPacman and e.getPosition()]
