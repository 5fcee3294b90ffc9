"""An exception of a team, as short plain data that its authors can use."""

from __future__ import annotations

import os
import traceback
from typing import Any

from pacman_engine.teams.driver import Frame

MAX_MESSAGE = 2_000
MAX_CODE = 200
_FIRST, _LAST = 10, 20


def describe(error: BaseException, folder: str) -> dict[str, Any]:
    """``error`` (class name), ``message``, ``module`` (that could not be imported), ``traceback``.

    Of the frames outside ``folder`` only a last one is kept: where the exception came out of the
    framework or the library. An exception that raises when it is looked at is told in one line.
    """
    try:
        return _described(error, folder)
    except BaseException:  # the exception's own methods may raise anything, SystemExit too
        message = "An exception was raised that cannot be described."
        return {"error": "", "message": message, "module": "", "traceback": []}


def _described(error: BaseException, folder: str) -> dict[str, Any]:
    name = type(error).__name__
    text = _text(error)
    return {
        "error": name[:100],
        "message": f"{name}: {text}" if text else name,
        "module": str(getattr(error, "name", None) or "")[:100],
        "traceback": _frames(error, folder),
    }


def _text(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        return "(its text could not be read)"
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + "…"


def _frames(error: BaseException, folder: str) -> list[Frame]:
    summary = traceback.StackSummary.extract(
        traceback.walk_tb(error.__traceback__), lookup_lines=False, limit=-1_000
    )
    frames = [_frame(s.filename, s.lineno or 0, s.name, folder) for s in summary]
    kept = [f for f in frames[:-1] if f["own"]] + frames[-1:]
    if isinstance(error, SyntaxError) and error.filename:
        place = _frame(error.filename, error.lineno or 0, "", folder)
        place["code"] = (error.text or "").strip()[:MAX_CODE]
        kept = [f for f in kept if f["own"]] + [place]
    for frame, found in zip(frames, summary, strict=True):
        if frame["own"]:
            frame["code"] = (found.line or "")[:MAX_CODE]
    return kept if len(kept) <= _FIRST + _LAST else kept[:_FIRST] + kept[-_LAST:]


def _frame(filename: str, line: int, function: str, folder: str) -> Frame:
    own = filename.startswith(folder + os.sep)
    shown = os.path.relpath(filename, folder) if own else os.path.basename(filename)
    return {"file": shown[:200], "line": line, "function": function[:100], "code": "", "own": own}
