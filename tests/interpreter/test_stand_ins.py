"""What a guest cannot have: importable all the same, with errors that say why."""

from __future__ import annotations

import re

import pytest

from pymw_bridge.interpreter.constants import EPOCH
from pymw_bridge.interpreter.inside import allowed
from pymw_bridge.interpreter.inside.clocks import Clocks
from pymw_bridge.interpreter.inside.locks import NOBODY
from pymw_bridge.interpreter.inside.streams import text_stream

from .guests import result_of, run_in_guest

LEFT_OUT = {
    "asyncio.run": "needs a socket to wake itself",
    "bz2": "a C library that is not in the build",
    "cProfile": "measures time, of which there is only one kind here",
    "ctypes": "reaches memory by address",
    "curses": "there is no terminal",
    "lzma": "a C library that is not in the build",
    "resource": "there is no system to ask",
    "sqlite3": "opens files of the system by itself",
    "ssl": "there is no network",
    "tkinter": "there is no screen",
    "turtle": "there is no screen",
    "zoneinfo": "its tables are files of the system",
}
USED_BY_REAL_TEAMS = [
    "random",
    "time",
    "sys",
    "math",
    "os",
    "copy",
    "collections",
    "heapq",
    "operator",
    "json",
    "typing",
    "re",
    "queue",
    "itertools",
    "logging",
    "signal",
    "contextlib",
    "pickle",
    "subprocess",
    "ast",
    "functools",
    "uuid",
    "pdb",
    "platform",
    "datetime",
    "threading",
    "cmath",
    "enum",
    "dataclasses",
    "__main__",
    "os.path",
    "numbers",
    "string",
]


def test_every_allowed_module_can_be_imported_in_a_guest():
    failed = result_of(
        f"""
        import importlib
        result = []
        for name in {allowed.MODULES!r}:
            try:
                importlib.import_module(name)
            except Exception as error:
                result.append([name, repr(error)])
        """
    )
    # Names of older versions, for a Python that still has them.
    assert {name for name, _ in failed} <= {"sre_compile", "sre_constants", "sre_parse"}, failed


def test_all_that_real_teams_import_from_the_library_is_there():
    assert result_of(
        f"""
        import importlib
        result = [importlib.import_module(name).__name__ for name in {USED_BY_REAL_TEAMS!r}]
        """
    )


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_left_out_of_the_library_is_missing_and_nothing_worse(name):
    module, _, function = name.partition(".")
    call = f"; {name}({module}.sleep(0))" if function else ""
    ran = run_in_guest(f"import warnings; warnings.simplefilter('ignore'); import {module}{call}")
    assert ran.fault is not None
    assert ran.fault.error == ("PermissionError" if function else "ModuleNotFoundError")


UNREACHABLE = {
    "import numpy": "ModuleNotFoundError: No module named 'numpy'",
    "import subprocess; subprocess.run(['ls'])": "PermissionError: there are no processes",
    "import subprocess; subprocess.check_output('ls', shell=True)": "there are no processes",
    "import os; os.popen('ls')": "there are no processes in the sandbox",
    "import os; os.fork()": "no attribute 'fork'",
    "import multiprocessing; multiprocessing.Pool(2)": "there are no processes in the sandbox",
    "import multiprocessing; multiprocessing.Process(target=print)": "there are no processes",
    "import multiprocessing as m; m.get_context().Queue()": "there are no processes",
    "from multiprocessing.pool import ThreadPool; ThreadPool(2)": "there are no processes",
    "from concurrent.futures import ProcessPoolExecutor; ProcessPoolExecutor()": "no processes",
    "import socket; socket.socket()": "PermissionError: there is no network in the sandbox",
    "import socket; socket.create_connection(('127.0.0.1', 80))": "there is no network",
    "import socket; socket.gethostbyname('example.org')": "there is no network",
    "input()": "EOFError: EOF when reading a line",
    "import sys; sys.exit(2)": "SystemExit: 2",
    "breakpoint()": "SystemExit: 1",
    "open('/etc/passwd')": "FileNotFoundError",
    "open('/proc/self/environ')": "FileNotFoundError",
    "import os; os.symlink('a', 'b')": "Function not implemented",
    "import signal; signal.pause()": NOBODY,
    "import threading; a = threading.Lock(); a.acquire(); a.acquire()": NOBODY,
    "import _thread; a = _thread.allocate_lock(); a.acquire(); a.acquire()": NOBODY,
    "import threading; threading.Event().wait()": NOBODY,
    "import threading; threading.Barrier(2).wait()": NOBODY,
    "import queue; queue.Queue().get()": NOBODY,
    "import queue; queue.SimpleQueue().get()": NOBODY,
    "import select; select.select([], [], [])": NOBODY,
    "from concurrent.futures import Future; Future().result()": NOBODY,
}


