"""Modules that the sandbox lacks and that a native Python may have."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder

from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.driver import TeamFault

# What agents of courses import besides the standard library; a misspelt name is in no such list.
COMMON_PACKAGES = frozenset(
    {"numpy", "scipy", "pandas", "sklearn", "skimage", "sympy", "networkx", "joblib", "numba"}
    | {"torch", "torchvision", "tensorflow", "keras", "jax", "xgboost", "lightgbm", "gym"}
    | {"gymnasium", "cv2", "PIL", "matplotlib", "statsmodels", "cython"}
)


def native_module(fault: TeamFault | None, archive: TeamArchive) -> str:
    """The module for whose sake a team could play natively only; "" if it is not about that.

    That is a module that could not be found, is no file of the team, and exists elsewhere: in
    Python's library, among what an operator has installed here, or among the common packages.
    """
    if fault is None or fault.error != "ModuleNotFoundError" or not fault.module:
        return ""
    name = fault.module.partition(".")[0]
    if not name.isidentifier() or _is_own(name, archive):
        return ""
    known = name in COMMON_PACKAGES or name in sys.stdlib_module_names or _is_installed(name)
    return name if known else ""


def _is_own(name: str, archive: TeamArchive) -> bool:
    paths = [f"/{path}" for path in archive.files]
    return any(f"/{name}/" in path or path.endswith(f"/{name}.py") for path in paths)


def _is_installed(name: str) -> bool:
    # Finding a module on the top level runs nothing of it.
    return PathFinder.find_spec(name) is not None
