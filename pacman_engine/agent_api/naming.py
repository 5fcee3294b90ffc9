"""Two spellings of every name: camelCase (the classic contest) and snake_case (`contest`).

Code in here is written in camelCase; the snake_case names are added by these helpers as second
names of the same objects, so they cost nothing when called.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any, ClassVar

_IRREGULAR = {
    "getGrids1D": "get_grids_1D",
    "getGrids2D": "get_grids_2D",
    "noisyDistance": "compute_noisy_distance",
    "halfGrid": "make_half_grid",
    "halfList": "half_list",
}
_KEPT = frozenset({"_directionsAsList", "agentsOnTeam", "timeForComputing", "priorityFunction"})
_FRAMEWORK = __name__.rpartition(".")[0]


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
    return "".join("_" + char.lower() if char.isupper() else char for char in name)


def add_snake_names(namespace: MutableMapping[str, Any]) -> None:
    """Give every camelCase name of a module a snake_case twin (for `globals()`)."""
    for name in [name for name in namespace if is_camel(name)]:
        namespace.setdefault(snake_case(name), namespace[name])


class BothSpellings:
    """Base of the classes that students use or derive from.

    In our own classes each camelCase method, property or slot gets its snake_case twin. In a
    student's subclass an override of either spelling replaces both.
    """

    __slots__ = ()
    _partners: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if is_framework_class(cls):
            cls._partners = dict(cls._partners)
            _name_twice(cls)
        else:
            _follow_overrides(cls)


def is_framework_class(cls: type) -> bool:
    """Whether a class is ours, not a student's."""
    return cls.__module__.startswith(_FRAMEWORK)


def _name_twice(cls: type[BothSpellings]) -> None:
    for name in [name for name in vars(cls) if is_camel(name)]:
        snake = snake_case(name)
        if snake != name:
            cls._partners.update({name: snake, snake: name})
            if snake not in vars(cls):
                setattr(cls, snake, vars(cls)[name])


def _follow_overrides(cls: type[BothSpellings]) -> None:
    for name in [name for name in vars(cls) if name in cls._partners]:
        partner = cls._partners[name]
        if partner not in vars(cls):
            setattr(cls, partner, vars(cls)[name])
