"""The functions of `util` that deal with chance. Each draws exactly as often as the original."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

from pacman_engine.agent_api.counter import Counter
from pacman_engine.agent_api.parameters import either_keyword


@either_keyword
def normalize(vectorOrCounter: Any) -> Any:
    """The same list or Counter scaled to a sum of 1; the argument itself if its sum is 0."""
    if isinstance(vectorOrCounter, Counter):
        total = float(vectorOrCounter.totalCount())
        if total == 0:
            return vectorOrCounter
        return Counter((key, value / total) for key, value in vectorOrCounter.items())
    total = float(sum(vectorOrCounter))
    return [value / total for value in vectorOrCounter] if total else vectorOrCounter


def sample(distribution: Any, values: Sequence[Any] | None = None) -> Any:
    """One value by its probability (one random draw).

    `distribution` is a Counter or dictionary (its items are sorted by key first), or a list of
    probabilities for `values`.
    """
    distribution, values = _split(distribution, values)
    if sum(distribution) != 1:
        distribution = normalize(distribution)
    choice, place = random.random(), 0
    total = distribution[0]
    while choice > total:
        place += 1
        total += distribution[place]
    return values[place]


def _split(distribution: Any, values: Sequence[Any] | None) -> tuple[list[Any], Sequence[Any]]:
    if isinstance(distribution, dict):
        items = sorted(distribution.items())
        return [value for _, value in items], [key for key, _ in items]
    return distribution, () if values is None else values


def sampleFromCounter(ctr: Counter) -> Any:
    """One key of the Counter by its share (one random draw)."""
    return sample(ctr)


def nSample(distribution: list[float], values: Sequence[Any], n: int) -> list[Any]:
    """`n` values by their probability, in the order of `values` (n random draws)."""
    if sum(distribution) != 1:
        distribution = normalize(distribution)
    draws = sorted(random.random() for _ in range(n))
    samples: list[Any] = []
    place, total = 0, distribution[0]
    while len(samples) < n:
        if draws[len(samples)] < total:
            samples.append(values[place])
        else:
            place += 1
            total += distribution[place]
    return samples


def getProbability(value: Any, distribution: Iterable[float], values: Iterable[Any]) -> float:
    """The probability of `value` when `distribution` belongs to `values`."""
    return sum((p for p, known in zip(distribution, values, strict=False) if known == value), 0.0)


def flipCoin(p: float) -> bool:
    """True with probability p (one random draw)."""
    return random.random() < p


def chooseFromDistribution(distribution: Any) -> Any:
    """One element of a Counter, a dictionary or a list of (probability, element) pairs."""
    if isinstance(distribution, dict):
        return sample(distribution)
    draw, base = random.random(), 0.0
    for probability, element in distribution:
        base += probability
        if draw <= base:
            return element
    return None
