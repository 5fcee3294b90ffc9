"""A process in the native jail: bubblewrap, Landlock, a list of allowed system calls, limits."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import select
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from time import monotonic

from pymw_bridge.interpreter.native import bubblewrap, reaper, strict
from pymw_bridge.interpreter.native.cell import (
    BOOT_SECONDS,
    ENVIRONMENT,
    START,
    Cell,
    NotIsolated,
    NotStarted,
    Program,
    TooFull,
)
from pymw_bridge.interpreter.native.jail import FIRST_USER
from pymw_bridge.interpreter.native.limits import MEGABYTE, ProcessLimits
from pymw_bridge.interpreter.native.stopwatch import Stopwatch

LIMITS = ProcessLimits(folder_bytes=16 * MEGABYTE)
_USERS = 4_000_000
_PAGE = 4096
_SIGNALLED = 128  # bubblewrap's exit code for a process that a signal ended, plus the signal
_APART = ("pid", "net", "mnt", "ipc", "uts", "cgroup")
_ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class JailedCell(Cell):
    """A process that sees ``files`` (names with slashes) in its folder, and almost nothing else.

    ``packages`` is a folder of packages to import beside the standard library, or None. A call
    that is not too slow by the stopwatch, and yet lasts ten times as long and a minute by the wall,
    is Stalled. ``without`` names layers of `strict` to leave out: only tests may do that.
    """

    def __init__(
        self,
        program: Program,
        files: Mapping[str, bytes],
        limits: ProcessLimits = LIMITS,
        *,
        packages: Path | None = None,
        patient: bool = True,
        without: tuple[str, ...] = (),
    ) -> None:
        self._program = program
        self._files = files
        self._packages = packages
        self._without = without
        self._handle = self._folder = -1
        self._names = 0
        super().__init__(limits, patient=patient)

    def _launch(self, requests: int, replies: int) -> subprocess.Popen[bytes]:
        if bubblewrap.find() is None:
            raise NotIsolated("bubblewrap is not installed")
        self._info, info = os.pipe()
        try:
            return subprocess.Popen(  # noqa: S603 - our own program and arguments
                self._command(requests, replies, info),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd="/",
                env=_environment(),
                pass_fds=(requests, replies, info),
                start_new_session=True,
            )
        except BaseException:
            os.close(self._info)
            raise
        finally:
            os.close(info)

    def _command(self, requests: int, replies: int, info: int) -> list[str]:
        used = sum(-(-len(content) // _PAGE) * _PAGE for content in self._files.values())
        size = self.limits.folder_bytes + used
        room = bubblewrap.Room(self._program.roots, self._packages, size)
        options = ["-P", "-s", "-S", "-B", "-c", START, str(requests), str(replies)]
        walls = json.dumps({"strict": True, **asdict(self._walls())})
        paths = bubblewrap.PROGRAMS
        return [*bubblewrap.command(room, info), *options, walls, self._program.module, paths]

    def _walls(self) -> strict.Walls:
        largest = max(map(len, self._files.values()), default=0)
        return strict.Walls(
            bubblewrap.HOME,
            replace(self.limits, file_bytes=max(self.limits.file_bytes, largest)),
            FIRST_USER + secrets.randbelow(_USERS) if os.geteuid() == 0 else None,
            bubblewrap.PACKAGES if self._packages is not None else None,
            self._without,
        )

    def _first_words(self) -> object:
        return {name: base64.b64encode(data).decode() for name, data in self._files.items()}

    def _stopwatch_of_process(self) -> Stopwatch:
        number = self._number_of_process()
        try:
            self._handle = os.pidfd_open(number)
            if _parent_of(number) != self.process.pid:
                raise NotStarted(self.last_words())
        except OSError as error:
            raise NotStarted(self.last_words()) from error
        self.number = number
        stopwatch = Stopwatch(number, patient=self._patient, least_share=0.0)
        if self._patient and not stopwatch.tells:
            stopwatch.close()
            raise NotIsolated("its time on the processor cannot be read")
        return stopwatch

    def _number_of_process(self) -> int:
        """What bubblewrap says of it, once it has made it."""
        text, end = b"", monotonic() + BOOT_SECONDS
        told = select.poll()
        told.register(self._info, select.POLLIN)
        while told.poll(max(end - monotonic(), 0) * 1000) and (piece := os.read(self._info, _PAGE)):
            text += piece
        try:
            return int(json.loads(text)["child-pid"])
        except (ValueError, KeyError, TypeError) as error:
            raise NotStarted(self.last_words()) from error

    def _inspect(self) -> None:
        """Look from outside whether it is shut in, and take hold of its folder."""
        try:
            open_walls = [*_shared_namespaces(self.number), *self._open_walls()]
            self._folder = os.open(f"/proc/{self.number}/root{bubblewrap.HOME}", os.O_PATH)
        except OSError as error:
            raise NotIsolated(f"its walls cannot be seen: {error.strerror}") from error
        if open_walls:
            raise NotIsolated(", ".join(open_walls))
        self._names = self._names_in_folder()

    def _open_walls(self) -> Iterator[str]:
        status = reaper.status(Path("/proc", str(self.number)))
        if int(status["CapEff"], 16) or int(status["CapPrm"], 16) or status["NoNewPrivs"] != "1":
            yield "it has privileges or can get some"
        if int(status["Uid"].split()[0]) == 0:
            yield "it is root"
        if status["Seccomp"] != "2" and "seccomp" not in self._without:
            yield "it has no system call filter (seccomp)"

    def _names_in_folder(self) -> int:
        filled = os.fstatvfs(self._folder)
        return filled.f_files - filled.f_ffree

    def _watch(self) -> None:
        # Its bytes are bounded by the mount; the kernel's memory for names is not.
        allowed = self.limits.folder_entries
        if self._folder >= 0 and self._names_in_folder() - self._names > allowed:
            raise TooFull(f"It made more than {allowed} files or folders.")

    def _wall_cap(self, seconds: float) -> float:
        return 10 * seconds + 60

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, number)

    def exit_code(self) -> int | None:
        """How it ended (a signal is negative), or None if it lives for another second."""
        try:
            code = self.process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            return None
        return _SIGNALLED - code if code > _SIGNALLED else code

    def _end(self) -> None:
        if self._handle >= 0:
            # The first process of its namespace: all others in there die with it.
            self._signal(signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=BOOT_SECONDS)
        self.process.kill()
        self.process.wait()
        for descriptor in (self._info, self._handle, self._folder):
            if descriptor >= 0:
                os.close(descriptor)


def _environment() -> dict[str, str]:
    home = bubblewrap.HOME
    return {**bubblewrap.environment(), **ENVIRONMENT, **_ALONE, "HOME": home, "TMPDIR": home}


def _shared_namespaces(process: int) -> Iterator[str]:
    for name in (*_APART, *(["user"] if os.geteuid() != 0 else [])):
        ours, its = (os.readlink(f"/proc/{it}/ns/{name}") for it in (os.getpid(), process))
        if ours == its:
            yield f"it shares the namespace {name} with its parent"


def _parent_of(process: int) -> int:
    return int(reaper.status(Path("/proc", str(process)))["PPid"])
