"""A team in a process of its own: what it can do, and what nobody can do from in there."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pacman_engine.faults import FaultKind
from pacman_engine.teams import workplace
from pacman_engine.teams.driver import HostFault, TeamFault
from pacman_engine.teams.process import ProcessTeam
from pymw_bridge.interpreter.native.limits import ProcessLimits

from .conftest import PREAMBLE, archive_of, attacker, initial, observation, setup

TIGHT = ProcessLimits(memory=200_000_000, file_bytes=1_000_000, folder_bytes=3_000_000)


def fault_of(call):
    with pytest.raises(TeamFault) as caught:
        call()
    return caught.value


def move_fault(play, body, seconds=10.0, limits=None, **files):
    team = play.ready(attacker(body, **files), limits)
    return fault_of(lambda: team.act(0, observation(), seconds))


def test_an_agent_answers_with_an_action_and_the_time_it_took(play):
    team = play.ready(attacker("return 'North'"))
    action, seconds = team.act(0, observation(), 3)
    assert action == "North"
    assert 0 < seconds < 3


def test_both_agents_of_a_team_share_one_process(play):
    team = play.ready(attacker("return str(os.getpid())"))
    team.start(2, initial(), 10)
    assert team.act(0, observation(), 3)[0] == team.act(2, observation(2), 3)[0]


def test_all_layers_are_in_force(play):
    team = play.ready(attacker("return 'Stop'"))
    expected = {"limits", "landlock", "seccomp"} | ({"user"} if os.geteuid() == 0 else set())
    assert set(team.layers) == expected


@pytest.mark.parametrize(
    ("source", "call", "kind"),
    [
        ("while True: pass", "load", FaultKind.LOAD),
        ("def createTeam(a, b, c):\n  while True: pass", "create", FaultKind.CREATE_TEAM),
        ("raise SystemExit(3)", "load", FaultKind.LOAD),
        ("import os; os._exit(3)", "load", FaultKind.EXIT),
        ("x = 'a' * 10**10", "load", FaultKind.MEMORY),
        ("print 'hello'", "load", FaultKind.LOAD),
        ("createTeam = 5", "create", FaultKind.CREATE_TEAM),
        ("def createTeam(a, b, c): return None", "create", FaultKind.CREATE_TEAM),
        ("def createTeam(a): return None", "create", FaultKind.CREATE_TEAM),
        ("def createTeam(a, b, c): 1/0", "create", FaultKind.CREATE_TEAM),
    ],
)
def test_a_team_that_cannot_start_is_at_fault_where_it_failed(play, source, call, kind):
    team = play.open(archive_of(source))
    if call == "create":
        team.load(10)
    assert fault_of(lambda: getattr(team, call)(0.5)).kind is kind


def test_register_initial_state_is_bounded_too(play):
    team = play.open(
        archive_of(PREAMBLE + "    def registerInitialState(self, state):\n        while 1: pass\n")
    )
    team.load(5)
    team.create(5)
    assert fault_of(lambda: team.start(0, initial(), 0.3)).kind is FaultKind.START


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("1 / 0", FaultKind.CRASH),
        ("sys.exit(0)", FaultKind.CRASH),
        ("raise KeyboardInterrupt", FaultKind.CRASH),
        ("def deep(): deep()\ndeep()", FaultKind.CRASH),
        ("os._exit(0)", FaultKind.EXIT),
        ("import ctypes; ctypes.string_at(0)", FaultKind.EXIT),
        ("keep = []\nwhile True: keep.append(bytearray(10**7))", FaultKind.MEMORY),
        ("os.closerange(0, 64); return 'Stop'", FaultKind.EXIT),
        ("for fd in range(3, 64):\n  try: os.close(fd)\n  except OSError: pass\nwhile True: pass",
         FaultKind.REPLY),
    ],
)  # fmt: skip
def test_a_failing_move_is_a_fault_of_its_kind(play, body, kind):
    fault = move_fault(play, body)
    assert fault.kind in ({kind, FaultKind.REPLY} if kind is FaultKind.EXIT else {kind})


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "time.sleep(100)",
        "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
        "for n in range(1, 65):\n  try: signal.signal(n, signal.SIG_IGN)\n"
        "  except (OSError, ValueError): pass\nwhile True: pass",
        "while True: print('x' * 60000)",
        "while True: sys.stderr.write('y' * 60000)",
        "sum(range(10**14))",
        "signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\n"
        "signal.signal(signal.SIGALRM, lambda *a: None)\nwhile True: time.sleep(1)",
    ],
)
def test_a_move_that_never_ends_is_ended(play, living, body):
    team = play.ready(attacker(body))
    fault = fault_of(lambda: team.act(0, observation(), 0.4))
    assert fault.kind is FaultKind.MOVE_TIME
    assert 0.4 <= fault.seconds < 2
    team.close()
    assert not living(team.process.pid)


WRITE_EVERYWHERE = """
for fd in range(3, 64):
    try: os.write(fd, {data})
    except OSError: pass
