"""Running one call: find what to call, call it, describe what came of it."""

from __future__ import annotations

import os
import sys

from pymw_bridge.child.progress import call_with_progress
from pymw_bridge.child.wire import dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pymw_bridge.child.progress import Report
    from pymw_bridge.child.wire import Code

_TRACEBACK_LIMIT = 32 << 10  # characters; the end of a traceback says most
_MESSAGE_LIMIT = 8 << 10
_OWN_FRAMES = os.path.dirname(os.path.abspath(__file__))


def perform(code: Code, body: bytes, report: Report) -> tuple[Any, ...]:
    """Run a call in this process: ("ok", pickled value) or ("error", type, message, traceback).

    `body` is the pickled (args, kwargs), with the callable before them for code "pickle". Whatever
    the call raises, SystemExit too, becomes an "error".
    """
    try:
        return ("ok", _dispatch(code, body, report))
    except BaseException as error:
        return describe(error)


def perform_function(function: Callable[..., Any], body: bytes, report: Report) -> tuple[Any, ...]:
    """Like `perform`, for a function that is at hand."""
    try:
        args, kwargs = loads(body)
        return ("ok", dumps(call_with_progress(function, args, kwargs, report)))
    except BaseException as error:
        return describe(error)


def describe(error: BaseException) -> tuple[str, str, str, str]:
    """("error", type name, message, traceback without the outer frames of this package)."""
    import traceback

    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_OWN_FRAMES):
        trace = trace.tb_next
    try:
        text = "".join(traceback.format_exception(type(error), error, trace))
        message = str(error)
    except Exception as second:  # an exception whose own __str__ fails
        text, message = "", f"(its text cannot be shown: {type(second).__name__})"
    return ("error", type(error).__qualname__, message[:_MESSAGE_LIMIT], _end_of(text))


def _end_of(text: str) -> str:
    cut = len(text) - _TRACEBACK_LIMIT
    return text if cut <= 0 else f"[{cut} characters were cut off here]\n{text[cut:]}"


def _dispatch(code: Code, body: bytes, report: Report) -> bytes:
    kind, target = code
    if kind == "ref":
        args, kwargs = loads(body)
        return dumps(call_with_progress(find_function(target), args, kwargs, report))
    if kind == "pickle":
        function, args, kwargs = loads(body)
        return dumps(call_with_progress(function, args, kwargs, report))
    if kind == "source":
        from pymw_bridge.child.bundle import Bundle

        return Bundle.load(target).run(body, report)
    return dumps(_run_script(target, loads(body)[0], report))


_found: dict[str, Callable[..., Any]] = {}


def find_function(target: str) -> Callable[..., Any]:
    """The object that "module:name.in.it" names. ImportError, AttributeError if it is not there."""
    if target not in _found:
        from importlib import import_module

        module, _, name = target.partition(":")
        found: Any = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        _found[target] = found
    return _found[target]


def _run_script(path: str, args: tuple[Any, ...], report: Report) -> Any:
    """Run a script as a program with `args` after its name; its result is what it emitted first."""
    import runpy

    emitted: list[Any] = []
    names = {"pymw_emit_result": emitted.append, "pymw_set_progress": report, "pymw_input": args}
    before = sys.argv
    sys.argv = [path, *map(str, args)]
    try:
        runpy.run_path(path, init_globals=names, run_name="__main__")
    except SystemExit as end:
        if end.code not in (None, 0):
            raise
    finally:
        sys.argv = before
    return emitted[0] if emitted else None
