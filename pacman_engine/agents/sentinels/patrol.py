"""What the sentinels know about their half."""


def bordersOf(gameState, red):
    """The open cells of the own half's last column, from the bottom up."""
    layout = gameState.data.layout
    x = layout.width // 2 - 1 if red else layout.width // 2
    return [(x, y) for y in range(layout.height) if not gameState.hasWall(x, y)]


def vanishedDots(agent, gameState):
    """The cells of dots that were there at the agent's previous move."""
    before = agent.getPreviousObservation()
    if before is None:
        return []
    now = set(agent.getFoodYouAreDefending(gameState).asList())
    return [cell for cell in agent.getFoodYouAreDefending(before).asList() if cell not in now]
