"""The parameters of our functions in both spellings, at no cost for calls by position."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any, TypeVar

Result = TypeVar("Result")


def by_word(name: str) -> str:
    """`gameState` -> `game_state`: parameters know no exceptions to the rule."""
    return "".join("_" + char.lower() if char.isupper() else char for char in name)


def snake_twin(function: FunctionType, name: str) -> FunctionType:
    """The same function under another name, its parameters in snake_case.

    The function itself where it has no camelCase parameters.
    """
    code = function.__code__
    parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    renamed = {old: by_word(old) for old in parameters if old != by_word(old)}
    if not renamed:
        return function
    twin_code = code.replace(
        co_name=name,
        co_varnames=tuple(renamed.get(old, old) for old in code.co_varnames),
        co_cellvars=tuple(renamed.get(old, old) for old in code.co_cellvars),
    )
    defaults, closure = function.__defaults__, function.__closure__
    twin = FunctionType(twin_code, function.__globals__, name, defaults, closure)
    twin.__kwdefaults__ = function.__kwdefaults__
    twin.__doc__, twin.__module__ = function.__doc__, function.__module__
    twin.__qualname__ = f"{function.__qualname__.rpartition('.')[0]}.{name}".lstrip(".")
    hints = function.__annotations__
    twin.__annotations__ = {renamed.get(old, old): hint for old, hint in hints.items()}
    return twin


def either_keyword(function: Callable[..., Result]) -> Callable[..., Result]:
    """A function that takes its keywords in either spelling; itself if they agree."""
    code = function.__code__
    parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    camel = {by_word(name): name for name in parameters if name != by_word(name)}
    if not camel:
        return function

    @wraps(function)
    def renaming(*args: Any, **kwargs: Any) -> Result:
        if kwargs:
            kwargs = {camel.get(name, name): value for name, value in kwargs.items()}
        return function(*args, **kwargs)

    return renaming
