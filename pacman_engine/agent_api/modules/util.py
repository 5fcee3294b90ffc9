"""`util`: containers, Counters, chance. Its name is the contest's."""
# ruff: noqa: F401 (what it gathers is what it offers)

from __future__ import annotations

import heapq
import inspect
import io
import random
import signal
import sys
import time

from pacman_engine.agent_api.console import (
    WritableNull,
    lookup,
    mutePrint,
    pause,
    raiseNotDefined,
    unmutePrint,
)
from pacman_engine.agent_api.containers import (
    PriorityQueue,
    PriorityQueueWithFunction,
    Queue,
    Stack,
)
from pacman_engine.agent_api.counter import Counter
from pacman_engine.agent_api.naming import add_snake_names
from pacman_engine.agent_api.plane import (
    arrayInvert,
    manhattanDistance,
    matrixAsList,
    nearestPoint,
    sign,
)
from pacman_engine.agent_api.sampling import (
    chooseFromDistribution,
    flipCoin,
    getProbability,
    normalize,
    nSample,
    sample,
    sampleFromCounter,
)
from pacman_engine.agent_api.timeout import TimeoutFunction, TimeoutFunctionException


class FixedRandom:
    """`random`: a generator that starts the same way every time."""

    def __init__(self) -> None:
        self.random = random.Random("a fixed start")


del annotations
add_snake_names(globals())
