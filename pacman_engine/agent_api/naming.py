"""Two spellings of every name: camelCase (the classic contest) and snake_case (`contest`).

Code in here is written in camelCase; the snake_case names are added by these helpers as second
names of the same objects (functions with camelCase parameters get a twin with snake_case ones), so
they cost nothing when called.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from types import FunctionType
from typing import Any, ClassVar

from pacman_engine.agent_api.parameters import either_keyword, snake_twin
from pacman_engine.agent_api.spelling import Spelling, is_camel, snake_case, speaking

_FRAMEWORK = __name__.rpartition(".")[0]


def add_snake_names(namespace: MutableMapping[str, Any]) -> None:
    """Give every camelCase name of a module a snake_case twin (for `globals()`)."""
    for name in [name for name in namespace if is_camel(name)]:
        snake = snake_case(name)
        if snake not in namespace:
            namespace[snake] = _twin(namespace[name], snake)


class BothSpellings:
    """Base of the classes that students use or derive from.

    In our own classes each camelCase method, property or slot gets its snake_case twin. Where a
    student's subclass overrides one spelling, the other leads there too, unless the team speaks
    that other one: then it is another method with a meaning of its own.
    """

    __slots__ = ()
    _partners: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if is_framework_class(cls):
            cls._partners = dict(cls._partners)
            _name_twice(cls)
        else:
            bridge_overrides(cls)

    def _spoken(self) -> Spelling | None:
        """The spelling of the overrides that count, None = any."""
        return speaking()


def is_framework_class(cls: type) -> bool:
    """Whether a class is ours, not a student's."""
    return cls.__module__.startswith(_FRAMEWORK)


def _name_twice(cls: type[BothSpellings]) -> None:
    for name in [name for name in vars(cls) if is_camel(name)]:
        snake = snake_case(name)
        if snake != name:
            cls._partners.update({name: snake, snake: name})
            if snake not in vars(cls):
                setattr(cls, snake, _twin(vars(cls)[name], snake))
    for name, value in list(vars(cls).items()):
        if isinstance(value, FunctionType) and not is_camel(name) and name not in cls._partners:
            setattr(cls, name, either_keyword(value))


def _twin(value: Any, snake: str) -> Any:
    if isinstance(value, staticmethod):
        return staticmethod(_twin(value.__func__, snake))
    return snake_twin(value, snake) if isinstance(value, FunctionType) else value


def bridge_overrides(cls: type[BothSpellings]) -> None:
    """Where a student overrides one spelling, let the other lead there if it is the team's."""
    for name in [name for name in vars(cls) if name in cls._partners]:
        partner, value = cls._partners[name], vars(cls)[name]
        if partner not in vars(cls) and isinstance(value, (FunctionType, staticmethod)):
            setattr(cls, partner, _bridge(cls, name, partner, value))


def _bridge(cls: type[BothSpellings], written: str, partner: str, value: Any) -> Any:
    spelling = Spelling.SNAKE if snake_case(partner) == written else Spelling.CAMEL
    if isinstance(value, staticmethod):
        return staticmethod(_static_bridge(cls, written, partner, spelling))

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self._spoken() in (spelling, None):
            return getattr(self, written)(*args, **kwargs)
        return getattr(super(cls, self), partner)(*args, **kwargs)

    method.bridges = written  # type: ignore[attr-defined]
    method.__name__ = partner
    return method


def _static_bridge(
    cls: type[BothSpellings], written: str, partner: str, spelling: Spelling
) -> Callable[..., Any]:
    def function(*args: Any, **kwargs: Any) -> Any:
        if speaking() in (spelling, None):
            return getattr(cls, written)(*args, **kwargs)
        return getattr(super(cls, cls), partner)(*args, **kwargs)

    return function
