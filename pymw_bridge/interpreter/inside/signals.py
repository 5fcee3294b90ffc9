"""Signals for a program that gets none: handlers are remembered, alarms never ring."""

from __future__ import annotations

import signal
from typing import Any

from pymw_bridge.interpreter.inside.locks import NOBODY


def install() -> None:
    """Put the stand-ins in the place of what they stand for."""
    handlers: dict[int, Any] = {}

    def set_handler(number: int, handler: Any, /) -> Any:
        return_value = handlers.get(number, signal.SIG_DFL)
        handlers[number] = handler
        return return_value

    module: Any = signal
    module.signal = set_handler
    module.getsignal = lambda number: handlers.get(number, signal.SIG_DFL)
    module.alarm = lambda seconds: 0
    module.setitimer = lambda which, seconds, interval=0.0: (0.0, 0.0)
    module.getitimer = lambda which: (0.0, 0.0)
    module.siginterrupt = lambda number, flag: None
    module.ITIMER_REAL, module.ITIMER_VIRTUAL, module.ITIMER_PROF = 0, 1, 2
    module.ItimerError = OSError
    module.pause = _pause


def _pause() -> None:
    raise RuntimeError(NOBODY)
