"""Guests: instances of an image, each with a memory of its own, called with text and fuel."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from pymw_bridge.interpreter import compiled, memory_limits, stage
from pymw_bridge.interpreter.constants import FUEL_PER_SECOND, MEMORY, WASM_STACK
from pymw_bridge.interpreter.errors import (
    ImageError,
    InterpreterError,
    OutOfFuel,
    StackExhausted,
    Trapped,
)
from pymw_bridge.interpreter.images import Image
from pymw_bridge.interpreter.imports import Imports, Refused, Write

if TYPE_CHECKING:
    from wasmtime import Engine, Store
    from wasmtime.component import Component, Linker

WASMTIME = "50.0.1"
_BIRTH_FUEL = FUEL_PER_SECOND
# The wall clock is only a backstop: this many times the reference time, and a minute. Programs that
# do nothing but wait for memory take up to fourteen times as long as their fuel says, and no team
# may get out of a loss by being one of them on a busy machine.
WALL_FACTOR, _WALL_SPARE = 30, 60.0


def missing_part() -> str | None:
    """What keeps this machine from running guests, as a sentence; None if nothing does."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("wasmtime")
        import wasmtime  # noqa: F401 - its native library may be missing for this machine
    except PackageNotFoundError:
        return f"wasmtime is not installed: pip install wasmtime=={WASMTIME}."
    except (ImportError, OSError, RuntimeError) as error:
        return f"wasmtime does not run on this machine: {error}."
    if found != WASMTIME:
        return f"wasmtime {found} is installed, and results need {WASMTIME}."
    return memory_limits.unfit()


class Guest:
    """One instance of an image. Must be made and called on a stage; `close` it in the end.

    ``seed`` decides all randomness; ``write(stream, data)`` gets what it prints. ``fuel`` is what
    all calls so far have used.
    """

    def __init__(self, image: Image, *, seed: bytes, write: Write, memory: int = MEMORY) -> None:
        from wasmtime import Store
        from wasmtime.component import Linker

        if stage.current() is None:
            raise RuntimeError("a guest needs the large stack of a stage")
        engine, component = _loaded(image)
        self.fuel = 0
        self._budget = _BIRTH_FUEL
        self._store: Store | None = Store(engine)
        self._store.set_limits(
            memory_size=memory, table_elements=50_000, instances=200, tables=50, memories=10
        )
        self._store.set_fuel(_BIRTH_FUEL)
        linker = Linker(engine)
        linker.allow_shadowing = True
        linker.define_unknown_imports_as_traps(component)
        self._imports = Imports(seed, self._used, self._charge, write)
        self._imports.link(linker)
        self._function = self._find(linker, component)

    def _find(self, linker: Linker, component: Component) -> Callable[..., Any]:
        from wasmtime import WasmtimeError

        store = self._living()
        try:
            instance = linker.instantiate(store, component)
        except WasmtimeError as error:
            self.close()
            why = str(error).strip().splitlines()[-1].strip()
            raise InterpreterError(f"this machine could not make a guest: {why}") from error
        function: Callable[..., Any] | None = instance.get_func(store, "call")
        if function is None:
            raise ImageError("This image is of another make: it has no function to call.")
        return function

    def call(self, request: str, fuel: int) -> str:
        """Hand over a request with so much fuel; returns the reply.

        Raises `OutOfFuel`, `StackExhausted` or `Trapped`; then the guest is dead and can only be
        closed. Raises `InterpreterError` if it is the host that failed. `WallClock` is raised in
        the thread that waits for the stage.
        """
        store = self._living()
        self._budget = fuel
        store.set_fuel(fuel)
        stage.watched(WALL_FACTOR * fuel / FUEL_PER_SECOND + _WALL_SPARE)
        try:
            reply: str = self._function(store, request)
        except Exception as error:
            raise self._ended(error) from None
        finally:
            stage.unwatched()
        self.fuel += self._budget - store.get_fuel()
        self._budget = 0
        return reply

    def _living(self) -> Store:
        if self._store is None:
            raise InterpreterError("this guest has ended")
        return self._store

    def _ended(self, error: Exception) -> Exception:
        from wasmtime import Trap, WasmtimeError

        left = self._left()
        spent = self._budget - left
        self.close()
        text = str(error)
        if not isinstance(error, Trap | WasmtimeError):  # while texts crossed the border
            return InterpreterError(f"the host failed: {error!r:.300}")
        if left == 0 and self._imports.failure is None:
            return OutOfFuel("It had used all of its fuel.", spent)
        if "call stack exhausted" in text:
            return StackExhausted("It had used all of its native stack.")
        failure = self._imports.failure
        if isinstance(failure, Refused):
            return Trapped(f"It asked for what the sandbox does not have: {failure}.")
        if failure is not None:
            return InterpreterError(f"a host function failed: {failure!r:.300}")
        return Trapped(_what_trapped(text))

    def _left(self) -> int:
        return 0 if self._store is None else self._store.get_fuel()

    def _used(self) -> int:
        """Fuel of all calls, the running one too."""
        return self.fuel + self._budget - self._left()

    def _charge(self, fuel: int) -> None:
        store = self._living()
        store.set_fuel(max(store.get_fuel() - fuel, 0))

    def close(self) -> None:
        """Give back its memory; may be called twice."""
        store, self._store = self._store, None
        if store is not None:
            store.close()


