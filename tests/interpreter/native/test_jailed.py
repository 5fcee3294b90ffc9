"""A process in the native jail: its ends, its time, its room, and what its starter knows of it."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from pymw_bridge.interpreter.native import bubblewrap, landlock, layers, seccomp, strict
from pymw_bridge.interpreter.native.cell import BRIDGE, NotIsolated, NotStarted, TooFull
from pymw_bridge.interpreter.native.channel import Closed, Stalled, TooSlow
from pymw_bridge.interpreter.native.frames import BadFrame
from pymw_bridge.interpreter.native.jailed import LIMITS, JailedCell

from .probing import PROGRAM, ask

ROOT = Path(__file__).resolve().parents[3]


def ended(process, seconds=10):
    """Whether a process (by a descriptor of it) ends within so many seconds."""
    return bool(select.select([process], [], [], seconds)[0])


def test_all_layers_are_in_force(prober):
    assert set(prober.open().layers) == set(strict.LAYERS)


def test_the_kernel_confirms_the_walls_from_outside(prober):
    status = Path(f"/proc/{prober.open().number}/status").read_text().split("\n")
    rows = dict(line.split(":\t", 1) for line in status if ":\t" in line)
    assert (rows["Seccomp"], rows["NoNewPrivs"]) == ("2", "1")
    assert int(rows["CapEff"], 16) == int(rows["CapPrm"], 16) == 0
    assert "0" not in rows["Uid"].split()


def test_files_are_where_it_works_and_are_its_own(prober):
    cell = prober.open({"notes.txt": b"hello", "a/b/deep.txt": b"x"})
    source = "import os; open('a/new', 'w').write('y'); result = open('notes.txt').read(), "
    assert ask(cell, source + "sorted(os.listdir('a')), os.getcwd()").result == (
        "('hello', ['b', 'new'], '/home')"
    )


def test_a_file_may_be_larger_than_what_it_may_write(prober):
    cell = prober.open({"data": bytes(17_000_000)})
    assert ask(cell, "import os; result = os.path.getsize('data')").result == "17000000"


def test_the_library_can_be_imported_late(prober):
    answer = prober.probe(
        "import xml.etree.ElementTree, sqlite3, decimal, statistics, csv, zoneinfo, email.message\n"
        "import concurrent.futures, multiprocessing, asyncio, html.parser, encodings.idna, bz2\n"
        "import tempfile, lzma, ctypes, signal, threading, uuid, hashlib, ssl, socket, shutil\n"
        "tempfile.TemporaryFile().write(b'x'); db = sqlite3.connect('f.db')\n"
        "db.execute('create table t (x)'); db.commit(); zoneinfo.ZoneInfo('UTC'); uuid.uuid4()\n"
        "result = 'ok'"
    )
    assert answer.result == "ok", answer


def test_nothing_of_our_environment_reaches_it(prober, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    monkeypatch.setenv("PYTHONHASHSEED", "77")
    names = prober.probe("import os; result = ' '.join(sorted(os.environ))").result.split()
    assert set(names) == {
        *("HOME", "TMPDIR", "LC_ALL", "TZ", "PYTHONUTF8", "PYTHONHASHSEED"),
        *("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"),
    } | ({"PWD"} & set(names))


def test_two_processes_hash_alike(prober):
    source = "result = hash('pacman'), list({'a', 'b', 'c', 'd'})"
    assert prober.probe(source).result == prober.probe(source).result


def test_only_its_own_pipes_and_streams_are_open(prober):
    found = prober.probe(
        "import os, stat\nresult = 0\nfor fd in range(3, 99):\n"
        "    try: result += stat.S_ISFIFO(os.fstat(fd).st_mode) or 100\n"
        "    except OSError: pass"
    )
    assert found.result == "2"


def test_a_listener_of_this_machine_is_out_of_reach_by_the_network_namespace_alone(prober):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answer = prober.probe_behind(
            [], f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)"
        )
    assert answer.refused


# Its end.


@pytest.mark.parametrize("code", [0, 3, 127])
def test_the_code_with_which_it_ends_itself_is_known(prober, code):
    cell = prober.open()
    with pytest.raises(Closed):
        ask(cell, f"import os; os._exit({code})")
    assert cell.exit_code() == code


@pytest.mark.parametrize("code", [128 + 9, 255, -119])
def test_no_code_can_pretend_that_a_signal_ended_it(prober, code):
    cell = prober.open()
    with pytest.raises(Closed):
        ask(cell, f"import os; os._exit({code})")
    assert cell.exit_code() != -signal.SIGKILL
    assert cell.exit_code() == -signal.SIGSEGV  # the C library's last resort


@pytest.mark.parametrize(
    "source",
    [
        "import ctypes; ctypes.string_at(0)",
        "import os; os.abort()",
        "import sys; sys.setrecursionlimit(10**9)\nx = ()\n"
        "for _ in range(10**6): x = (x,)\nhash(x)",
    ],
    ids=["a null pointer", "abort", "a smashed stack"],
)
def test_a_crash_ends_only_itself(prober, source):
    cell, other = prober.open(), prober.open()
    with pytest.raises(Closed):
        ask(cell, source)
    assert cell.exit_code() in (-signal.SIGSEGV, -signal.SIGABRT)
    assert ask(other, "result = 1").result == "1"


SIGKILL_BY = {
    "a timer": """
