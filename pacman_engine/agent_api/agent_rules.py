"""`capture.AgentRules`: the rules of one move, written on the states that students hold.

Slower than the engine's own `rules`, and used for what those cannot hold: positions between two
cells, starts that were written to, agents put on walls. Both agree wherever both apply.
"""

from __future__ import annotations

from collections import deque
from itertools import product
from typing import TYPE_CHECKING, Any

from pacman_engine.agent_api.agent_states import AgentState, Configuration
from pacman_engine.agent_api.directions import Actions
from pacman_engine.agent_api.naming import BothSpellings
from pacman_engine.agent_api.plane import manhattanDistance, nearestPoint

if TYPE_CHECKING:
    from pacman_engine.agent_api.game_state import GameState
    from pacman_engine.agent_api.grid import Cell

COLLISION_TOLERANCE = 0.7
_REACH = 0.9
"""An agent eats what is on the nearest cell, when that is no farther than this."""


class AgentRules(BothSpellings):
    """The rules of one move as static functions, which change the state they are given."""

    @staticmethod
    def getLegalActions(state: GameState, agentIndex: int) -> list[str]:
        """The legal actions of an agent."""
        return AgentRules.filterForAllowedActions(state.getLegalActions(agentIndex))

    @staticmethod
    def filterForAllowedActions(possibleActions: list[str]) -> list[str]:
        """All of them."""
        return possibleActions

    @staticmethod
    def applyAction(state: GameState, action: str, agentIndex: int) -> None:
        """Step, change sides, bring dots home, eat.

        Exception("Illegal action …") for an illegal action.
        """
        if action not in AgentRules.getLegalActions(state, agentIndex):
            raise Exception(f"Illegal action {action}")
        agent = state.getAgentState(agentIndex)
        old: Any = agent.configuration
        agent.configuration = old.generateSuccessor(Actions.directionToVector(action))
        position = agent.configuration.getPosition()
        cell = nearestPoint(position)
        eats = agent.isPacman
        if position == cell:
            eats = _arrive(state, agent, agentIndex)
        if eats and manhattanDistance(cell, position) <= _REACH:
            AgentRules.consume(cell, state, state.isOnRedTeam(agentIndex))

    @staticmethod
    def consume(position: Cell, state: GameState, isRed: bool) -> None:
        """Eat the dot and the enemy's capsule at a cell for a team."""
        x, y = position
        team, enemies = state.getRedTeamIndices(), state.getBlueTeamIndices()
        capsules = state.getBlueCapsules() if isRed else state.getRedCapsules()
        if not isRed:
            team, enemies = enemies, team
        if state.data.food[x][y]:
            _credit([state.getAgentState(mate) for mate in team], position)
            state.data.food = state.data.food.copy()
            state.data.food[x][y] = False
            state.data._foodEaten = position
        if position in capsules:
            state.data.capsules.remove(position)
            state.data._capsuleEaten = position
            for enemy in enemies:
                state.getAgentState(enemy).scaredTimer = state.data.rules.scared_time

    @staticmethod
    def decrementTimer(state: AgentState) -> None:
        """One step of the scared timer; when it runs out the position becomes integers."""
        if state.scaredTimer == 1 and state.configuration is not None:
            state.configuration.pos = nearestPoint(state.configuration.pos)
        state.scaredTimer = max(0, state.scaredTimer - 1)

    @staticmethod
    def dumpFoodFromDeath(state: GameState, agentState: AgentState, agentIndex: int) -> None:
        """Scatter the dots of a dying Pacman around; an Exception if it is none."""
        if not agentState.isPacman:
            raise Exception("something is seriously wrong, this agent isnt a pacman!")
        if agentState.numCarrying:
            state.data._foodAdded = _scatter(state, agentState)
            agentState.numCarrying = 0

    @staticmethod
    def checkDeath(state: GameState, agentIndex: int) -> None:
        """Collisions of the agent that moved with its enemies, in index order."""
        mover = state.getAgentState(agentIndex)
        as_pacman = mover.isPacman
        red = state.isOnRedTeam(agentIndex)
        for index in state.getBlueTeamIndices() if red else state.getRedTeamIndices():
            other = state.getAgentState(index)
            if bool(other.isPacman) != bool(as_pacman) and _meet(mover, other):
                ghost, pacman = (other, mover) if as_pacman else (mover, other)
                _fight(state, ghost, pacman, agentIndex)


