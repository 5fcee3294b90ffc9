"""A team to start from: one agent eats dots, the other guards yours.

Both decide in the same way: `choose_target` says where to go, and `choose_action` takes the legal
step that leads there by the shortest way. Change where they go, and you have a team of your own.
"""

from contest.capture_agents import CaptureAgent
from contest.game import Actions

FULL_BAG = 4  # the attacker turns home with so many dots
DANGER = 2  # so many steps from a ghost a cell is not safe


def create_team(first_index, second_index, is_red):
    """Called once: returns your two agents (0 and 2 if you are red, 1 and 3 if you are blue)."""
    return [Attacker(first_index), Defender(second_index)]


class Walker(CaptureAgent):
    """What both agents share: they walk to a target and step around danger."""

    def register_initial_state(self, game_state):
        """Called once before the first move. Prepare here what takes long."""
        CaptureAgent.register_initial_state(self, game_state)  # prepares get_maze_distance
        self.border = self.find_border(game_state)

    def choose_action(self, game_state):
        """Called for every move: returns one of the legal actions, within a second."""
        here = game_state.get_agent_position(self.index)
        target = self.choose_target(game_state, here)

        def cost(action):
            cell = Actions.get_successor(here, action)
            return self.is_dangerous(game_state, cell), self.get_maze_distance(cell, target)

        return min(game_state.get_legal_actions(self.index), key=cost)

    def choose_target(self, game_state, here):
        """Where to go: a floor cell."""
        raise NotImplementedError

    def is_dangerous(self, game_state, cell):
        """Whether a ghost that we see could catch us in the cell."""
        if game_state.is_red(cell) == self.red:
            return False  # at home nobody can catch us
        for enemy in self.get_opponents(game_state):
            position = game_state.get_agent_position(enemy)  # None if it is out of sight
            state = game_state.get_agent_state(enemy)
            if position is None or state.is_pacman or state.scared_timer > 1:
                continue
            if self.get_maze_distance(cell, position) < DANGER:
                return True
        return False

    def find_border(self, game_state):
        """The floor cells of our half's last column, where dots count as brought home."""
        middle = game_state.data.layout.width // 2
        x = middle - 1 if self.red else middle
        return [cell for cell in game_state.get_walls().as_list(False) if cell[0] == x]

    def nearest(self, here, cells):
        """The one of the cells that is the fewest steps away."""
        return min(cells, key=lambda cell: self.get_maze_distance(here, cell))


class Attacker(Walker):
    """Eats the nearest dot, and brings a full bag home."""

    def choose_target(self, game_state, here):
        dots = self.get_food(game_state).as_list()
        home = self.nearest(here, self.border)
        carried = game_state.get_agent_state(self.index).num_carrying
        own_moves_left = game_state.data.timeleft // 4  # all four agents move in turn
        late = own_moves_left < self.get_maze_distance(here, home) + 5
        if carried >= FULL_BAG or len(dots) <= 2 or (carried and late):
            return home
        return self.nearest(here, dots)


class Defender(Walker):
    """Chases the invaders that we can see; otherwise waits in the middle of the border."""

    def choose_target(self, game_state, here):
        invaders = [
            game_state.get_agent_position(enemy)
            for enemy in self.get_opponents(game_state)
            if game_state.get_agent_state(enemy).is_pacman and game_state.get_agent_position(enemy)
        ]
        scared = game_state.get_agent_state(self.index).scared_timer > 0
        if invaders and not scared:
            return self.nearest(here, invaders)
        return self.border[len(self.border) // 2]
