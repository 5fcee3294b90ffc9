"""Reading what a team's process answers. It may answer anything."""

from __future__ import annotations

from typing import Any

from pacman_engine.faults import FaultKind
from pacman_engine.teams.driver import Frame, TeamFault

MAX_ACTION = 200
_MAX_FRAMES = 40
_TEXTS = {"error": 100, "message": 2_100, "module": 100}
_FRAME_TEXTS = {"file": 200, "function": 100, "code": 200}


def action_in(reply: Any) -> str | None:
    """The action in a reply, or None if it holds none."""
    action = reply.get("ok")
    if not isinstance(action, str) or len(action) > MAX_ACTION:
        return None
    return _text(action, MAX_ACTION)


def fault_in(reply: Any, kind: FaultKind, seconds: float) -> TeamFault | None:
    """The fault that a reply tells of, or is; None for a good one."""
    if isinstance(reply, dict) and set(reply) == {"ok"}:
        return None
    try:
        return _read_fault(reply, kind, seconds)
    except (TypeError, KeyError, ValueError, AttributeError):
        odd = kind if kind is FaultKind.FINAL else FaultKind.REPLY
        return TeamFault(odd, "It sent a reply that the referee cannot read.", seconds=seconds)


def _read_fault(reply: Any, kind: FaultKind, seconds: float) -> TeamFault:
    told = reply["fault"]
    texts = {name: _text(told[name], limit) for name, limit in _TEXTS.items()}
    if texts["error"] == "MemoryError" and kind is not FaultKind.FINAL:
        kind = FaultKind.MEMORY
    frames = told["traceback"]
    if not isinstance(frames, list) or len(frames) > _MAX_FRAMES:
        raise ValueError("too many frames")
    return TeamFault(
        kind,
        texts["message"],
        error=texts["error"],
        module=texts["module"],
        traceback=tuple(_frame(frame) for frame in frames),
        seconds=seconds,
    )


def _text(value: Any, limit: int) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    # Lone surrogates cannot be stored or shown.
    return value[:limit].encode("utf-8", "replace").decode("utf-8")


def _frame(frame: Any) -> Frame:
    line, own = frame["line"], frame["own"]
    if type(line) is not int or type(own) is not bool or not 0 <= line < 10**9:
        raise TypeError("no frame")
    texts = {name: _text(frame[name], limit) for name, limit in _FRAME_TEXTS.items()}
    return Frame(
        file=texts["file"], line=line, function=texts["function"], code=texts["code"], own=own
    )
