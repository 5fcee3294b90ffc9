"""What a team takes for granted of its process, when several teams share one."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType


class Home:
    """The folder, the path and the modules of one team, while another shares the process.

    Two equal teams have one home, so that the modules beside their main file exist once, as in
    the original's only folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = sys.path[:]
        self._modules: dict[str, ModuleType] = {}

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """Make the process look as the team's own would, and put it back."""
        outside, path = os.getcwd(), sys.path[:]
        os.chdir(self.folder)
        sys.path[:] = self._path
        sys.modules.update(self._modules)
        known = len(sys.modules)
        try:
            yield
        finally:
            os.chdir(outside)
            self._path, sys.path[:] = sys.path[:], path
            if len(sys.modules) != known:
                self._modules = self._own_modules()
            for name in self._modules:
                sys.modules.pop(name, None)

    def _own_modules(self) -> dict[str, ModuleType]:
        home = f"{self.folder}{os.sep}"
        return {
            name: module
            for name, module in sys.modules.items()
            if _place_of(module).startswith(home)
        }


def _place_of(module: ModuleType) -> str:
    """The file of a module, or the folder of a package without one."""
    folders = list(getattr(module, "__path__", None) or [""])
    return str(getattr(module, "__file__", None) or folders[0])
