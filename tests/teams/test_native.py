"""A team in the native jail. What no program can do in there is tested where the jail is."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from time import monotonic

import pytest

from pacman_engine.faults import FaultKind
from pacman_engine.referee import Contestant, MatchSpec, play_match
from pacman_engine.rules import Rules
from pacman_engine.teams import native
from pacman_engine.teams.archive import find_team
from pacman_engine.teams.driver import BackendUnavailable, HostFault, TeamFault
from pacman_engine.teams.native import NativeTeam, require_native
from pacman_engine.teams.process import ProcessTeam
from pymw_bridge.interpreter.native import bubblewrap, landlock, seccomp, strict
from pymw_bridge.interpreter.native.jailed import LIMITS
from pymw_bridge.interpreter.native.layers import missing_layers

from .conftest import PREAMBLE, Play, archive_of, attacker, initial, observation, setup

TIGHT = replace(LIMITS, folder_entries=500)


class NativePlay(Play):
    """Opens teams in the native jail and closes them after the test."""

    def open(self, archive, limits=None, **kwargs):
        team = NativeTeam(archive, setup(), limits, **kwargs)
        self.teams.append(team)
        return team


@pytest.fixture
def play():
    if missing_layers():
        pytest.fail(f"these tests must run jailed, and this machine lacks {missing_layers()}")
    player = NativePlay()
    yield player
    for team in player.teams:
        team.close()


def fault_of(call):
    with pytest.raises(TeamFault) as caught:
        call()
    return caught.value


def move_fault(play, body, seconds=10.0, limits=None, **files):
    team = play.ready(attacker(body, **files), limits)
    return fault_of(lambda: team.act(0, observation(), seconds))


def test_an_agent_answers_from_behind_all_walls(play):
    team = play.ready(attacker("return 'North'"))
    assert set(team.layers) == set(strict.LAYERS)
    action, seconds = team.act(0, observation(), 3)
    assert action == "North"
    assert 0 <= seconds < 3  # a wait that began before the call may be counted within it


def test_a_match_is_move_by_move_that_of_a_plain_process():
    spec = MatchSpec(setup().layout, Rules.named("modern"), "5eed", 0, 60)
    archive = find_team("baseline")
    moves = []
    for team in (NativeTeam, ProcessTeam):
        pair = [
            Contestant(name, lambda setup, team=team: team(archive, setup), {}) for name in "ab"
        ]
        record = play_match(spec, *pair)
        assert [log["fault"] for log in record.logs.values()] == [None, None]
        moves.append(record.replay)
    assert moves[0] == moves[1]


@pytest.mark.parametrize(
    ("source", "call", "kind"),
    [
        ("while True: pass", "load", FaultKind.LOAD),
        ("raise SystemExit(3)", "load", FaultKind.LOAD),
        ("import os; os._exit(3)", "load", FaultKind.EXIT),
        ("x = 'a' * 10**10", "load", FaultKind.MEMORY),
        ("def createTeam(a, b, c):\n  while True: pass", "create", FaultKind.CREATE_TEAM),
        ("def createTeam(a, b, c): 1/0", "create", FaultKind.CREATE_TEAM),
    ],
)
def test_a_team_that_cannot_start_is_at_fault_where_it_failed(play, source, call, kind):
    team = play.open(archive_of(source))
    if call == "create":
        team.load(10)
    assert fault_of(lambda: getattr(team, call)(0.5)).kind is kind


FILL = "n = 0\nwhile True:\n  n += 1\n  os.mkdir(str(n))\n"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("1 / 0", FaultKind.CRASH),
        ("sys.exit(0)", FaultKind.CRASH),
        ("os.fork()", FaultKind.CRASH),
        ("open('f', 'wb').write(bytes(17_000_000))", FaultKind.CRASH),
        ("os._exit(0)", FaultKind.EXIT),
        ("os._exit(137)", FaultKind.EXIT),
        ("os.abort()", FaultKind.EXIT),
        ("import ctypes; ctypes.string_at(0)", FaultKind.EXIT),
        ("keep = []\nwhile True: keep.append(bytearray(10**7))", FaultKind.MEMORY),
        (FILL, FaultKind.MEMORY),
        ("while True: pass", FaultKind.MOVE_TIME),
        ("time.sleep(100)", FaultKind.MOVE_TIME),
        ("for fd in range(3, 32):\n  try: os.write(fd, b'garbage!' * 10)\n"
         "  except OSError: pass\nreturn 'Stop'", FaultKind.REPLY),
        ("for fd in range(3, 32):\n  try: os.close(fd)\n  except OSError: pass\n"
         "while True: pass", FaultKind.REPLY),
    ],
)  # fmt: skip
def test_a_failing_move_is_a_fault_of_its_kind(play, body, kind):
    seconds = 0.5 if kind is FaultKind.MOVE_TIME else 5.0
    assert move_fault(play, body, seconds, TIGHT).kind is kind


def test_faults_after_the_end_are_all_of_kind_final(play):
    for body in ("1/0", "os._exit(1)", "while 1: pass"):
        final = f"    def final(self, state):\n        {body}\nattack = None\n"
        team = play.ready(archive_of(PREAMBLE + final))
        assert fault_of(lambda team=team: team.final(0, initial(), 0.5)).kind is FaultKind.FINAL


WORK = "until = time.process_time() + 0.3\nwhile time.process_time() < until: pass\nreturn 'Stop'"


def test_waiting_for_a_processor_is_not_the_agents_time(play, crowd):
    team = play.ready(attacker(WORK))
    crowd(team.cell.number)
    began = monotonic()
    action, seconds = team.act(0, observation(), 0.8)
    assert action == "Stop"
    assert 0.29 < seconds < 0.8 < monotonic() - began


def test_sleeping_is_the_agents_time(play):
    seconds = play.ready(attacker("time.sleep(0.3); return 'Stop'")).act(0, observation(), 3)[1]
    assert seconds > 0.29


def test_no_agent_can_turn_its_clock_back(play):
    body = """
    import ctypes
    time.time = time.monotonic = time.perf_counter = time.process_time = lambda: 0.0
    ctypes.CDLL(None).clock_settime(1, (ctypes.c_long * 2)(0, 0))
    while True: pass
    """
    assert move_fault(play, body, 0.4).kind is FaultKind.MOVE_TIME


def test_a_match_without_processor_time_has_no_result(play, monkeypatch):
    team = play.ready(attacker("while True: pass"))
    monkeypatch.setattr(team.cell._channel, "_wall_cap", lambda seconds: 0.1)
    monkeypatch.setattr(team.cell._stopwatch, "seconds", lambda: 0.0)
    with pytest.raises(HostFault, match="No result"):
        team.act(0, observation(), 3)


def test_a_process_that_is_killed_from_outside_is_the_hosts_fault(play):
    team = play.ready(attacker("return 'Stop'"))
    os.kill(team.cell.number, signal.SIGKILL)
    with pytest.raises(HostFault, match="from outside"):
        team.act(0, observation(), 3)


def test_an_agent_that_only_misbehaves_later_loses_only_then(play):
    body = "agent.n = getattr(agent, 'n', 0) + 1\nif agent.n > 2: os._exit(1)\nreturn 'Stop'"
    team = play.ready(attacker(body))
    assert [team.act(0, observation(), 3)[0] for _ in range(2)] == ["Stop", "Stop"]
    assert fault_of(lambda: team.act(0, observation(), 3)).kind is FaultKind.EXIT


def test_a_team_sees_nothing_of_another(play):
    first, second = (play.ready(attacker("open('mine', 'w'); return str(os.listdir('.'))"))
                     for _ in range(2))  # fmt: skip
    assert "mine" in first.act(0, observation(), 3)[0]
    assert second.act(0, observation(), 3)[0].count("mine") == 1


def test_output_of_a_killed_agent_is_kept(play):
    team = play.ready(attacker("print('thinking')\nwhile True: print('x' * 60000)"))
    fault_of(lambda: team.act(0, observation(), 0.3))
    team.close()
    output = team.output()
    assert output.stdout.startswith("thinking\nxxx")
    assert output.truncated


def test_a_missing_module_is_named(play):
    fault = fault_of(lambda: play.open(archive_of("import numpy as np\n")).load(5))
    assert (fault.kind, fault.module) == (FaultKind.LOAD, "numpy")


def test_a_traceback_shows_the_students_lines_with_paths_as_in_the_archive(play):
    fault = move_fault(
        play,
        "import helper\nreturn helper.f(state)",
        helper__py="def f(s):\n    return s.getScor()",
    )
    own = [(frame["file"], frame["code"]) for frame in fault.traceback if frame["own"]]
    assert own[-1] == ("helper.py", "return s.getScor()")


def test_packages_that_the_operator_installed_can_be_imported(play, monkeypatch, tmp_path):
    (tmp_path / "fastmath").mkdir()
    (tmp_path / "fastmath" / "__init__.py").write_text("word = 'North'")
    (tmp_path / "random.py").write_text("1 / 0")  # the library's own come first
    monkeypatch.setenv(native.PACKAGES, str(tmp_path))
    tmp_path.chmod(0o755)
    assert play.move("import fastmath, random\nreturn fastmath.word") == "North"
    fault = move_fault(play, "open('/packages/new', 'w')")
    assert fault.error == "OSError"


def test_a_folder_of_packages_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv(native.PACKAGES, str(tmp_path / "gone"))
    with pytest.raises(BackendUnavailable, match=r"NATIVE_PACKAGES.*gone"):
        require_native()


@pytest.mark.parametrize(
    ("module", "name", "value", "said"),
    [
        (bubblewrap, "find", None, "bubblewrap"),
        (bubblewrap, "refusal", "no permission", "no permission"),
        (landlock, "version", 0, "Landlock"),
        (seccomp, "available", False, "seccomp"),
    ],
)
def test_a_missing_layer_is_named_and_wasm_offered(monkeypatch, module, name, value, said):
    monkeypatch.setattr(module, name, lambda: value)
    with pytest.raises(BackendUnavailable, match=f"lacks.*{said}.*wasm"):
        require_native()


def test_where_the_jail_cannot_be_built_nothing_runs(monkeypatch):
    monkeypatch.setattr(bubblewrap, "find", lambda: None)
    with pytest.raises(BackendUnavailable, match="bubblewrap"):
        NativeTeam(attacker("return 'Stop'"), setup())
    monkeypatch.undo()
    spaces = tuple(name for name in bubblewrap.NAMESPACES if name != "net")
    monkeypatch.setattr(bubblewrap, "NAMESPACES", spaces)
    team = NativeTeam(attacker("return 'Stop'"), setup())
    with pytest.raises(BackendUnavailable, match=r"namespace net.*wasm"):
        team.load(5)
    team.close()
