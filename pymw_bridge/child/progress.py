"""Giving a task its progress function."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Report = Callable[[float], None]


def call_with_progress(
    function: Callable[..., Any], args: Any, kwargs: dict[str, Any], report: Report
) -> Any:
    """Call, handing `report` to a function that has a keyword-only parameter `progress`."""
    if "progress" not in kwargs and _wants_progress(function):
        kwargs = {**kwargs, "progress": report}
    return function(*args, **kwargs)


def _wants_progress(function: object) -> bool:
    code = getattr(function, "__code__", None)
    if code is None or not code.co_kwonlyargcount:
        return False
    first = code.co_argcount
    return "progress" in code.co_varnames[first : first + code.co_kwonlyargcount]
