"""`util.Counter`: a dictionary of numbers whose missing keys are 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pacman_engine.agent_api.naming import BothSpellings


class Counter(BothSpellings, dict[Any, Any]):
    """A `dict` for feature vectors, weights and distributions.

    Reading a missing key with `[]` stores 0 under it and returns 0 (`get` does not).
    """

    def __missing__(self, key: Any) -> int:
        dict.__setitem__(self, key, 0)
        return 0

    def incrementAll(self, keys: Iterable[Any], count: Any) -> None:
        """Add `count` to every key."""
        for key in keys:
            self[key] += count

    def argMax(self) -> Any:
        """The first key with the largest value, None if there is no key."""
        return max(self, key=lambda key: dict.__getitem__(self, key)) if self else None

    def sortedKeys(self) -> list[Any]:
        """The keys by value, largest first; equal values keep their order."""
        return sorted(self, key=lambda key: dict.__getitem__(self, key), reverse=True)

    def totalCount(self) -> Any:
        """The sum of all values."""
        return sum(self.values())

    def normalize(self) -> None:
        """Scale the values so that they add up to 1; nothing happens if they add up to 0."""
        total = float(self.totalCount())
        if total:
            self._scale(total)

    def divideAll(self, divisor: Any) -> None:
        """Divide every value by `divisor`."""
        self._scale(float(divisor))

    def _scale(self, divisor: float) -> None:
        for key in self:
            self[key] /= divisor

    def copy(self) -> Counter:
        """A Counter with the same items."""
        return Counter(self)

    def __mul__(self, other: Mapping[Any, Any]) -> Any:
        """The dot product with a Counter or any dictionary."""
        shorter, longer = (other, self) if len(self) > len(other) else (self, other)
        total: Any = 0
        for key in shorter:
            if key in longer:
                total += shorter[key] * longer[key]
        return total

    def __radd__(self, other: Mapping[Any, Any]) -> None:
        """Add `other` into this Counter; returns None, as the original does."""
        for key, value in other.items():
            self[key] += value

    def __add__(self, other: Mapping[Any, Any]) -> Counter:
        """A new Counter with the sums over the keys of both."""
        result = Counter(
            (key, value + other[key] if key in other else value) for key, value in self.items()
        )
        result.update((key, other[key]) for key in other if key not in self)
        return result

    def __sub__(self, other: Mapping[Any, Any]) -> Counter:
        """A new Counter with the differences over the keys of both."""
        result = Counter(
            (key, value - other[key] if key in other else value) for key, value in self.items()
        )
        result.update((key, -1 * other[key]) for key in other if key not in self)
        return result