@pytest.mark.parametrize("source", UNREACHABLE)
def test_what_cannot_be_reached_raises_an_error_that_says_so(source):
    ran = run_in_guest(source)
    assert ran.fault is not None
    assert UNREACHABLE[source] in ran.fault.message


def test_harmless_questions_about_the_computer_have_answers():
    found = result_of(
        """
        import getpass, locale, os, platform, shutil, signal, socket, sys, multiprocessing
        signal.alarm(1); signal.signal(signal.SIGALRM, print); signal.setitimer(0, 1)
        os.nothing = os.environ.get("PATH")
        result = [platform.system(), platform.node(), os.cpu_count(), os.getpid(), sys.argv,
                  socket.gethostname(), dict(os.environ), os.getcwd(), os.path.expanduser("~"),
                  shutil.which("ls"), os.system("ls"), multiprocessing.cpu_count(), __name__,
                  locale.setlocale(locale.LC_ALL, ""), sys.path, os.listdir("/tmp")]
        """
    )
    system, node, cpus, _, argv, host, environment, here, home, which, status, more, name, *_ = (
        found
    )
    assert (system, node, host, cpus, more) == ("wasi", "(none)", "sandbox", 1, 1)
    assert environment == {"HOME": "/home", "TMPDIR": "/tmp", "TZ": "UTC", "LANG": "C.UTF-8"}
    assert (here, home, argv, name) == ("/home", "/home", ["agent"], "main")
    assert which is None
    assert status != 0


CLOCKS = ["time", "perf_counter", "monotonic", "process_time", "thread_time"]


def test_every_clock_is_the_same_and_starts_in_november_2023():
    readings = result_of(
        f"""
        import time, datetime
        result = [[getattr(time, name)() for name in {CLOCKS!r}]]
        time.sleep(2.5)
        result.append([getattr(time, name)() for name in {CLOCKS!r}])
        result.append([time.time_ns() / 1e9, time.monotonic_ns() / 1e9])
        result.append([str(datetime.datetime.now()), str(datetime.date.today()), time.ctime()])
        result.append(time.get_clock_info("time").resolution)
        """
    )
    first, second, exact, texts, resolution = readings
    assert 0 < first[0] - EPOCH < 0.1
    assert all(0 < reading < 0.1 for reading in first[1:])
    for before, after in zip(first, second, strict=True):
        assert after - before == pytest.approx(2.5, abs=0.01)
    assert exact == pytest.approx([second[0], second[1]], abs=0.01)
    assert texts[0].startswith("2023-11-14 22:13:2")
    assert texts[1] == "2023-11-14"
    assert resolution == pytest.approx(1e-6)


def test_sleeping_costs_as_much_fuel_as_it_lasts():
    short, long = (run_in_guest(f"import time; time.sleep({n})").fuel for n in (1, 3.5))
    assert long - short == pytest.approx(2.5e10, rel=1e-4)
    ran = run_in_guest("import time; time.sleep(5)", seconds=2)
    assert ran.fault is not None
    assert "was not done after 2" in ran.fault.message