def move_by_hand(state: GameState, agent: int, action: str) -> None:
    """Everything that one move does, to the state itself."""
    AgentRules.applyAction(state, action, agent)
    AgentRules.checkDeath(state, agent)
    AgentRules.decrementTimer(state.getAgentState(agent))
    data = state.data
    data._agentMoved = agent
    data.score += data.scoreChange
    data.timeleft -= 1
    data.settle()


def _arrive(state: GameState, agent: AgentState, index: int) -> bool:
    """Change type and bring dots home; whether the agent may eat (the quirk of family A too)."""
    red = state.isOnRedTeam(index)
    agent.isPacman = red != state.isRed(agent.configuration)
    if agent.numCarrying <= 0 or agent.isPacman:
        return agent.isPacman
    state.data.scoreChange += agent.numCarrying if red else -agent.numCarrying
    agent.numReturned += agent.numCarrying
    agent.numCarrying = 0
    if _enough_returned(state):
        state.data._win = True
    judged = state.getAgentState(3) if state.data.rules.credits_own_food else agent
    return judged.isPacman


def _enough_returned(state: GameState) -> bool:
    needed = state.data.layout.totalFood / 2 - state.data.rules.min_food
    teams = state.getRedTeamIndices(), state.getBlueTeamIndices()
    return any(sum(state.getAgentState(i).numReturned for i in team) >= needed for team in teams)


def _credit(team: list[AgentState], position: Cell) -> None:
    for agent in team:
        if agent.getPosition() == position:
            agent.numCarrying += 1
            return


def _meet(mover: AgentState, other: AgentState) -> bool:
    here, there = mover.getPosition(), other.getPosition()
    if here is None or there is None:
        return False
    return bool(manhattanDistance(there, here) <= COLLISION_TOLERANCE)


def _fight(state: GameState, ghost: AgentState, pacman: AgentState, mover: int) -> None:
    victim = ghost if ghost.scaredTimer > 0 else pacman
    if victim is pacman:
        AgentRules.dumpFoodFromDeath(state, pacman, mover)
    victim.isPacman = False
    victim.configuration = victim.start
    victim.scaredTimer = 0


def _scatter(state: GameState, victim: AgentState) -> list[Cell]:
    """Put the victim's dots on good cells, breadth first; what was added, in order."""
    room = _good_cells(state, victim)
    before = list(state.data._foodAdded or []) if state.data.rules.keeps_all_added else []
    added: list[Cell] = []
    state.data.food = food = state.data.food.copy()
    queue, seen = deque[Any]([victim.getPosition()]), set[Any]()
    while len(added) < victim.numCarrying and room:
        popped = queue.popleft()
        if popped in seen:
            continue
        seen.add(popped)
        x, y = int(popped[0]), int(popped[1])
        if (x, y) in room:
            room.remove((x, y))
            food[x][y] = True
            added.append((x, y))
        queue.extend((x + dx, y + dy) for dx, dy in product((-1, 0, 1), repeat=2))
    return before + added


def _good_cells(state: GameState, victim: AgentState) -> set[Cell]:
    """The cells that can take a dot: free floor on the half where the victim is."""
    layout, red = state.data.layout, state.isRed(victim.configuration)
    taken = {state.getAgentPosition(i) for i in range(state.getNumAgents())}
    taken.update(state.data.capsules)
    return {
        (x, y)
        for x, y in product(range(1, layout.width), range(1, layout.height))
        if not state.hasWall(x, y)
        and not state.hasFood(x, y)
        and (x, y) not in taken
        and state.isRed(Configuration((x, y), "North")) == red
    }
