"""Bubblewrap: a process that sees no machine but an empty one.

It gets namespaces of its own (processes, network, mounts, ipc, host name, control groups and, when
not started by root, users) and an almost empty read-only file system: Python, its library, shared
objects, four devices, and one folder to write in, which is memory and vanishes with the process.
Each namespace is demanded, none tried, so that bubblewrap fails where one cannot be had.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import glob
from pathlib import Path

from pymw_bridge.interpreter.native import libraries

HOME, PROGRAMS, PACKAGES = "/home", "/program", "/packages"
NOBODY = "65534"
NAMESPACES = ("ipc", "pid", "net", "uts", "cgroup")
_PROBE_SECONDS = 20.0
_OTHER_PACKAGES = (
    "/usr/lib/python3/dist-packages",
    "/usr/lib/python3*/site-packages",
    "/usr/local/lib/python3*/*-packages",
)


@dataclass(frozen=True)
class Room:
    """What is to be seen: programs, a folder of packages (or None), bytes that can be written."""

    programs: tuple[Path, ...]
    packages: Path | None
    size: int


def find() -> str | None:
    """Where bubblewrap is, or None."""
    return shutil.which("bwrap", path=f"{os.environ.get('PATH', os.defpath)}:/usr/bin")


def command(room: Room, info: int) -> list[str]:
    """Bubblewrap and the interpreter in it, to be followed by the interpreter's arguments.

    It writes the number of the process to the descriptor ``info``.
    """
    python = os.path.realpath(sys.executable)
    readable = [*libraries.SHARED, *libraries.standard_folders(), python, *_own_library()]
    return [
        *_shell(),
        *("--info-fd", str(info)),
        *_folders([*readable, *libraries.DEVICES, f"{PROGRAMS}/x"]),
        *_read_only(readable),
        *_hidden(),
        *_devices(),
        *_programs(room),
        *_writable(HOME, room.size),
        *("--remount-ro", "/", "--chdir", HOME, "--", python),
    ]


def environment() -> dict[str, str]:
    """What bubblewrap's process needs to find beside the program's own variables."""
    library = sysconfig.get_config_var("LIBDIR")
    return {"LD_LIBRARY_PATH": str(library)} if _own_library() else {}


def refusal() -> str | None:
    """Why bubblewrap cannot shut anything in here, as it says itself; None if it can."""
    probe = [*_shell(), "--ro-bind", "/", "/", *_writable("/tmp", 4096), "--", "true"]  # noqa: S108
    try:
        done = subprocess.run(  # noqa: S603 - our own program and arguments
            probe, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False, cwd="/"
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return None if done.returncode == 0 else done.stderr.strip()[-200:] or "no reason given"


def _shell() -> list[str]:
    """Bubblewrap with its namespaces, and as little of a user as can be had.

    Started by root, the process begins as root with nothing but the right to become another user,
    which it does at once: a namespace of users would have to show it as root to the files outside.
    """
    if os.geteuid() == 0:
        user = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        user = ["--unshare-user", "--uid", NOBODY, "--gid", NOBODY]
    spaces = [f"--unshare-{name}" for name in NAMESPACES]
    ends = ["--die-with-parent", "--new-session", "--as-pid-1", "--hostname", "jail"]
    return [find() or "bwrap", *user, *spaces, *ends]


def _folders(paths: Iterable[str]) -> Iterator[str]:
    """The folders above all paths. Those that bubblewrap makes unasked only their owner enters."""
    above = {parent for path in paths for parent in Path(path).parents}
    for folder in sorted(above - {Path("/")}):
        yield from ("--perms", "0755", "--dir", str(folder))


def _read_only(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if os.path.islink(path):
            yield from ("--symlink", os.readlink(path), path)
        elif os.path.exists(path):
            yield from ("--ro-bind", path, path)


def _own_library() -> list[str]:
    """The shared library of a Python that keeps its own somewhere else than the system does."""
    if not sysconfig.get_config_var("Py_ENABLE_SHARED"):
        return []
    path = os.path.join(
        str(sysconfig.get_config_var("LIBDIR")), str(sysconfig.get_config_var("INSTSONAME"))
    )
    return [path] if os.path.exists(path) and not path.startswith(libraries.SHARED) else []


def _hidden() -> Iterator[str]:
    """Nothing is where packages are installed: those of the machine are not the guest's."""
    library = os.path.dirname(os.__file__)
    patterns = [f"{library}/*-packages"]
    patterns += [p for p in _OTHER_PACKAGES if p.startswith((*libraries.SHARED, library))]
    for path in sorted({path for pattern in patterns for path in glob(pattern)}):
        if os.path.isdir(path) and not os.path.islink(path):
            yield from ("--tmpfs", path, "--remount-ro", path)


def _devices() -> Iterator[str]:
    for path in libraries.DEVICES:
        yield from ("--dev-bind", path, path)


def _programs(room: Room) -> Iterator[str]:
    for path in room.programs:
        yield from ("--ro-bind", str(path), f"{PROGRAMS}/{path.name}")
    if room.packages is not None:
        yield from ("--ro-bind", str(room.packages), PACKAGES)


def _writable(path: str, size: int) -> list[str]:
    return ["--perms", "0777", "--size", str(size), "--tmpfs", path]
