"""Python Master-Worker: one program, run on any set of workers.

The public names are loaded when they are first used, because worker processes import parts of
this package and must start quickly.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers read it as True; importing `typing` would slow every worker

if TYPE_CHECKING:
    from typing import Any

    from pymw_bridge.errors import (
        BadExecutable,
        CodecError,
        InterfaceException,
        JournalError,
        PymwError,
        TaskError,
        TaskException,
        TaskTimeout,
        WorkerDied,
    )
    from pymw_bridge.journal import FileJournal, Journal
    from pymw_bridge.mapreduce import MapReduce
    from pymw_bridge.master import Master
    from pymw_bridge.options import add_options, get_interface, parse_options
    from pymw_bridge.task import Task, TaskState, Times

_HOMES = {
    "errors": (
        "BadExecutable",
        "CodecError",
        "InterfaceException",
        "JournalError",
        "PymwError",
        "TaskError",
        "TaskException",
        "TaskTimeout",
        "WorkerDied",
    ),
    "journal": ("FileJournal", "Journal"),
    "mapreduce": ("MapReduce",),
    "master": ("Master",),
    "options": ("add_options", "get_interface", "parse_options"),
    "task": ("Task", "TaskState", "Times"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "BadExecutable",
    "CodecError",
    "FileJournal",
    "InterfaceException",
    "Journal",
    "JournalError",
    "MapReduce",
    "Master",
    "PymwError",
    "Task",
    "TaskError",
    "TaskException",
    "TaskState",
    "TaskTimeout",
    "Times",
    "WorkerDied",
    "add_options",
    "get_interface",
    "parse_options",
]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME_OF])
