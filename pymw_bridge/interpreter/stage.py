"""Threads with stacks large enough for guests, and a watch over how long a guest takes.

A guest runs in the very thread that calls it: handing every call to another thread would cost more
than the call. So whole matches run on a stage, and the thread that asked for it waits outside. What
must happen outside (a database connection belongs to its thread) is handed back with `outside`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, TypeVar

from pymw_bridge.interpreter.constants import THREAD_STACK
from pymw_bridge.interpreter.errors import WallClock

T = TypeVar("T")
_local = threading.local()
_starting = threading.Lock()
_NAME = "stage"
_WAKE = 60.0  # seconds; deadlines are never nearer than that


class _Stage:
    """One thread: what it hands outside, the deadline of the guest's call it is in."""

    def __init__(self) -> None:
        self.messages: SimpleQueue[tuple[str, Any]] = SimpleQueue()
        self.answers: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        self.deadline: float | None = None
        self.given_up = False

    def ask_outside(self, function: Callable[[], T]) -> T:
        if self.given_up:
            raise WallClock("nobody waits for this any more")
        self.messages.put(("call", function))
        result, error = self.answers.get()
        if error is not None:
            raise error
        answer: T = result
        return answer


def on_stage(function: Callable[[], T]) -> T:
    """Run a function on a stage and return what it returns, or raise what it raises.

    Raises `WallClock` when a guest's call goes beyond its deadline. The thread is then left to
    itself: it ends when the guest's fuel does.
    """
    if current() is not None:
        return function()
    stage = _Stage()
    _start(stage, function)
    try:
        result: T = _attend(stage)
        return result
    except BaseException:
        stage.given_up = True
        stage.answers.put((None, WallClock("nobody waits for this any more")))
        raise


def outside(function: Callable[[], T]) -> T:
    """Run a function in the thread that waits for this stage; right here if this is none."""
    stage = current()
    return function() if stage is None else stage.ask_outside(function)


def current() -> _Stage | None:
    """The stage that this thread is, if it is one."""
    return getattr(_local, "stage", None)


def left_alone() -> bool:
    """Whether a guest still runs that nobody waits for, and would keep the process from ending."""
    stages = [thread for thread in threading.enumerate() if thread.name == _NAME]
    return any(not thread.daemon for thread in stages)


def watched(seconds: float) -> None:
    """A guest's call begins that must be done after ``seconds``."""
    stage = current()
    if stage is not None:
        if stage.given_up:
            raise WallClock("nobody waits for this any more")
        stage.deadline = monotonic() + seconds


def unwatched() -> None:
    """The guest's call is over."""
    stage = current()
    if stage is not None:
        stage.deadline = None


def _start(stage: _Stage, function: Callable[[], Any]) -> None:
    thread = threading.Thread(target=_perform, args=(stage, function), name=_NAME)
    with _starting:  # the size of stacks is a setting of the whole process
        before = threading.stack_size(THREAD_STACK)
        try:
            thread.start()
        finally:
            threading.stack_size(before)


def _perform(stage: _Stage, function: Callable[[], Any]) -> None:
    _local.stage = stage
    try:
        result = function()
    except BaseException as error:
        stage.messages.put(("error", error))
    else:
        stage.messages.put(("result", result))


def _attend(stage: _Stage) -> Any:
    while True:
        try:
            kind, content = stage.messages.get(timeout=_until(stage.deadline))
        except Empty:
            deadline = stage.deadline  # once: the other thread may clear it at any moment
            if deadline is not None and monotonic() >= deadline:
                raise WallClock(
                    "A guest's call took far longer than its fuel should: this machine is "
                    "overloaded, suspended or broken."
                ) from None
            continue
        if kind == "result":
            return content
        if kind == "error":
            raise content
        stage.answers.put(_called(content))


def _until(deadline: float | None) -> float:
    return _WAKE if deadline is None else min(max(deadline - monotonic(), 0.0), _WAKE)


def _called(function: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    try:
        return function(), None
    except BaseException as error:
        return None, error
