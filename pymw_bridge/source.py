"""Functions as source text, for workers that cannot import them."""

from __future__ import annotations

import hashlib
import inspect
import os
import pickle
import textwrap
import types
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymw_bridge.errors import BadExecutable

__all__ = ["Source", "SourceStore", "source_of"]


@dataclass(frozen=True, slots=True)
class Source:
    """Text that defines `name` (dotted for a method), to run as `module` after `imports`."""

    text: str
    module: str
    name: str
    imports: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over all of it."""
        parts = (self.text, self.module, self.name, *self.imports)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def source_of(
    function: types.FunctionType,
    imports: tuple[str, ...],
    dep_funcs: tuple[Any, ...],
    owner: type | None = None,
) -> Source:
    """The source of a function (or of the class that owns it) with its helpers before it.

    Raises BadExecutable for what source alone cannot carry: closures, and functions typed into an
    interactive session.
    """
    heads = _classes(owner) if owner is not None else (function,)
    name = function.__qualname__ if owner is not None else function.__name__
    texts = [_text(thing) for thing in dict.fromkeys((*dep_funcs, *heads))]
    return Source("\n\n".join(texts), function.__module__, name, imports)


def _classes(owner: type) -> tuple[type, ...]:
    """A class and those of its bases that stand in the same module, bases first."""
    return tuple(c for c in reversed(owner.__mro__) if c.__module__ == owner.__module__)


def _text(thing: Any) -> str:
    if not isinstance(thing, types.FunctionType | type):
        raise BadExecutable(f"{thing!r} is neither a function nor a class; its source is not known")
    if thing.__name__ == "<lambda>":
        raise BadExecutable("a lambda cannot be sent to a worker; define a function")
    if isinstance(thing, types.FunctionType) and thing.__code__.co_freevars:
        names = ", ".join(thing.__code__.co_freevars)
        raise BadExecutable(
            f"{thing.__qualname__} uses {names} of the function around it, which a worker has not:"
            " pass them as input, or define it at the top level of a module"
        )
    try:
        return textwrap.dedent(inspect.getsource(thing))
    except (OSError, TypeError) as error:
        raise BadExecutable(
            f"the source of {thing.__qualname__} cannot be read ({error}); put it in a file"
        ) from error


class SourceStore:
    """Bundles of source below a directory, one file per content, written once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def put(self, source: Source) -> str:
        """The path of a bundle with this source."""
        path = self._directory / f"{source.digest}.bundle"
        if not path.exists():
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary = path.with_suffix(f".{os.getpid()}.part")
            temporary.write_bytes(
                pickle.dumps(
                    {
                        "source": source.text,
                        "module": source.module,
                        "name": source.name,
                        "imports": source.imports,
                    }
                )
            )
            os.replace(temporary, path)
        return str(path)
