"""Files in memory: random work on them gives what the same work gives on real files."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pymw_bridge.interpreter.inside.files import (
    FIXED_TIME,
    MAX_DEPTH,
    MAX_ENTRIES,
    MemoryFiles,
)
from pymw_bridge.interpreter.inside.opening import MAX_OPEN
from pymw_bridge.interpreter.inside.system import System

NAMES = st.sampled_from(
    [
        "a",
        "b",
        "f",
        "f/x",
        "a/b",
        "a/c",
        "a/b/c",
        "a/../b",
        "./a",
        "a/",
        "b/",
        "a//c",
        "/a",
        ".",
        "",
    ]
)
CONTENT = st.binary(max_size=6)
NUMBERS = st.integers(-3, 12)
OPENING = st.tuples(
    st.just("open"), NAMES, st.sampled_from(["r", "w", "a", "x", "r+", "w+", "a+", "x+"])
)
ON_PATHS = ["listdir", "kind", "mkdir", "rmdir", "remove", "chdir", "access", "cut"]
STEPS = st.one_of(
    OPENING,
    OPENING,
    st.tuples(st.just("write"), CONTENT),
    st.tuples(st.just("read"), st.integers(-1, 8)),
    st.tuples(st.just("seek"), NUMBERS, st.integers(0, 2)),
    st.tuples(st.just("truncate"), st.none() | st.integers(0, 9)),
    st.tuples(st.sampled_from(["tell", "close"])),
    st.tuples(st.sampled_from(ON_PATHS[:-1]), NAMES),
    st.tuples(st.just("rename"), NAMES.filter(lambda name: "." not in name), NAMES),
    st.tuples(st.just("cut"), NAMES, st.integers(0, 9)),
)


class Worker:
    """Carries out steps with the functions of a system, real or in memory, below a root."""

    def __init__(self, system: Any, open_file: Callable[..., Any], root: str) -> None:
        self._os = system
        self._open = open_file
        self._root = root
        self._file: Any = None
        self._os.chdir(root)

    def do(self, step: tuple[Any, ...]) -> Any:
        """The result of a step, or the class of the exception that it raised."""
        name, *arguments = step
        if name in (
            "open",
            "listdir",
            "kind",
            "mkdir",
            "rmdir",
            "remove",
            "chdir",
            "access",
            "cut",
        ):
            arguments[0] = self._path(arguments[0])
        if name == "rename":
            arguments = [self._path(path) for path in arguments]
        try:
            return getattr(self, name)(*arguments)
        except (OSError, ValueError) as error:
            return type(error).__name__

    def _path(self, path: str) -> str:
        return self._root + path if path.startswith("/") else path

    def open(self, path: str, mode: str) -> str:
        self.close()
        self._file = self._open(path, mode + "b")
        return "opened"

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def __getattr__(self, name: str) -> Any:
        if name in ("write", "read", "seek", "tell", "truncate"):
            return getattr(self._file, name) if self._file else lambda *ignored: "no file"
        return getattr(self._os, name)

    def listdir(self, path: str) -> list[str]:
        return sorted(self._os.listdir(path))

    def kind(self, path: str) -> tuple[bool, int]:
        status = self._os.stat(path)
        is_folder = (status.st_mode & 0o170000) == 0o040000
        return is_folder, 0 if is_folder else status.st_size

    def access(self, path: str) -> bool:
        return bool(self._os.access(path, os.R_OK))

    def cut(self, path: str, size: int) -> None:
        self._os.truncate(path, size)


def memory_system() -> System:
    return System(MemoryFiles(), lambda stream, data: None)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_work_on_files_in_memory_gives_what_it_gives_on_real_ones(steps):
    system = memory_system()
    system.mkdir("/root")
    before = Path.cwd()
    folder = tempfile.mkdtemp()
    try:
        real, ours = Worker(os, open, folder), Worker(system, system.opened.open, "/root")
        for number, step in enumerate(steps):
            expected, found = real.do(step), ours.do(step)
            assert found == expected, f"step {number}: {step}"
        real.close()
        ours.close()
        assert tree(system, "/root") == tree(os, folder)
    finally:
        os.chdir(before)
        shutil.rmtree(folder)


def tree(system: Any, folder: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in system.listdir(folder):
        path = f"{folder}/{name}"
        status = system.stat(path)
        is_folder = (status.st_mode & 0o170000) == 0o040000
        found[name] = tree(system, path) if is_folder else status.st_size
    return found


@pytest.fixture
def system():
    return memory_system()


def repeat(times, call):
    for number in range(times):
        call(number)


def put(system, path, data):
    with system.opened.open(path, "wb") as file:
        file.write(data)


def test_listings_are_sorted_and_times_fixed(system):
    for name in ("z", "b", "a10", "a9", "Ä", "B"):
        put(system, name, b"x")
    assert system.listdir("/") == sorted(["z", "b", "a10", "a9", "Ä", "B"])
    assert [entry.name for entry in system.scandir("/")] == system.listdir("/")
    assert system.listdir(b"/") == [os.fsencode(name) for name in system.listdir("/")]
    status = system.stat("z")
    assert status.st_mtime == status.st_ctime == status.st_atime == FIXED_TIME
    assert status.st_mtime_ns == FIXED_TIME * 10**9
    system.utime("z", (1, 2))
    assert system.stat("z").st_mtime == FIXED_TIME


def test_what_is_mounted_costs_nothing_until_it_is_written_to():
    files = MemoryFiles(limit=1_000)
    files.mount("/home/big", bytes(100_000))
    system = System(files, lambda stream, data: None)
    with system.opened.open("/home/big", "rb") as file:
        assert len(file.read()) == 100_000
    with (
        pytest.raises(OSError, match="No space") as raised,
        system.opened.open("/home/big", "r+b", 0) as file,
    ):
        file.write(b"x")
    assert raised.value.errno == errno.ENOSPC
    assert len(files.find("/home/big").data) == 100_000


def test_what_is_written_is_limited_and_stays_written(system):
    left = system._files.left
    with system.opened.open("much", "wb", 0) as file, pytest.raises(OSError, match="No space"):
        repeat(100, lambda number: file.write(bytes(1_000_000)))
    assert left - 1_100_000 < system.stat("much").st_size < left


@pytest.mark.parametrize("times", [1, 3])
def test_a_file_far_behind_its_end_is_paid_for_whole(system, times):
    with system.opened.open("hole", "wb", 0) as file:
        for _ in range(times):
            file.seek(10**9)
            with pytest.raises(OSError, match="No space"):
                file.write(b"x")
        with pytest.raises(OSError, match="No space"):
            file.truncate(10**9)
    assert system.stat("hole").st_size == 0


def test_names_are_limited_in_number_length_and_depth(system):
    with pytest.raises(OSError, match="No space"):
        repeat(MAX_ENTRIES + 1, lambda number: system.mkdir(f"d{number}"))
    system = memory_system()
    with pytest.raises(OSError, match="too long"):
        put(system, "x" * 256, b"")
    with pytest.raises(OSError, match="too long"):
        repeat(MAX_DEPTH + 1, lambda number: (system.mkdir("d"), system.chdir("d")))


def test_open_files_are_limited_and_their_numbers_used_again(system):
    files = []
    with pytest.raises(OSError, match="Too many open files"):
        repeat(MAX_OPEN, lambda number: files.append(system.opened.open("f", "ab")))
    assert [file.fileno() for file in files[:2]] == [3, 4]
    files[0].close()
    assert system.opened.open("f", "rb").fileno() == 3
    for file in files:
        file.close()


def test_low_level_calls_work_on_numbers(system):
    number = system.open("f", os.O_RDWR | os.O_CREAT)
    assert system.write(number, b"hello") == 5
    assert system.lseek(number, 1, os.SEEK_SET) == 1
    assert system.read(number, 3) == b"ell"
    system.ftruncate(number, 2)
    assert system.fstat(number).st_size == 2
    system.close(number)
    for call in (system.close, system.fstat, lambda n: system.read(n, 1)):
        with pytest.raises(OSError, match="Bad file descriptor"):
            call(number)


def test_standard_streams_have_the_first_numbers():
    written = []
    system = System(MemoryFiles(), lambda stream, data: written.append((stream, data)))
    assert system.read(0, 10) == b""
    assert system.write(1, b"out") == 3
    assert system.write(2, b"err") == 3
    assert written == [(1, b"out"), (2, b"err")]
    assert not system.isatty(1)


def test_what_needs_a_computer_below_refuses(system):
    for name, function in system.functions().items():
        assert callable(function), name
    for name in ("link", "symlink", "dup", "pread"):
        with pytest.raises(OSError, match="not implemented"):
            system.functions()[name]("a", "b")
    assert system.functions()["system"]("ls") == 127 << 8


def test_a_path_may_be_text_bytes_or_a_path_object(system):
    put(system, Path("/p"), b"1")
    assert system.stat(b"/p").st_size == system.stat("/p").st_size == 1
    with pytest.raises(TypeError):
        system.stat(1.5)
    with pytest.raises(ValueError, match="null"):
        system.stat("a\0b")


REWRITES = {
    "opened anew": lambda system: system.opened.open("f", "wb").close(),
    "removed": lambda system: system.remove("f"),
    "cut": lambda system: system.truncate("f", 0),
    "replaced": lambda system: (system.opened.open("g", "wb").close(), system.rename("g", "f")),
}


@pytest.mark.parametrize("drop", REWRITES.values(), ids=REWRITES)
def test_what_is_dropped_gives_its_place_back(system, drop):
    for _ in range(40):
        with system.opened.open("f", "wb", 0) as file:
            file.write(bytes(1_000_000))
        drop(system)


def test_what_is_removed_while_it_is_open_keeps_its_place(system):
    kept = []

    def hold(number):
        kept.append(system.opened.open("f", "wb", 0))
        kept[-1].write(bytes(1_000_000))
        system.remove("f")

    with pytest.raises(OSError, match="No space"):
        repeat(40, hold)
    assert 10 < len(kept) < 20


def test_names_that_are_removed_give_theirs_back(system):
    for _ in range(12_000):
        system.mkdir("d")
        system.rmdir("d")
