"""Functions that the tests of the bridge send to workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path


def null():
    return None


def identity(value):
    return value


def add(*values):
    return sum(values)


def number_of_arguments(*values):
    return len(values)


def divide_by_zero():
    return 1 / 0


def print_both():
    print("stdout test", end="")
    print("stderr test", end="", file=sys.stderr)


def print_then_fail():
    print("last words")
    print("and a warning", file=sys.stderr)
    raise ValueError("it broke here")


def exit_with(code):
    sys.exit(code)


def read_files(*names):
    return [Path(name).read_text() for name in names]


def list_directory():
    return sorted(os.listdir())


def overwrite(name):
    Path(name).write_text("spoiled")
    return Path(name).read_text()


def where():
    return os.getcwd()


def pid():
    return os.getpid()


def niceness():
    return os.nice(0)


def squares(numbers):
    return [number * number for number in numbers]


def total(numbers):
    return sum(numbers)


def fail_on(bad):
    def check(value):
        if value == bad:
            raise ValueError(value)

    return check


def fail_if_negative(numbers):
    if any(number < 0 for number in numbers):
        raise ValueError("negative")
    return numbers


def half_way(flag, *, progress):
    """Report 0.5, then wait until somebody makes the file `flag`."""
    progress(0.5)
    while not os.path.exists(flag):
        time.sleep(0.005)
    progress(0.75)
    return "done"


def report_nonsense(*, progress):
    for value in (-3, 0.25, float("nan"), 7):
        progress(value)


def hang(*, progress):
    """Never ends by itself; prints and reports first."""
    print("I hang now")
    progress(0.5)
    while True:
        time.sleep(60)


def spin(*, progress):
    progress(0.5)
    while True:
        pass


def kill_myself(number=signal.SIGKILL):
    print("before the end")
    os.kill(os.getpid(), number)
    time.sleep(60)


def leave(status):
    os._exit(status)


def die_until(directory, attempts):
    """Kill the worker in the first `attempts` attempts; then say how many there were."""
    seen = len(os.listdir(directory))
    Path(directory, str(seen)).touch()
    if seen < attempts:
        os.kill(os.getpid(), signal.SIGKILL)
    return seen


def leave_a_mark(directory, name):
    """Append to a file: how often a task really ran."""
    with open(Path(directory, str(name)), "a") as file:
        file.write("x")
    return name


def flood(megabytes):
    chunk = "x" * (1 << 20)
    for _ in range(megabytes):
        sys.stdout.write(chunk)
    print("the end")


def flood_from_a_subprocess():
    subprocess.run(
        [sys.executable, "-c", "print('y' * 5_000_000); print('the end of the flood')"], check=True
    )
    return "done"


def write_to_descriptors():
    os.write(1, b"raw out\n")
    os.write(2, b"raw err\n")
    print("python out")


def close_streams():
    sys.stdout.close()
    sys.stderr = None


def big(size):
    return b"\x00" * size


def unpicklable():
    return lambda: None


def change_directory(path):
    os.chdir(path)


CHILD = "import time; print('ready', flush=True); time.sleep(600)"
DOUBLE_FORK = """
import os, sys, time
if os.fork():
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
with open(sys.argv[1] + '.part', 'w') as f:
    f.write(str(os.getpid()))
os.rename(sys.argv[1] + '.part', sys.argv[1])
time.sleep(600)
"""


def family(directory, *, progress):
    """Start a child, a child in a session of its own and a double-forked one; hang."""
    first = subprocess.Popen([sys.executable, "-c", CHILD], stdout=subprocess.PIPE)
    second = subprocess.Popen(
        [sys.executable, "-c", CHILD], stdout=subprocess.PIPE, start_new_session=True
    )
    third = Path(directory, "third")
    subprocess.run([sys.executable, "-c", DOUBLE_FORK, str(third)], check=True)
    first.stdout.readline()
    second.stdout.readline()
    while not third.exists():
        time.sleep(0.005)
    pids = [os.getpid(), first.pid, second.pid, int(third.read_text())]
    part = Path(directory, "pids.part")
    part.write_text(" ".join(map(str, pids)))
    part.rename(Path(directory, "pids"))
    progress(0.5)
    time.sleep(600)


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def moved(self, dx):
        return Point(self.x + dx, self.y)

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))


def null_of(_value):
    return None


def sleep_long(_value):
    time.sleep(600)


def count_bytes(ranges):
    total = 0
    for path, start, end in ranges:
        with open(path, "rb") as file:
            file.seek(start)
            total += len(file.read(end - start))
    return total