@pytest.mark.parametrize("seconds", [-1, float("nan"), "x", None])
def test_a_sleep_that_makes_no_sense_is_refused_as_everywhere(seconds):
    clocks = Clocks(lambda: 0, lambda nanoseconds: None)
    with pytest.raises((ValueError, TypeError)):
        clocks.sleep(seconds)


def test_a_sleep_of_an_eternity_is_cut_to_what_a_host_can_count():
    slept = []
    clocks = Clocks(lambda: 0, slept.append)
    for seconds in (float("inf"), 1e300, 10**100):
        clocks.sleep(seconds)
    assert all(nanoseconds < 2**63 for nanoseconds in slept)


DRAWS = """
    import os, random, secrets, uuid, tempfile
    result = [random.random(), random.Random().random(), random.SystemRandom().random(),
              secrets.token_hex(8), str(uuid.uuid4()), str(uuid.uuid1()), os.urandom(9).hex(),
              len(os.urandom(200_000)), tempfile.mktemp(),
              hash("text"), hash((1, "a")), id(object())]
"""


def test_randomness_is_a_function_of_the_key_and_no_draw_is_like_another():
    one, again = result_of(DRAWS), result_of(DRAWS)
    other = result_of(DRAWS, random_key="other")
    assert one == again
    assert not set(map(str, one[:7])) & set(map(str, other[:7]))
    assert len(set(map(str, one[:7]))) == 7
    assert one[9:] == other[9:]  # hash order is a constant of the image


def test_output_comes_out_line_by_line_and_in_full():
    ran = run_in_guest(
        """
        import os, sys, warnings
        print("one", flush=True); sys.stderr.write("two\\n"); os.write(1, b"three\\n")
        sys.stdout.buffer.write(b"four\\n"); sys.stdout.buffer.flush()
        print("\\udc80 \\u2603"); print("x" * 70_000, file=sys.stderr)
        warnings.warn("careful")
        """
    )
    assert ran.fault is None
    assert ran.stdout == "one\nthree\nfour\n\\udc80 ☃\n"
    assert ran.stderr.startswith("two\nxxx")
    assert "UserWarning: careful" in ran.stderr


def test_a_stream_hands_on_what_it_gets_byte_by_byte():
    pieces = []
    stream = text_stream(1, lambda number, text: pieces.append((number, text)))
    stream.write("grün\n")
    stream.write("x" * 100_000)
    stream.flush()
    assert {number for number, _ in pieces} == {1}
    text = "".join(piece for _, piece in pieces).encode("latin-1").decode()
    assert text == "grün\n" + "x" * 100_000
    assert stream.fileno() == 1
    assert not stream.isatty()


def test_a_crash_in_a_thread_is_told_and_ends_only_the_thread():
    ran = run_in_guest(
        """
        import threading
        for number in range(2):
            threading.Thread(target=lambda: 1 / 0, name=f"worker{number}").start()
        threading.Thread(target=exit).start()
        import _thread
        _thread.start_new_thread(print, ("low",))
        """
    )
    assert ran.fault is None
    assert re.findall(r"Exception in thread (\w+)", ran.stderr) == ["worker0", "worker1"]
    assert ran.stderr.count("ZeroDivisionError") == 2
    assert "low" in ran.stdout


@pytest.mark.parametrize("limit", [10_000, 10**9])
def test_recursion_ends_with_an_error_however_high_the_limit_is_set(limit):
    found = result_of(
        f"""
        import sys
        sys.setrecursionlimit({limit})
        def f(n): return f(n + 1)
        try: f(0)
        except RecursionError as e: result = [str(e)[:32], sys.getrecursionlimit()]
        """
    )
    assert found == ["maximum recursion depth exceeded", 5_000]


def test_too_much_memory_is_an_error_that_can_be_caught():
    assert (
        result_of(
            """
        result = []
        for make in (lambda: [0] * 10 ** 9, lambda: bytearray(300_000_000), lambda: "x" * 10 ** 9):
            try: make()
            except MemoryError: result.append("caught")
        """
        )
        == ["caught"] * 3
    )