return 'Stop'
"""


@pytest.mark.parametrize(
    "data",
    ["b'garbage!' * 10", "b'\\0\\0\\0\\2{}'", "b'\\xff\\xff\\xff\\xff'", "b'\\0\\0\\0\\3[1]'"],
)
def test_garbage_on_the_reply_pipe_is_a_bad_reply(play, data):
    assert move_fault(play, WRITE_EVERYWHERE.format(data=data)).kind is FaultKind.REPLY


def test_an_answer_sent_in_advance_is_a_bad_reply(play):
    forged = """b'\\0\\0\\0\\x11[4,{"ok":"Stop"}]'"""
    team = play.ready(attacker(WRITE_EVERYWHERE.format(data=forged)))
    assert team.act(0, observation(), 5)[0] == "Stop"
    assert fault_of(lambda: team.act(0, observation(), 5)).kind is FaultKind.REPLY


def test_a_team_is_held_while_it_is_not_asked(play):
    team = play.ready(attacker("return 'Stop'"))
    stopped = os.waitid(os.P_PID, team.process.pid, os.WSTOPPED | os.WNOWAIT)
    assert stopped.si_status == signal.SIGSTOP


def test_a_huge_forged_reply_is_refused_before_it_is_read(play):
    body = """
    for fd in range(3, 64):
        try:
            os.set_blocking(fd, True)
            os.write(fd, b'\\x7f\\0\\0\\0')
            while True: os.write(fd, b'x' * 65536)
        except OSError: pass
    """
    fault = move_fault(play, body)
    assert fault.kind in (FaultKind.REPLY, FaultKind.CRASH)


@pytest.mark.parametrize(
    "value", ["None", "7", "['North']", "'x' * 10**6", "b'North'", "type('S', (), {})()"]
)
def test_what_is_no_plain_text_cannot_be_a_legal_action(play, value):
    assert play.move(f"return {value}") not in ("North", "South", "East", "West", "Stop")


def test_an_action_can_always_be_written_and_shown(play):
    assert play.move(r"return '\ud800'").encode() == b"?"


def test_an_object_that_raises_when_shown_is_a_crash(play):
    body = "class Odd:\n  def __repr__(self): raise ValueError\nreturn Odd()"
    assert move_fault(play, body).kind is FaultKind.CRASH


def test_an_exception_with_a_hostile_text_is_a_crash(play):
    body = "class Odd(Exception):\n  def __str__(self): return 'x' * 10**7\nraise Odd"
    fault = move_fault(play, body)
    assert fault.kind is FaultKind.CRASH
    assert len(fault.message) < 2_200


def test_faults_after_the_end_are_all_of_kind_final(play):
    fill = "while 1: open(str(time.time()), 'wb').write(bytes(500_000))"
    for body in ("1/0", "os._exit(1)", "[0] * 10**10", "while 1: pass", fill):
        final = f"    def final(self, state):\n        {body}\nattack = None\n"
        team = play.ready(archive_of(PREAMBLE + final), TIGHT)
        assert fault_of(lambda team=team: team.final(0, initial(), 1.5)).kind is FaultKind.FINAL


@pytest.mark.parametrize(
    "body",
    [
        "os.fork()",
        "import threading; threading.Thread(target=print).start()",
        "import subprocess; subprocess.run(['/bin/true'])",
        "os.execv('/bin/true', ['true'])",
        "os.system('true') and 1/0",
        "import socket; socket.socket()",
        "import socket; socket.socketpair()",
        "open('/etc/passwd').read()",
        "os.listdir('/')",
        "os.listdir(os.path.expanduser('~root'))",
        "open('/proc/1/environ').read()",
        "open('/proc/self/maps').read()",
        "os.kill(os.getppid(), 0)",
        "os.kill(-1, 0)",
        "os.setuid(0)",
        "os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)",
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
        "open('/tmp/pacman-probe', 'w')",
        "os.mkfifo('/dev/shm/pacman-probe')",
        "open('big', 'wb').write(bytes(20_000_000))",
        "os.chroot('.')",
        "import ctypes; ctypes.CDLL(None).unshare(0x10000000) and 1/0",
        "os.chmod('.', 0)",
        "os.chmod(os.__file__, 0)",
        "os.chown('.', -1, os.getgid())",
        "os.setxattr('.', 'user.x', b'x')",
        "os.memfd_create('beside every limit')",
        "import ctypes; ctypes.CDLL(None).shmget(0, 4096, 0o1666) < 0 and 1/0",
        "import ctypes; ctypes.CDLL(None).semget(0, 1, 0o1666) < 0 and 1/0",
        "import ctypes; ctypes.CDLL(None).msgget(0, 0o1666) < 0 and 1/0",
        "import ctypes; ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) and 1/0",
        "import fcntl; fcntl.fcntl(0, 8, os.getppid())",
        "import pacman_engine.referee",
        "import django",
        "input()",
    ],
)
def test_what_would_reach_others_is_refused(play, body):
    assert move_fault(play, body).kind is FaultKind.CRASH


SIGKILL_BY = {
    "timer": """