class Event(ctypes.Structure):
    _fields_ = [("v", ctypes.c_void_p), ("n", ctypes.c_int), ("k", ctypes.c_int),
                ("rest", ctypes.c_char * 48)]
timer = ctypes.c_void_p()
library.timer_create(1, ctypes.byref(Event(None, 9, 0, b"")), ctypes.byref(timer))
library.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 0, 1), None)
""",
    "a pipe": """
import fcntl, os
reader, writer = os.pipe()
for command, value in ((8, os.getpid()), (10, 9), (4, os.O_ASYNC | os.O_NONBLOCK)):
    try: fcntl.fcntl(reader, command, value)
    except OSError: pass
os.write(writer, b"x")
""",
    "a limit": """
library.syscall({"x86_64": 160}.get(os.uname().machine, 164), 0, (ctypes.c_ulong * 2)(0, 0))
until = time.process_time() + 1.2
while time.process_time() < until: pass
""",
    "itself": "library.raise_(9) if hasattr(library, 'raise_') else getattr(library, 'raise')(9)",
}


@pytest.mark.parametrize("way", SIGKILL_BY)
def test_it_cannot_have_itself_killed_to_look_like_a_victim(prober, way):
    head = "import ctypes, os, time\nlibrary = ctypes.CDLL(None)\n"
    assert prober.probe(f"{head}{SIGKILL_BY[way]}\nresult = 'alive'").result == "alive"


def test_killed_from_outside_it_shows_the_signal(prober):
    cell = prober.open()
    os.kill(cell.number, signal.SIGKILL)
    with pytest.raises(Closed):
        ask(cell, "result = 1")
    assert cell.exit_code() == -signal.SIGKILL


def test_closing_ends_it_in_the_middle_of_anything(prober):
    cell = prober.open()
    with pytest.raises(TooSlow):
        ask(cell, "while True: pass", 0.2)
    process = os.pidfd_open(cell.number)
    cell.close()
    assert ended(process, 0)
    os.close(process)
    cell.close()


def test_jails_leave_nothing_behind_however_they_end(prober, monkeypatch):
    prober.probe("result = 1")
    prober.close()
    before = len(os.listdir("/proc/self/fd"))
    for source in ("result = 1", "import os; os._exit(1)", "while True: pass"):
        cell = prober.open()
        with suppress(Closed, TooSlow):
            ask(cell, source, 0.1)
        cell.close()
        assert cell.process.returncode is not None
    JailedCell(PROGRAM, {}).close()
    monkeypatch.setattr(bubblewrap, "NAMESPACES", ("pid", "nonsense"))
    with pytest.raises(NotStarted):
        JailedCell(PROGRAM, {}).ready()
    assert len(os.listdir("/proc/self/fd")) == before


HOLDER = """
import sys
sys.path[:0] = [{root!r}]
from tests.interpreter.native.probing import Prober
print(Prober().open().number, flush=True)
sys.stdin.read()
"""


def test_it_ends_with_the_one_who_started_it():
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER.format(root=str(ROOT))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    process = os.pidfd_open(int(holder.stdout.readline()))
    holder.kill()
    holder.communicate()
    assert ended(process)
    os.close(process)


# Its time.


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "7 ** 10 ** 8",
        "import re; re.match('(a+)+b', 'a' * 99)",
        "import time; time.sleep(99)",
        "import signal; signal.pause()",
        "while True: print('x' * 60000)",
        "import signal\nfor n in range(1, 65):\n"
        "  try: signal.signal(n, signal.SIG_IGN)\n"
        "  except (OSError, ValueError): pass\n"
        "while True: pass",
    ],
)
def test_what_does_not_end_is_too_slow_and_sleep_counts_as_its_own_time(prober, source):
    cell = prober.open()
    with pytest.raises(TooSlow):
        ask(cell, source, 0.4)
    assert 0.4 <= cell.seconds < 2


def test_between_requests_it_is_held(prober):
    cell = prober.open()
    ask(cell, "import threading")
    end, state = monotonic() + 10, ""
    while state != "T" and monotonic() < end:  # a signal is a message; it may take a moment
        state = Path(f"/proc/{cell.number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    assert state == "T"


def test_what_gets_no_processor_is_no_verdict_but_stalled(prober, monkeypatch):
    cell = prober.open()
    monkeypatch.setattr(cell._channel, "_wall_cap", lambda seconds: 0.3)
    monkeypatch.setattr(type(cell._stopwatch), "seconds", lambda self: 0.0)
    with pytest.raises(Stalled):
        ask(cell, "while True: pass", 5)


def test_the_wall_allows_ten_times_as_much_and_a_minute(prober):
    assert prober.open()._wall_cap(3.0) == 90


# Its room.


def test_the_disk_is_small_memory(prober):
    source = (
        "import os\ntry:\n  for n in range(99): open(str(n), 'wb').write(bytes(1_000_000))\n"
        "except OSError as error: result = os.strerror(error.errno), n"
    )
    found = prober.probe(source, without=("limits",)).result
    assert found.startswith("('No space left on device', 1")
    assert not Path("/home/0").exists()


def test_too_many_names_are_found_out(prober):
    cell = prober.open(limits=replace(LIMITS, folder_entries=500))
    with pytest.raises(TooFull, match="500"):
        ask(cell, "import os\nn = 0\nwhile True:\n  n += 1\n  os.mkdir(str(n))")


def test_files_that_came_with_it_are_not_counted(prober):
    cell = prober.open({f"{n}.txt": b"" for n in range(100)}, replace(LIMITS, folder_entries=20))
    with suppress(TooSlow):
        ask(cell, "while True: pass", 0.8)  # longer than until the next look


# What it sends.


def test_output_is_kept_head_and_tail(prober):
    cell = prober.open()
    ask(cell, "print('first')\nfor n in range(200): print(str(n) * 3000)\nprint('last')")
    cell.close()
    text = cell.stdout.text()
    assert text.startswith("first\n000")
    assert text.endswith("last\n")
    assert "bytes left out" in text
    assert len(text) < 140_000


def test_a_reply_that_is_too_large_is_refused_by_its_length(prober):
    limits = replace(LIMITS, reply_bytes=1000)
    with pytest.raises(BadFrame, match="allowed"):
        prober.probe("result = 'x' * 1500", limits=limits)


def test_a_flood_of_replies_is_refused(prober):
    source = (
        "import os\nfor fd in range(3, 32):\n"
        "  try:\n    while True: os.write(fd, b'\\x7f' * 65536)\n"
        "  except OSError: pass"
    )
    with pytest.raises(BadFrame):
        prober.probe(source)


# Fail closed.


def test_this_machine_has_all_layers():
    assert layers.missing_layers() == []


@pytest.mark.parametrize(
    ("module", "name", "value", "said"),
    [
        (bubblewrap, "find", None, "bubblewrap"),
        (bubblewrap, "refusal", "no permission", "namespaces.*no permission"),
        (landlock, "version", 0, "Landlock"),
        (seccomp, "available", False, "seccomp"),
    ],
)
def test_a_missing_layer_is_named(monkeypatch, module, name, value, said):
    monkeypatch.setattr(module, name, lambda: value)
    (missing,) = layers.missing_layers()
    assert re.search(said, missing)


def test_what_bubblewrap_says_is_passed_on(monkeypatch):
    monkeypatch.setattr(bubblewrap, "NAMESPACES", ("pid", "nonsense"))
    (missing,) = layers.missing_layers()
    assert "--unshare-nonsense" in missing


def test_without_bubblewrap_nothing_starts(monkeypatch):
    monkeypatch.setattr(bubblewrap, "find", lambda: None)
    with pytest.raises(NotIsolated, match="bubblewrap"):
        JailedCell(PROGRAM, {})


def test_where_bubblewrap_fails_its_reason_is_told(monkeypatch):
    monkeypatch.setattr(bubblewrap, "NAMESPACES", ("pid", "nonsense"))
    cell = JailedCell(PROGRAM, {})
    with pytest.raises(NotStarted, match="nonsense"):
        cell.ready()


def test_a_namespace_that_is_shared_is_seen_from_outside(monkeypatch):
    spaces = tuple(name for name in bubblewrap.NAMESPACES if name != "net")
    monkeypatch.setattr(bubblewrap, "NAMESPACES", spaces)
    cell = JailedCell(PROGRAM, {})
    with pytest.raises(NotIsolated, match="namespace net"):
        cell.ready()
    cell.close()


def test_a_filter_that_is_not_in_force_is_seen_from_outside():
    cell = JailedCell(PROGRAM, {}, without=("seccomp",))
    cell._without = ()
    with pytest.raises(NotIsolated, match="seccomp"):
        cell.ready()
    cell.close()


# As another user than root.

PLAIN_PYTHON = "/usr/bin/python3"
NOBODY = 65534
BY_NOBODY = """
from probing import Prober
prober = Prober()
def alone(source, *layers):
    return prober.probe_behind(layers, source)
