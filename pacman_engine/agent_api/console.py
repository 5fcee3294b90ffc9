"""The functions of `util` that print, stop or look names up."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any, NoReturn, TextIO


def raiseNotDefined() -> NoReturn:
    """Say which method is missing and leave the process (SystemExit 1), as the original does."""
    frame = sys._getframe(1)
    name, file = frame.f_code.co_name, frame.f_code.co_filename
    print(f"*** Method not implemented: {name} at line {frame.f_lineno} of {file}")
    sys.exit(1)


def pause() -> None:
    """Wait for the return key."""
    print("<Press enter/return to continue>")
    input()


def lookup(name: str, namespace: Mapping[str, Any]) -> Any:
    """A dotted name in the modules of `namespace`, or a plain name in it or in one of them.

    Raises an Exception when there is none, or more than one.
    """
    module_name, dot, attribute = name.rpartition(".")
    if dot:
        return getattr(namespace[module_name], attribute)
    modules = [value for value in namespace.values() if isinstance(value, ModuleType)]
    found = [getattr(module, name) for module in modules if hasattr(module, name)]
    found += [value for key, value in namespace.items() if key == name]
    if len(found) != 1:
        raise Exception(f"{name} was found {len(found)} times as a method or class")
    return found[0]


class WritableNull:
    """A stream that swallows what is written to it."""

    def write(self, string: str) -> None:
        """Drop the text."""

    def flush(self) -> None:
        """Nothing to do."""


_muted: list[TextIO] = []


def mutePrint() -> None:
    """Send standard output nowhere until `unmutePrint`."""
    if not _muted:
        _muted.append(sys.stdout)
        sys.stdout = WritableNull()


def unmutePrint() -> None:
    """Undo `mutePrint`."""
    if _muted:
        sys.stdout = _muted.pop()