class Event(ctypes.Structure):
    _fields_ = [("v", ctypes.c_void_p), ("n", ctypes.c_int), ("k", ctypes.c_int),
                ("rest", ctypes.c_char * 48)]
timer = ctypes.c_void_p()
library.timer_create(1, ctypes.byref(Event(None, 9, 0, b"")), ctypes.byref(timer))
library.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 0, 1), None)
""",
    "pipe": """
import fcntl
reader, writer = os.pipe()
for command, value in ((8, os.getpid()), (10, 9), (4, os.O_ASYNC | os.O_NONBLOCK)):
    try: fcntl.fcntl(reader, command, value)
    except OSError: pass
os.write(writer, b"x")
""",
    "limit": """
library.syscall({"x86_64": 160}.get(os.uname().machine, 164), 0, (ctypes.c_ulong * 2)(0, 0))
until = time.process_time() + 1.2
while time.process_time() < until: pass
""",
}


@pytest.mark.parametrize("way", SIGKILL_BY)
def test_an_agent_cannot_have_itself_killed_to_pass_its_end_off_as_the_hosts_fault(play, way):
    body = f"import ctypes\nlibrary = ctypes.CDLL(None)\n{SIGKILL_BY[way]}\nreturn 'alive'"
    assert play.move(body) == "alive"


def test_nothing_of_our_environment_reaches_the_team(play, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    assert "hidden" not in play.move("return str(dict(os.environ))[:70]")
    assert play.move("return str('SECRET_KEY' in os.environ)") == "False"


def test_a_team_cannot_reach_another_teams_folder_or_process(play):
    first = play.ready(attacker("return 'Stop'"))
    fault = move_fault(play, f"os.listdir({str(first.folder)!r})")
    assert fault.kind is FaultKind.CRASH
    assert "PermissionError" in fault.message
    assert move_fault(play, f"os.kill({first.process.pid}, 9)").kind is FaultKind.CRASH
    assert first.act(0, observation(), 3)[0] == "Stop"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a team a user of its own")
def test_by_the_user_alone_private_folders_are_out_of_reach(play, tmp_path):
    tmp_path.chmod(0o700)
    (tmp_path / "secret").write_text("x")
    team = play.ready(attacker("return str(os.getuid())"), filter_calls=False)
    user = int(team.act(0, observation(), 3)[0])
    assert user > 1_000_000_000
    assert os.stat(team.folder).st_uid == user


GRANDCHILD = """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        open('pid', 'w').write(str(os.getpid()))
        os.closerange(1, 64)
        time.sleep(600)
    os._exit(0)
