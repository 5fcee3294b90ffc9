"""What can go wrong around an interpreter, and whose doing it is."""

from __future__ import annotations


class InterpreterError(Exception):
    """Base of all below; the text says what happened and, where one can help it, what to do."""


class ImageError(InterpreterError):
    """There is no such image, it cannot be built or read, or it is not what its name says."""


class Interrupted(InterpreterError):
    """The guest did not come back from a call. Its instance is dead.

    ``fuel`` is what the call had used; 0 where that may differ between machines.
    """

    def __init__(self, message: str, fuel: int = 0) -> None:
        super().__init__(message)
        self.fuel = fuel


class OutOfFuel(Interrupted):
    """It had used all the fuel of the call."""


class StackExhausted(Interrupted):
    """It had used all of its native stack."""


class Trapped(Interrupted):
    """It ended itself: an exit, an abort, or a reach for something that it is not linked to."""


class WallClock(InterpreterError):
    """A call took far longer than its fuel should. No verdict: the machine may be at fault."""
