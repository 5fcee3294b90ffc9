"""Makes the contest's module names importable: in a team's child for good, elsewhere for a while.

Every spelling of a module is the same module object, so classes imported under different names are
the same classes. Our modules win over files of the same name that a team brings along.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.abc import Loader
else:
    Loader = object  # importlib.abc takes 15 ms to import, and a loader need not derive from it

_MODULES = {
    "util": ["util"],
    "game": ["game"],
    "layout": ["layout"],
    "capture": ["capture"],
    "capture_agents": ["captureAgents"],
    "distance_calculator": ["distanceCalculator"],
    "baseline_team": ["baselineTeam"],
    "keyboard_agents": ["keyboardAgents"],
    "text_display": ["textDisplay"],
    "graphics_display": ["captureGraphicsDisplay", "capture_graphics_display", "graphicsDisplay"],
    "graphics_utils": ["graphicsUtils"],
    "maze_generator": ["mazeGenerator"],
}
_PACKAGE = "contest"
_HOME = f"{__name__.rpartition('.')[0]}.modules"

FLAT_NAMES: dict[str, str] = {
    name: f"{_HOME}.{module}" for module, names in _MODULES.items() for name in [module, *names]
}
"""Student's module name -> our module."""

_ALL_NAMES = [_PACKAGE, *FLAT_NAMES, *(f"{_PACKAGE}.{name}" for name in FLAT_NAMES)]


class StudentModules(Loader):
    """A finder and loader for the contest's names: flat, and inside the package `contest`."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Ours, or None so that the search goes on."""
        if fullname == _PACKAGE:
            return ModuleSpec(fullname, self, is_package=True)
        if fullname.removeprefix(f"{_PACKAGE}.") in FLAT_NAMES:
            return ModuleSpec(fullname, self)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """The one module behind the name (the empty package `contest` is made new)."""
        if spec.name == _PACKAGE:
            return None
        return _TwinModule(spec.name, FLAT_NAMES[spec.name.removeprefix(f"{_PACKAGE}.")])

    def exec_module(self, module: ModuleType) -> None:
        """Put the shared module itself under the name."""
        if isinstance(module, _TwinModule):
            sys.modules[module.__name__] = importlib.import_module(module.source)


class _TwinModule(ModuleType):
    """A place holder during the import; `sys.modules` then holds the shared module."""

    def __init__(self, name: str, source: str) -> None:
        super().__init__(name)
        self.source = source


def install() -> None:
    """Make the names importable in this process; calling it again changes nothing."""
    if not any(isinstance(finder, StudentModules) for finder in sys.meta_path):
        sys.meta_path.insert(0, StudentModules())


def uninstall() -> None:
    """Undo `install` and forget the imported names."""
    sys.meta_path[:] = [f for f in sys.meta_path if not isinstance(f, StudentModules)]
    _take_names()


def _take_names() -> dict[str, ModuleType]:
    """Remove the contest's names from `sys.modules`; returns what was under them."""
    return {name: sys.modules.pop(name) for name in _ALL_NAMES if name in sys.modules}


@contextmanager
def installed() -> Iterator[None]:
    """The names are importable inside the `with`, and what they hid is back after it."""
    outside = any(isinstance(finder, StudentModules) for finder in sys.meta_path)
    hidden = {} if outside else _take_names()
    install()
    try:
        yield
    finally:
        if not outside:
            uninstall()
            sys.modules.update(hidden)