os.wait()
while not (os.path.exists('pid') and open('pid').read()): time.sleep(0.01)
return open('pid').read()
"""


@pytest.mark.parametrize("own_user", [True, False])
def test_a_double_forked_grandchild_ends_with_its_team(play, living, own_user):
    limits = ProcessLimits(processes=500)
    team = play.ready(attacker(GRANDCHILD), limits, filter_calls=False, own_user=own_user)
    grandchild = int(team.act(0, observation(), 10)[0])
    assert living(grandchild)
    team.close()
    assert not living(grandchild)
    assert not living(team.process.pid)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a team a user of its own")
def test_a_grandchild_ends_even_if_the_team_has_ended_itself(play, living):
    body = GRANDCHILD.replace("return open('pid').read()", "os._exit(0)")
    team = play.ready(attacker(body), ProcessLimits(processes=500), filter_calls=False)
    pid_file = team.folder / "pid"
    assert fault_of(lambda: team.act(0, observation(), 10)).kind is FaultKind.EXIT
    grandchild = int(pid_file.read_text())
    assert living(grandchild)
    team.close()
    assert not living(grandchild)


@pytest.mark.skipif(os.geteuid() != 0, reason="root is exempt from this limit, so it needs a user")
def test_the_limit_of_processes_alone_prevents_forks_and_threads(play):
    for body in ("os.fork()", "import threading; threading.Thread(target=print).start()"):
        team = play.ready(attacker(body), filter_calls=False)
        assert fault_of(lambda team=team: team.act(0, observation(), 3)).kind is FaultKind.CRASH


def test_output_is_kept_head_and_tail_however_much_there_is(play):
    body = "print('first')\nfor n in range(200): print(str(n) * 3000)\nprint('last')\nreturn 'Stop'"
    team = play.ready(attacker(body))
    assert team.act(0, observation(), 5)[0] == "Stop"
    team.close()
    output = team.output()
    assert output.stdout.startswith("first\n0000")
    assert output.stdout.endswith("last\n")
    assert output.truncated
    assert len(output.stdout) < 140_000
    assert "bytes left out" in output.stdout


def test_output_of_a_killed_agent_is_kept(play):
    team = play.ready(attacker("print('thinking')\nwhile True: pass"))
    fault_of(lambda: team.act(0, observation(), 0.3))
    team.close()
    assert team.output().stdout == "thinking\n"


def test_text_that_cannot_be_encoded_is_no_fault(play):
    assert play.move(r"print('\ud800'); return 'Stop'") == "Stop"


def test_filling_the_disk_is_a_fault(play):
    body = "n = 0\nwhile True:\n  n += 1\n  open(str(n), 'wb').write(bytes(500_000))\n"
    assert move_fault(play, body, limits=TIGHT).kind is FaultKind.MEMORY


def test_filling_the_disk_with_names_is_a_fault(play):
    body = "n = 0\nwhile True:\n  n += 1\n  os.mkdir(str(n))\n"
    assert move_fault(play, body, limits=TIGHT).kind is FaultKind.MEMORY


@pytest.mark.parametrize(
    "path", ["'d' * 30", "'d'"], ids=["beyond the longest path", "beyond the depth"]
)
def test_what_is_hidden_in_deep_folders_is_a_fault(play, path):
    body = f"for _ in range(300):\n  os.mkdir({path})\n  os.chdir({path})\n"
    team = play.ready(attacker(body + "open('f', 'w').close()\ntime.sleep(9)"), TIGHT)
    assert fault_of(lambda: team.act(0, observation(), 5)).kind is FaultKind.MEMORY
    team.close()
    assert not team.folder.exists()


def test_folders_deeper_than_anything_can_recurse_are_removed(play):
    body = "for _ in range(1500):\n  os.mkdir('d')\n  os.chdir('d')\n"
    team = play.ready(attacker(body + "os.mkfifo('pipe')\nos.mkdir('e')\nreturn 'Stop'"))
    with contextlib.suppress(TeamFault):  # they are found out, should they have taken long
        team.act(0, observation(), 5)
    team.close()
    assert not team.folder.exists()


def test_the_folder_is_removed_whatever_the_team_did_in_it(play):
    body = "os.makedirs('a/b')\nopen('a/b/c', 'w').close()\nos.chmod('a/b', 0)\nos.chmod('a', 0)\n"
    attack = attacker(body + "os.symlink('/etc', 'link')\nreturn 'Stop'")
    team = play.ready(attack, filter_calls=False)
    team.act(0, observation(), 3)
    team.close()
    assert not team.folder.exists()
    assert os.path.isdir("/etc")


def test_the_systems_limit_of_time_is_beyond_all_that_the_rules_allow(play):
    team = ProcessTeam(attacker("return 'Stop'"), replace(setup(), seconds=7_000.0))
    play.teams.append(team)
    team.ready()
    limits = Path(f"/proc/{team.process.pid}/limits").read_text()
    (line,) = (line for line in limits.splitlines() if line.startswith("Max cpu time"))
    assert int(line.split()[3]) > 7_000


def test_a_process_that_is_killed_from_outside_is_the_hosts_fault(play):
    team = play.ready(attacker("return 'Stop'"))
    team.process.kill()
    with pytest.raises(HostFault, match="from outside"):
        team.act(0, observation(), 3)


def test_files_are_looked_up_in_the_teams_folder(play):
    body = "open('notes', 'w').write('x')\nreturn open('w.txt').read()"
    assert play.move(body, w__txt="Stop") == "Stop"


def test_own_modules_can_be_imported_and_ours_cannot_be_shadowed(play):
    body = "import helper, game, util, random\nreturn helper.word + game.Directions.NORTH"
    files = {"helper__py": "word = 'a'", "game__py": "1/0", "util__py": "1/0", "random__py": "1/0"}
    assert play.move(body, **files) == "aNorth"


def test_the_standard_library_can_be_imported_late(play):
    body = """
    import xml.etree.ElementTree, sqlite3, decimal, statistics, csv, zoneinfo, email.message
    import concurrent.futures, multiprocessing, asyncio, html.parser, encodings.idna, bz2, lzma
    return 'ok'
    """
    assert play.move(body) == "ok"


def test_a_missing_module_is_named(play):
    team = play.open(archive_of("import numpy as np\n"))
    fault = fault_of(lambda: team.load(5))
    assert (fault.kind, fault.error, fault.module) == (
        FaultKind.LOAD,
        "ModuleNotFoundError",
        "numpy",
    )


def test_a_traceback_shows_the_students_lines_with_paths_as_in_the_archive(play):
    fault = move_fault(
        play,
        "import helper\nreturn helper.f(state)",
        helper__py="def f(s):\n    return s.getScor()",
    )
    own = [(f["file"], f["function"], f["code"]) for f in fault.traceback if f["own"]]
    assert own == [
        ("myTeam.py", "chooseAction", "return attack(self, state)"),
        ("myTeam.py", "attack", "return helper.f(state)"),
        ("helper.py", "f", "return s.getScor()"),
    ]
    assert "/tmp" not in str(fault.traceback)


def test_of_the_framework_only_the_frame_that_raised_is_shown(play):
    fault = move_fault(play, "state.getAgentState(9)")
    assert [f["own"] for f in fault.traceback] == [True, True, False]


def test_a_syntax_error_is_shown_with_its_line(play):
    team = play.open(archive_of("x = 1\n\nprint 'hello'\n"))
    fault = fault_of(lambda: team.load(5))
    last = fault.traceback[-1]
    assert (last["file"], last["line"], last["code"]) == ("myTeam.py", 3, "print 'hello'")
    assert fault.error == "SyntaxError"


def test_a_deep_recursion_leaves_a_short_traceback(play):
    fault = move_fault(play, "def deep(n): return deep(n + 1)\ndeep(0)")
    assert len(fault.traceback) <= 30


def test_random_and_sets_are_the_same_in_every_run(play):
    body = "return str(random.random()) + str(sorted({'a', 'b'})) + str(list({'x', 'y', 'z'}))"
    assert play.move(body) == play.move(body)


def test_the_environment_of_the_team_names_its_own_folder(play):
    assert play.move("return str(os.getcwd() == os.environ['HOME'] == os.environ['TMPDIR'])") == (
        "True"
    )


ORPHAN = """
import sys
sys.path[:0] = {path!r}
from tests.teams.conftest import Play, attacker
team = Play().ready(attacker("return 'Stop'"))
print(team.process.pid, team.folder, flush=True)
sys.stdin.read()
"""


def test_a_team_ends_with_the_process_that_plays_it(request):
    program = ORPHAN.format(path=[str(request.config.rootpath)])
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        pid, folder = worker.stdout.readline().split()
        team = os.pidfd_open(int(pid))
        worker.kill()
    ended, _, _ = select.select([team], [], [], 10)
    os.close(team)
    workplace.clear(Path(folder))
    assert ended


def test_a_folder_that_a_killed_process_left_is_removed_when_it_is_old(tmp_path, monkeypatch):
    monkeypatch.setattr(workplace.tempfile, "gettempdir", lambda: str(tmp_path))
    gone = subprocess.Popen(["true"])
    gone.wait()
    names = {f"pacman-team-{gone.pid}-a": 1e9, f"pacman-team-{os.getpid()}-b": 1e9, "other": 1e9}
    names[f"pacman-team-{gone.pid}-c"] = 4e9
    for name, changed in names.items():
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (changed, changed))
    workplace.sweep()
    assert {p.name for p in tmp_path.iterdir()} == set(names) - {f"pacman-team-{gone.pid}-a"}
