"""Where this server can run agents: which backends are complete, and what the others lack."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from pacman_engine.teams.backends import require_backend
from pacman_engine.teams.driver import BackendUnavailable
from pymw_bridge.interpreter.errors import InterpreterError
from pymw_bridge.interpreter.images import Image

BUILD = "python -m pacman_engine image build"
_NOT_TRUSTED = "Agents run natively only on a server that NATIVE_TRUSTED=1 marks as trusted."
_NOT_LIGHTLY = "Light isolation must be allowed with ALLOW_LIGHT_ISOLATION=1."


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


def not_allowed(name: str) -> str:
    """Why agents may not run in a backend on this server, however complete it is; "" if they may.

    This is asked whenever they are about to: what was allowed once may not be any more.
    """
    if name == "wasm":
        return ""
    if name == "native":
        return "" if settings.NATIVE_TRUSTED else _NOT_TRUSTED
    if name == "process":
        return "" if settings.ALLOW_LIGHT_ISOLATION else _NOT_LIGHTLY
    return f"No agents of others run in {name!r}."


def offers_native() -> bool:
    """True if native tournaments can be played here."""
    return bool(settings.NATIVE_TRUSTED) and standing("native").complete


def current_image_or_none() -> Image | None:
    """The image that this version plays in, if it is built; it never builds one."""
    from pacman_engine.runtime import current_image

    try:
        return current_image(build=False)
    except InterpreterError:
        return None


def missing_native_layers() -> list[str]:
    """What this machine lacks for the native jail, trusted or not; empty if nothing is missing."""
    from pymw_bridge.interpreter.native.layers import missing_layers

    return missing_layers()


def lines() -> list[str]:
    """One line for each backend: whether it is complete on this machine, or what it lacks."""
    wasm = standing("wasm")
    image = current_image_or_none()
    words = f"complete, image {image.sha256[:12]}" if image and wasm.complete else wasm.missing
    layers = missing_native_layers()
    native = f"lacks {'; '.join(layers)}" if layers else "complete"
    if not settings.NATIVE_TRUSTED:
        native += " (not offered: NATIVE_TRUSTED is not set)"
    used = f"uploads are checked in: {settings.SANDBOX}"
    return [f"backend wasm: {words}", f"backend native: {native}", used]


def _missing_for_wasm() -> str:
    lacking = _unavailable("wasm")
    if not lacking and current_image_or_none() is None:
        return f"The runtime image is not built yet. Build it once with: {BUILD}"
    return lacking


def _missing_for_native() -> str:
    if not settings.NATIVE_TRUSTED:
        return _NOT_TRUSTED
    layers = missing_native_layers()
    return f"This system lacks {'; '.join(layers)}." if layers else _unavailable("native")


def _missing_for_process() -> str:
    if not settings.ALLOW_LIGHT_ISOLATION:
        return _NOT_LIGHTLY
    return _unavailable("process")


def _unavailable(name: str) -> str:
    try:
        require_backend(name)
    except BackendUnavailable as error:
        return str(error)
    return ""
