"""The two spellings of a name, and which of them the running team speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from functools import lru_cache

from pacman_engine.agent_api.parameters import by_word

_IRREGULAR = {
    "getGrids1D": "get_grids_1D",
    "getGrids2D": "get_grids_2D",
    "noisyDistance": "compute_noisy_distance",
    "halfGrid": "make_half_grid",
    "halfList": "half_list",
}
_KEPT = frozenset({"_directionsAsList", "agentsOnTeam", "timeForComputing", "priorityFunction"})


def is_camel(name: str) -> bool:
    """Whether the name is a camelCase one (`getFood`, `_foodEaten`), not `Counter` or `SIGHT`."""
    bare = name.lstrip("_")
    return bare[:1].islower() and bare != bare.lower() and "_" not in bare


@lru_cache(maxsize=2048)
def snake_case(name: str) -> str:
    """The `contest` spelling of a camelCase name; other names come back unchanged."""
    if name in _IRREGULAR:
        return _IRREGULAR[name]
    if name in _KEPT or not is_camel(name):
        return name
    return by_word(name)


class Spelling(Enum):
    """Which of two spellings an agent's own methods are called by."""

    CAMEL = "camelCase"
    SNAKE = "snake_case"

    __hash__ = object.__hash__  # that of enums is slow, and every call of a hook asks for it

    def name_of(self, camel: str) -> str:
        """A camelCase name in this spelling."""
        return camel if self is Spelling.CAMEL else snake_case(camel)

    @property
    def other(self) -> Spelling:
        """The other spelling."""
        return Spelling.SNAKE if self is Spelling.CAMEL else Spelling.CAMEL


_speakers: list[Spelling] = []


def speaking() -> Spelling | None:
    """The spelling of the team whose code is running, None outside any call of a hook."""
    return _speakers[-1] if _speakers else None


@contextmanager
def spoken(spelling: Spelling) -> Iterator[None]:
    """Inside the `with`, code of a team of this spelling runs."""
    _speakers.append(spelling)
    try:
        yield
    finally:
        _speakers.pop()
