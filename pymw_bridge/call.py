"""What a task calls: resolved, checked and pickled when it is submitted."""

from __future__ import annotations

import os
import pickle
import re
import sys
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pymw_bridge.errors import BadExecutable, TaskException
from pymw_bridge.source import SourceStore, source_of

if TYPE_CHECKING:
    from pymw_bridge.child.wire import Code

__all__ = ["Call", "CallMaker", "DataFile"]

DataFile = str | os.PathLike[str] | tuple[str | os.PathLike[str], str]

_REFERENCE = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")
_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Call:
    """A call ready to be sent: `code` says what, `body` is the pickled (args, kwargs).

    `files` are (absolute path, name in the task's directory). `label` is for people.
    """

    executable: Any
    label: str
    code: Code
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    body: bytes
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Target:
    """An executable that was looked into: `code`, and what goes before the arguments."""

    label: str
    code: Code
    first: tuple[Any, ...] = ()
    function: Any = None  # pickled with the arguments, for code "pickle"


class CallMaker:
    """Makes the calls of one master; writes shipped source below `directory`."""

    def __init__(self, directory: Path) -> None:
        self._sources = SourceStore(directory)
        self._targets: dict[Any, _Target] = {}

    def make(
        self,
        executable: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        modules: Iterable[str] = (),
        dep_funcs: Iterable[Any] = (),
        data_files: Iterable[DataFile] = (),
    ) -> Call:
        """A call of `executable`. Raises TaskException, saying what cannot be sent and why."""
        target = self._target(executable, _names(modules), tuple(dep_funcs))
        args = target.first + args
        content: tuple[Any, ...] = (args, kwargs)
        if target.code[0] == "pickle":
            content = (target.function, args, kwargs)
        body = _pickled(content, target.label)
        files = _checked_files(data_files)
        return Call(executable, target.label, target.code, args, kwargs, body, files)

    def _target(self, executable: Any, modules: tuple[str, ...], deps: tuple[Any, ...]) -> _Target:
        if not isinstance(executable, types.FunctionType):
            return self._look_into(executable, modules, deps)
        key = (executable, modules, deps)
        if key not in self._targets:
            if len(self._targets) >= _REMEMBERED:
                self._targets.clear()
            self._targets[key] = self._look_into(executable, modules, deps)
        return self._targets[key]

    def _look_into(
        self, executable: Any, modules: tuple[str, ...], deps: tuple[Any, ...]
    ) -> _Target:
        if isinstance(executable, str):
            return _from_text(executable)
        if not callable(executable):
            raise BadExecutable(
                "an executable is a function, 'module:function' or the path of a script,"
                f" not {type(executable).__name__}"
            )
        if isinstance(executable, types.MethodType):
            return self._from_method(executable, modules, deps)
        if isinstance(executable, types.FunctionType):
            return self._from_function(executable, modules, deps)
        return _from_object(executable)

    def _from_function(
        self, function: types.FunctionType, modules: tuple[str, ...], deps: tuple[Any, ...]
    ) -> _Target:
        label = f"{function.__module__}.{function.__qualname__}"
        if function.__name__ == "<lambda>":
            raise BadExecutable(f"{label}: a lambda cannot be sent to a worker; define a function")
        if not (modules or deps) and _importable(function):
            return _Target(label, ("ref", f"{function.__module__}:{function.__qualname__}"))
        source = source_of(function, modules, deps)
        return _Target(label, ("source", self._sources.put(source)))

    def _from_method(
        self, method: types.MethodType, modules: tuple[str, ...], deps: tuple[Any, ...]
    ) -> _Target:
        function = method.__func__
        if not isinstance(function, types.FunctionType) or isinstance(method.__self__, type):
            return _from_object(method)
        label = f"{function.__module__}.{function.__qualname__}"
        me = (method.__self__,)
        if not (modules or deps) and _importable(function):
            return _Target(label, ("ref", f"{function.__module__}:{function.__qualname__}"), me)
        source = source_of(function, modules, deps, owner=type(method.__self__))
        return _Target(label, ("source", self._sources.put(source)), me)


def _from_text(text: str) -> _Target:
    if _REFERENCE.fullmatch(text):
        return _Target(text.replace(":", "."), ("ref", text))
    path = text if text.endswith(".py") or os.path.exists(text) else f"{text}.py"
    return _Target(Path(path).stem, ("script", os.path.abspath(path)))


def _from_object(thing: Callable[..., Any]) -> _Target:
    """A class, a built-in, a partial or any other object that pickle can carry."""
    inner = thing
    while isinstance(inner, partial):
        inner = inner.func
    if getattr(inner, "__name__", "") == "<lambda>":
        raise BadExecutable("a lambda cannot be sent to a worker; define a function")
    if getattr(inner, "__module__", None) == "__main__":
        raise BadExecutable(
            f"{inner!r} lives in the main program, where workers cannot import it:"
            " move it to a module, or submit a function"
        )
    name = getattr(inner, "__qualname__", type(inner).__qualname__)
    return _Target(
        f"{getattr(inner, '__module__', None) or 'builtins'}.{name}", ("pickle", ""), (), thing
    )


def _importable(function: types.FunctionType) -> bool:
    """Whether a worker that imports the function's module finds this very function there."""
    if function.__module__ == "__main__":
        return False
    found: Any = sys.modules.get(function.__module__)
    if getattr(found, "__spec__", None) is None:
        return False
    for part in function.__qualname__.split("."):
        found = getattr(found, part, None)
    return found is function


def _names(modules: Iterable[str]) -> tuple[str, ...]:
    names = (modules,) if isinstance(modules, str) else tuple(modules)
    for name in names:
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z_][\w.]*", name):
            raise TaskException(f"modules holds {name!r}, which is not the name of a module")
    return names


def _pickled(content: tuple[Any, ...], label: str) -> bytes:
    try:
        return pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        raise TaskException(
            f"the input of {label} cannot be sent to a worker: {type(error).__name__}: {error}"
        ) from error


def _checked_files(data_files: Iterable[DataFile]) -> tuple[tuple[str, str], ...]:
    if isinstance(data_files, str | os.PathLike):
        data_files = (data_files,)
    files: dict[str, str] = {}
    for entry in data_files:
        path, name = entry if isinstance(entry, tuple) else (entry, os.path.basename(entry))
        full = os.path.abspath(path)
        if name in ("", ".", "..") or "/" in name or os.sep in name or "\0" in name:
            raise TaskException(f"data file {full}: {name!r} is not a plain file name")
        if not os.path.isfile(full):
            raise TaskException(f"data file {full} does not exist or is not a file")
        if files.setdefault(name, full) != full:
            raise TaskException(
                f"data files {files[name]} and {full} would both be called {name!r};"
                " give one another name with a pair (path, name)"
            )
    return tuple((path, name) for name, path in files.items())