for answer in (
    prober.probe("import os; result = os.getuid(), os.getpid()"),
    prober.probe("import os; os.fork()"),
    prober.probe("import os; os.listdir('/')"),
    alone("import os; os.fork()", "limits"),
    alone("import os; result = os.fork() or os._exit(0)"),
    alone("open('/etc/passwd')"),
    alone("import os; os.setuid(0)"),
    alone("import os; open(os.__file__, 'a')"),
):
    print(answer.error or answer.result)
prober.close()
"""


BY_NOBODY_COMES = """(65534, 1) PermissionError PermissionError BlockingIOError
2 FileNotFoundError OSError PermissionError"""


def can_be_started_by_others(python):
    test = "import sys; sys.exit(sys.version_info < (3, 11))"
    with suppress(OSError):
        return subprocess.run([python, "-c", test], user=NOBODY, cwd="/").returncode == 0
    return False


@pytest.fixture
def open_folder():
    """A folder that every user may read, with the jail and the prober in it."""
    folder = Path(tempfile.mkdtemp(prefix="native-test-"))
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(BRIDGE, folder / BRIDGE.name, ignore=ignored)
    for name in ("probing.py", "prober.py"):
        shutil.copy(Path(__file__).with_name(name), folder)
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as an ordinary user already")
def test_an_ordinary_user_has_the_same_jail_in_a_namespace_of_users(open_folder):
    if not can_be_started_by_others(PLAIN_PYTHON):
        pytest.skip("there is no Python 3.11 here that other users may start")
    done = subprocess.run(
        [PLAIN_PYTHON, "-B", "-c", BY_NOBODY],
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        cwd=open_folder,
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
    )
    assert (done.stdout.split(), done.stderr) == (BY_NOBODY_COMES.split(), "")
