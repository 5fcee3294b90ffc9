"""The stock team of the contest: one reflex agent eats, the other guards.

The attacker always walks to the nearest dot and turns home only when two dots or fewer are left;
the defender stays on its own half and chases every invader it can see. Both live in the module
`baselineTeam`, so that your agents can derive from them.
"""

from baselineTeam import DefensiveReflexAgent, OffensiveReflexAgent


def createTeam(firstIndex, secondIndex, isRed):
    return [OffensiveReflexAgent(firstIndex), DefensiveReflexAgent(secondIndex)]
