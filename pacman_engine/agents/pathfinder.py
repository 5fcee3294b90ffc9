"""A* with danger: every step near a ghost costs extra, and the cheapest path decides.

Both agents search the board with A* (Manhattan distance as the estimate). Cells around ghosts in
sight are dear, so the agents walk around them, and a dot behind a ghost is left for later. Bags are
brought home when the way to the next dot is longer than the way home. Written in the snake_case
style of the package `contest`.
"""

import contest.util as util
from contest.capture_agents import CaptureAgent
from contest.game import Actions, Directions

DANGER = {0: 60, 1: 40, 2: 20, 3: 8}


def create_team(first_index, second_index, is_red):
    return [Pathfinder(first_index, 0), Pathfinder(second_index, 1)]


class Pathfinder(CaptureAgent):
    def __init__(self, index, rank):
        super().__init__(index)
        self.rank = rank

    def register_initial_state(self, game_state):
        super().register_initial_state(game_state)
        layout = game_state.data.layout
        self.walls = game_state.get_walls()
        self.neighbours = {
            cell: [n for n in Actions.get_legal_neighbors(cell, self.walls) if n != cell]
            for cell in self.walls.as_list(False)
        }
        x = layout.width // 2 - 1 if self.red else layout.width // 2
        self.doors = [(x, y) for y in range(layout.height) if not game_state.has_wall(x, y)]

    def choose_action(self, game_state):
        here = game_state.get_agent_position(self.index)
        goal = self.choose_goal(game_state, here)
        step = self.first_step(here, goal, self.danger_map(game_state))
        vector = (step[0] - here[0], step[1] - here[1])
        action = Actions.vector_to_direction(vector)
        legal = game_state.get_legal_actions(self.index)
        return action if action in legal else Directions.STOP

    def choose_goal(self, game_state, here):
        me = game_state.get_agent_state(self.index)
        dots = self.get_food(game_state).as_list()
        home = min(self.doors, key=lambda door: self.get_maze_distance(here, door))
        way_home = self.get_maze_distance(here, home)
        if len(dots) <= 2 or game_state.data.timeleft / 4 < way_home + 4:
            return home
        dots.sort(key=lambda dot: self.get_maze_distance(here, dot))
        # the second agent leaves the nearest dots to the first
        dot = dots[min(self.rank * 3, len(dots) - 1)]
        if me.num_carrying * 2 > way_home and self.get_maze_distance(here, dot) > 2:
            return home
        return dot

    def danger_map(self, game_state):
        """Extra costs by cell, around ghosts that could catch this agent."""
        costs = util.Counter()
        for index in self.get_opponents(game_state):
            enemy = game_state.get_agent_state(index)
            ghost = game_state.get_agent_position(index)
            if ghost is None or enemy.is_pacman or enemy.scared_timer > 3:
                continue
            for cell in self.neighbours:
                if util.manhattan_distance(cell, ghost) > 3 or game_state.is_red(cell) == self.red:
                    continue
                distance = self.get_maze_distance(cell, ghost)
                costs[cell] += DANGER.get(distance, 0)
        return costs

    def first_step(self, start, goal, danger):
        """The first cell of a cheapest path; the start itself if that is the goal."""
        frontier = util.PriorityQueue()
        frontier.push((start, start), 0)
        paid, done = {start: 0}, set()
        while not frontier.is_empty():
            cell, step = frontier.pop()
            if cell == goal:
                return step
            if cell in done:
                continue
            done.add(cell)
            for neighbour in self.neighbours[cell]:
                cost = paid[cell] + 1 + danger.get(neighbour, 0)
                if cost < paid.get(neighbour, 10**6):
                    paid[neighbour] = cost
                    estimate = cost + util.manhattan_distance(neighbour, goal)
                    frontier.push((neighbour, neighbour if cell == start else step), estimate)
        return start
