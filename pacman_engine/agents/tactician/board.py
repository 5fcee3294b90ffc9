"""What the tactician works out about the board before the first move."""

from game import Actions


class Board:
    """The doors of the own half, the gate to wait at, and how deep every dead end is."""

    def __init__(self, gameState, red):
        layout = gameState.data.layout
        self.red, self.middle = red, layout.width // 2
        x = self.middle - 1 if red else self.middle
        self.doors = [(x, y) for y in range(layout.height) if not gameState.hasWall(x, y)]
        self.gate = self.doors[len(self.doors) // 2]
        self.depths = deadEnds(gameState.getWalls())
        self.dots = None

    def isHome(self, cell):
        return (cell[0] < self.middle) == self.red

    def depth(self, cell):
        """Steps out of the dead end that a cell lies in, 0 if it is in none."""
        return self.depths.get(cell, 0)

    def vanished(self, dots):
        """Which dots are gone since the last call."""
        before, self.dots = self.dots, set(dots)
        return [] if before is None else [cell for cell in sorted(before) if cell not in self.dots]


def deadEnds(walls):
    """{cell: steps to the way out} for all cells of dead ends.

    Cells with one open neighbour are filled again and again, as one solves a maze on paper; what
    was filled last is nearest to the way out.
    """
    ways = {
        cell: {n for n in Actions.getLegalNeighbors(cell, walls) if n != cell}
        for cell in walls.asList(False)
    }
    order = [cell for cell, around in ways.items() if len(around) <= 1]
    outside = {}
    for cell in order:
        for neighbour in ways.pop(cell):
            outside[cell] = neighbour
            ways[neighbour].discard(cell)
            if len(ways[neighbour]) == 1:
                order.append(neighbour)
    depths = {}
    for cell in reversed(order):
        depths[cell] = depths.get(outside.get(cell), 0) + 1
    return depths