def _what_trapped(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    if "unknown import" in last:
        name = last.split("`")[1] if "`" in last else last
        if name.startswith("wasi:cli/exit"):
            return "It ended its own process."
        if not name.startswith("wasi:cli/std"):  # else it prints that it is breaking down
            return f"It reached for {name}, which the sandbox does not have."
    return "Its interpreter broke down."


def prepare(image: Image) -> None:
    """Load an image, compiling it first if this machine has not done so yet."""
    _loaded(image)


def is_compiled(image: Image) -> bool:
    """Whether its code for this machine lies ready."""
    return compiled.is_private(_code_path(image))


def _loaded(image: Image) -> tuple[Engine, Component]:
    return _load(image, os.getpid())


@cache
def _load(image: Image, process: int) -> tuple[Engine, Component]:
    # By process: a forked child must not share the threads and locks of its parent's engine.
    # Forgotten before the interpreter takes its modules apart, which wasmtime needs to clean up.
    atexit.register(_load.cache_clear)
    from wasmtime import WasmtimeError
    from wasmtime.component import Component

    missing = missing_part()
    if missing is not None:
        raise ImageError(missing)
    engine = _engine()
    path = _code_path(image)
    try:
        if compiled.load_or_make(path, lambda: _compile(engine, image)):
            return engine, Component.deserialize_file(engine, str(path))
        return engine, Component(engine, image.read())
    except WasmtimeError as error:
        path.unlink(missing_ok=True)
        cause = str(error).strip().splitlines()[-1].strip()  # after what wasmtime was about
        raise ImageError(f"The image {image.sha256[:12]} cannot be loaded: {cause}.") from error


def _compile(engine: Engine, image: Image) -> bytes:
    from wasmtime.component import Component

    return bytes(Component(engine, image.read()).serialize())


def _code_path(image: Image) -> Any:
    folder = image.path.parent / "compiled"
    return compiled.path_of(image, f"{WASMTIME} {WASM_STACK}", folder)


def _engine() -> Engine:
    from wasmtime import Config, Engine, _bindings

    config = Config()
    config.consume_fuel = True
    config.cranelift_nan_canonicalization = True
    config.wasm_relaxed_simd = False
    config.wasm_threads = False
    # The library ends the process if the first is not larger than the second.
    _bindings.wasmtime_config_async_stack_size_set(config.ptr(), 2 * WASM_STACK)
    config.max_wasm_stack = WASM_STACK
    return Engine(config)
