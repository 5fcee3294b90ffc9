"""All that a guest is linked to: clocks, randomness and output, as functions of fuel and seed.

Everything else that its C library would import is a trap. Every call costs fuel, more than the time
it takes is worth, so that no loop over host calls is cheaper than it looks.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import shake_128
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from pymw_bridge.interpreter.constants import (
    ENVIRONMENT,
    EPOCH,
    HOST_CALL,
    RANDOM_BYTE,
    RANDOM_LIMIT,
    TEXT_BYTE,
    TEXT_LIMIT,
    TICK,
)

if TYPE_CHECKING:
    from wasmtime.component import Linker, LinkerInstance

WASI = "0.2.9"
Write = Callable[[int, bytes], None]
Functions = dict[str, Callable[..., Any]]


class Refused(Exception):
    """The guest asked for what it is not given; it is ended."""


class Imports:
    """The host functions of one guest.

    ``used`` is its fuel so far, in all calls; ``charge`` takes fuel; ``write`` gets its output.
    ``failure`` is what one of them raised, which ends the guest: `Refused` by its own doing.
    """

    def __init__(
        self,
        seed: bytes,
        used: Callable[[], int],
        charge: Callable[[int], None],
        write: Write,
    ) -> None:
        self._seed = seed
        self._used = used
        self._charge = charge
        self._write = write
        self._draws = 0
        self.failure: Exception | None = None

    def link(self, linker: Linker) -> None:
        """Define them all."""
        with linker.root() as root:
            self._add(root, self._own())
            for name, functions in self._of_the_system().items():
                with root.add_instance(f"wasi:{name}@{WASI}") as instance:
                    self._add(instance, functions)

    def _add(self, instance: LinkerInstance, functions: Functions) -> None:
        for name, function in functions.items():
            instance.add_func(name, self._guarded(function))

    def _guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, whose exceptions are kept here.

        The library would keep them in one place for all guests of the process, and raise one
        guest's in the thread of another.
        """
        from wasmtime import WasmtimeError

        def call(*arguments: Any) -> Any:
            try:
                return function(*arguments)
            except Exception as error:
                self.failure = error
                raise WasmtimeError("a host function failed") from None

        return call

    def _own(self) -> Functions:
        return {
            "host-clock": self.clock,
            "host-sleep": self.sleep,
            "host-random": self.random_text,
            "host-write": self.write,
        }

    def _of_the_system(self) -> dict[str, Functions]:
        return {
            "random/random": self._random(),
            "clocks/wall-clock": {"now": self.wall, "resolution": self.wall_resolution},
            "clocks/monotonic-clock": self._monotonic(),
            "cli/environment": self._environment(),
            "filesystem/preopens": {"get-directories": self.nothing},
        }

    def _random(self) -> Functions:
        return {"get-random-bytes": self.random_bytes, "get-random-u64": self.random_number}

    def _monotonic(self) -> Functions:
        waits = dict.fromkeys(("subscribe-instant", "subscribe-duration"), self.refuse)
        return {"now": self.clock, "resolution": self.resolution, **waits}

    def _environment(self) -> Functions:
        return {
            "get-environment": self.environment,
            "get-arguments": self.arguments,
            "initial-cwd": self.no_folder,
        }

    def clock(self, context: object = None) -> int:
        """Nanoseconds since the guest was born: a thousand millionth of a reference second each."""
        self._charge(HOST_CALL)
        return self._used() // TICK

    def resolution(self, context: object) -> int:
        """Nanoseconds between two values of the clock."""
        self._charge(HOST_CALL)
        return 1_000

    def wall(self, context: object) -> SimpleNamespace:
        """The clock as a date."""
        seconds, nanoseconds = divmod(self.clock(), 10**9)
        return SimpleNamespace(seconds=EPOCH + seconds, nanoseconds=nanoseconds)

    def wall_resolution(self, context: object) -> SimpleNamespace:
        """The same as of the other clock."""
        return SimpleNamespace(seconds=0, nanoseconds=self.resolution(context))

    def sleep(self, context: object, nanoseconds: int) -> None:
        """Burn as much fuel as the time is worth."""
        self._charge(HOST_CALL + nanoseconds * TICK)

    def random_bytes(self, context: object, count: int) -> bytes:
        """Bytes that depend on the seed and on the number of the draw."""
        if count > RANDOM_LIMIT:
            raise Refused(f"more than {RANDOM_LIMIT} random bytes at once")
        self._charge(HOST_CALL + RANDOM_BYTE * count)
        return self._draw(count)

    def random_number(self, context: object) -> int:
        """Eight of them as a number."""
        return int.from_bytes(self.random_bytes(context, 8), "little")

    def random_text(self, context: object, count: int) -> str:
        """The same as characters, which cross the border faster."""
        if count > RANDOM_LIMIT:
            raise Refused(f"more than {RANDOM_LIMIT} random bytes at once")
        self._charge(HOST_CALL + TEXT_BYTE * count)
        return self._draw(count).decode("latin-1")

    def _draw(self, count: int) -> bytes:
        self._draws += 1
        return shake_128(self._seed + self._draws.to_bytes(8, "little")).digest(count)

    def write(self, context: object, target: int, text: str) -> None:
        """Output of the guest: 1 is its standard output, 2 its standard error."""
        if len(text) > TEXT_LIMIT:
            raise Refused(f"writing more than {TEXT_LIMIT} bytes at once")
        self._charge(HOST_CALL + TEXT_BYTE * len(text))
        try:
            self._write(target, text.encode("latin-1"))
        except UnicodeEncodeError:
            raise Refused("writing characters that are no bytes") from None

    def environment(self, context: object) -> list[Any]:
        """A few variables that are the same everywhere; none of the host's."""
        self._charge(HOST_CALL)
        return list(ENVIRONMENT.items())

    def arguments(self, context: object) -> list[str]:
        """The name of the program, as libraries expect one."""
        self._charge(HOST_CALL)
        return ["agent"]

    def nothing(self, context: object) -> list[Any]:
        """No folder."""
        self._charge(HOST_CALL)
        return []

    def no_folder(self, context: object) -> None:
        """There is no current folder outside the guest."""
        self._charge(HOST_CALL)

    def refuse(self, *arguments: object) -> None:
        """What there is no way to do."""
        raise Refused("waiting on a clock of the system")
