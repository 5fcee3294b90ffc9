"""Where this server can run agents: which backends are complete, and what the others lack."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from pymw_bridge.interpreter.errors import InterpreterError
from pymw_bridge.interpreter.images import Image

BUILD = "python -m pacman_engine image build"
_PIN = re.compile(r"^wasmtime==(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Standing:
    """One backend here: `missing` is a sentence on what it lacks, empty if it is complete."""

    name: str
    missing: str

    @property
    def complete(self) -> bool:
        return not self.missing


def standing(name: str) -> Standing:
    """How a backend stands on this machine."""
    missing = {"wasm": _missing_for_wasm, "native": _missing_for_native}
    return Standing(name, missing.get(name, _missing_for_process)())


def offered() -> list[Standing]:
    """The backends that a tournament can be played in, the default first.

    The sandbox always; native only on a trusted server; light isolation only where the whole site
    was set to it.
    """
    names = ["wasm"]
    if settings.NATIVE_TRUSTED:
        names.append("native")
    if settings.SANDBOX not in names:
        names.append(settings.SANDBOX)
    names.sort(key=lambda name: name != settings.SANDBOX)
    return [standing(name) for name in names]


def offers_native() -> bool:
    """True if native tournaments can be played here."""
    return bool(settings.NATIVE_TRUSTED) and standing("native").complete


def pinned_wasmtime() -> str:
    """The version of wasmtime that this site was made for; empty if its list is not there."""
    listed = Path(settings.BASE_DIR / "requirements.txt")
    found = _PIN.search(listed.read_text("utf-8")) if listed.is_file() else None
    return found[1] if found else ""


def current_image_or_none() -> Image | None:
    """The image that this version plays in, if it is built; it never builds one."""
    if _wasmtime_problem():
        return None
    from pacman_engine.runtime import current_image

    try:
        return current_image(build=False)
    except InterpreterError:
        return None


def _missing_for_wasm() -> str:
    problem = _wasmtime_problem()
    if problem:
        return problem
    if current_image_or_none() is None:
        return f"The runtime image is not built yet. Build it once with: {BUILD}"
    return ""


def _wasmtime_problem() -> str:
    if importlib.util.find_spec("pacman_engine.runtime") is None:
        return "This version has no sandbox of its own yet."
    try:
        here = importlib.metadata.version("wasmtime")
    except importlib.metadata.PackageNotFoundError:
        return "wasmtime is not installed: run scripts/setup.sh again."
    wanted = pinned_wasmtime()
    if wanted and here != wanted:
        return f"wasmtime is {here}, this site needs {wanted}: run scripts/setup.sh again."
    return ""


def _missing_for_native() -> str:
    if not settings.NATIVE_TRUSTED:
        return "Agents run natively only on a server that NATIVE_TRUSTED=1 marks as trusted."
    try:
        from pymw_bridge.interpreter.native import missing_layers
    except ImportError:
        return "This version has no native jail."
    missing = [str(layer) for layer in missing_layers()]
    return f"This system lacks {', '.join(missing)}." if missing else ""


def _missing_for_process() -> str:
    if not settings.ALLOW_LIGHT_ISOLATION or os.environ.get("ALLOW_LIGHT_ISOLATION") != "1":
        return "Light isolation must be allowed with ALLOW_LIGHT_ISOLATION=1."
    return ""
