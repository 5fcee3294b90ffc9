"""Functions and classes that were shipped as source text, each set in a module of its own."""

from __future__ import annotations

import sys

from pymw_bridge.child.progress import call_with_progress
from pymw_bridge.child.wire import dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

    from pymw_bridge.child.progress import Report


class Bundle:
    """A loaded bundle: the file at `path` holds pickled {source, module, name, imports}."""

    _loaded: dict[str, Bundle] = {}

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            bundle = loads(file.read())
        self._path = path
        self._source: str = bundle["source"]
        self._module_name: str = bundle["module"]
        self._emitted: list[Any] = []
        self._report: Report = _ignore
        self._module = self._make_module(bundle["imports"])
        self._function: Callable[..., Any] = _find(self._module, bundle["name"])

    @classmethod
    def load(cls, path: str) -> Bundle:
        """The bundle of a file; one process loads it once, for its name holds its hash."""
        if path not in cls._loaded:
            cls._loaded[path] = cls(path)
        return cls._loaded[path]

    def run(self, body: bytes, report: Report) -> bytes:
        """Call the function; the pickle of what it emitted first, or else of what it returned."""
        self._emitted, self._report = [], report
        with _Standing(self._module_name, self._module):
            args, kwargs = loads(body)
            try:
                value = call_with_progress(self._function, args, kwargs, report)
            except BaseException:
                self._remember_lines()
                raise
            return dumps(self._emitted[0] if self._emitted else value)

    def _make_module(self, imports: tuple[str, ...]) -> ModuleType:
        from importlib import import_module

        module = type(sys)(self._module_name)
        module.__file__ = self._path
        vars(module).update(
            pymw_emit_result=lambda value: self._emitted.append(value),
            pymw_set_progress=lambda ratio: self._report(ratio),
        )
        for name in imports:
            import_module(name)
            top = name.partition(".")[0]
            setattr(module, top, sys.modules[top])
        with _Standing(self._module_name, module):
            # The program's own source, from its own master. Compiled with this file's future
            # import on purpose: annotations that name what was not shipped must do no harm.
            exec(compile(self._source, self._path, "exec"), vars(module))  # noqa: S102
        return module

    def _remember_lines(self) -> None:
        """Let tracebacks show the source, which lies in no file of Python's own."""
        import linecache

        lines = self._source.splitlines(keepends=True)
        linecache.cache[self._path] = (len(self._source), None, lines, self._path)


class _Standing:
    """Puts a module in the place of another, so that pickles find its classes, during a call."""

    def __init__(self, name: str, module: ModuleType) -> None:
        self._name = name
        self._module = module
        self._before: ModuleType | None = None

    def __enter__(self) -> None:
        self._before = sys.modules.get(self._name)
        sys.modules[self._name] = self._module

    def __exit__(self, *_exc: object) -> None:
        if self._before is None:
            sys.modules.pop(self._name, None)
        else:
            sys.modules[self._name] = self._before


def _ignore(ratio: float) -> None:
    """Progress of nobody's task."""


def _find(module: ModuleType, name: str) -> Any:
    found: Any = module
    for part in name.split("."):
        found = getattr(found, part)
    return found
