"""The check of an upload: a first verdict within five seconds, and no verdict by the wall clock."""

from __future__ import annotations

import threading
from time import monotonic

import pytest

from pacman_engine import check
from pacman_engine.check import check_agent
from pacman_engine.faults import FaultKind
from pacman_engine.replay import verify
from pacman_engine.teams.archive import find_team
from pacman_engine.teams.backends import require_backend
from pacman_engine.teams.driver import BackendUnavailable, HostFault, TeamFault
from pacman_engine.teams.elsewhere import native_module
from pacman_engine.teams.limits import TimeLimits

from .conftest import PREAMBLE, archive_of, attacker


@pytest.fixture(autouse=True)
def _allowed(monkeypatch):
    monkeypatch.setenv("ALLOW_LIGHT_ISOLATION", "1")


def states(report):
    return {step["name"]: step["state"] for step in report["steps"]}


def checked(archive, backend="process", **options):
    """The report, the seconds until the first verdict, and the reports on the way."""
    began = monotonic()
    seen = []

    def on_step(report):
        seen.append((monotonic() - began, report))

    report = check_agent(archive, backend=backend, on_step=on_step, **options)
    first = next(seconds for seconds, r in seen if r["verdict"] is not None)
    return report, first, [r for _, r in seen]


def test_a_good_team_is_ready_with_scores_and_a_replay_for_the_film():
    report, first, seen = checked(find_team("greedy"))
    assert report["verdict"] == "ready"
    assert set(states(report).values()) == {"passed"}
    assert first < 5
    assert (report["format"], report["backend"]) == ("pacman-check/2", "process")
    assert (report["plays_in"], report["native_only"]) == (["process"], False)
    assert verify(report["replay"]) == []
    assert len(report["replay"]["moves"]) <= 100
    assert [step["score"] is not None for step in report["steps"]] == [False] * 3 + [True] * 2
    assert report["fault"] is None
    assert seen[-1] == report


def test_every_step_is_shown_waiting_running_and_passed():
    _, _, seen = checked(find_team("wanderer"), "none")
    for name in check.STEPS:
        shown = [states(report)[name] for report in seen]
        assert shown == sorted(shown, key=["waiting", "running", "passed"].index)
        assert set(shown) >= {"running", "passed"}


HANGS = {
    "import": "while True: pass",
    "createTeam": "def createTeam(a, b, c):\n    while True: pass",
    "constructor": PREAMBLE + "    def __init__(self, index):\n        while True: pass",
    "registerInitialState": PREAMBLE
    + "    def registerInitialState(self, state):\n        import time; time.sleep(60)",
}


@pytest.mark.parametrize("place", HANGS)
def test_a_team_that_hangs_in_its_start_is_undecided_in_time_and_rejected_at_its_limit(
    place, monkeypatch
):
    monkeypatch.setattr(check, "FIRST_VERDICT", 0.5)
    report, first, seen = checked(archive_of(HANGS[place]), limits=TimeLimits(startup=1.5))
    assert 0.5 <= first < 5
    verdicts = [r["verdict"] for r in seen]
    assert verdicts == sorted(verdicts, key=[None, "undecided", "rejected"].index)
    assert "undecided" in verdicts
    assert report["verdict"] == "rejected"
    assert report["fault"]["message"]
    assert states(report)["baseline"] == "skipped"


def test_a_team_that_takes_its_time_to_start_may_play(monkeypatch):
    monkeypatch.setattr(check, "FIRST_VERDICT", 0.2)
    report, first, seen = checked(archive_of("import time; time.sleep(1.0)\n" + SLOW_AND_GOOD))
    assert first < 5
    assert "undecided" in [r["verdict"] for r in seen]
    assert (report["verdict"], report["plays_in"]) == ("ready", ["process"])


SLOW_AND_GOOD = PREAMBLE + "def attack(agent, state): return 'Stop'"


def test_a_team_that_hangs_in_its_first_move_gets_a_verdict_in_time():
    # Half the real limit for a move, so that a busy machine does not decide the test.
    report, first, _ = checked(attacker("while True: pass"), limits=TimeLimits(move=1.5))
    assert report["verdict"] == "rejected"
    assert first < 5
    assert report["fault"]["kind"] == "move_time"


def test_a_team_that_is_slow_but_within_the_rules_is_not_rejected_for_it(monkeypatch):
    monkeypatch.setattr(check, "ENOUGH_MOVES", 1.0)
    monkeypatch.setattr(check, "MATCH_SECONDS", 1.0)
    report, first, _ = checked(attacker("time.sleep(0.6); return 'Stop'"))
    assert report["verdict"] == "ready"
    assert first < 5
    moves = report["steps"][2]
    assert moves["state"] == "passed"
    assert 1 <= int(moves["detail"].split()[0]) < 8
    assert any("above 1 s is a warning" in warning for warning in report["warnings"])


def test_slow_moves_are_told_once_for_every_step_that_had_some():
    slow = attacker("time.sleep(0.2); return 'Stop'")
    report, _, _ = checked(slow, limits=TimeLimits(warning=0.1, warnings=3))
    assert report["fault"]["kind"] == "warnings"
    told = [warning for warning in report["warnings"] if "took more than 0.1 s" in warning]
    assert len(told) == 1
    assert told[0].startswith("5 moves at the start took more than 0.1 s (numbers 0, 2,")


def test_limits_that_come_near_are_warned_of():
    limits = TimeLimits(startup=1.0, warning=1.0, total=40.0)
    source = (
        PREAMBLE
        + """
    def registerInitialState(self, state):
        time.sleep(0.6)
def attack(agent, state):
    time.sleep(0.1)
    return 'Stop'
"""
    )
    check_seconds = checked(archive_of(source), limits=limits)[0]
    warnings = " ".join(check_seconds["warnings"])
    assert "s to start; 1 s are allowed" in warnings
    assert "in a whole match; 40 s are allowed" in warnings
    assert "slowest move" not in warnings


def test_the_report_says_what_every_move_took():
    report, _, _ = checked(find_team("greedy"))
    time = report["time"]
    assert set(time["startup"]) == {"0", "2"}
    assert {agent for agent, _ in time["moves"]} == {0, 2}
    assert len(time["moves"]) == (len(report["replay"]["moves"]) + 1) // 2
    assert time["largest"] == max(seconds for _, seconds in time["moves"])
    assert time["moves"][time["largest_move"]][1] == time["largest"]
    assert time["limits"] == TimeLimits().document()


def test_a_machine_that_is_too_slow_for_the_first_moves_gives_no_verdict(monkeypatch):
    monkeypatch.setattr(check, "FIRST_VERDICT", 0.1)
    monkeypatch.setattr(check, "CHECK_SECONDS", 0.5)
    with pytest.raises(HostFault, match="too busy or too slow"):
        checked(archive_of("import time; time.sleep(1.5)"))


def test_what_the_wall_clock_cuts_off_is_not_decided_and_rejects_nobody(monkeypatch):
    monkeypatch.setattr(check, "ENOUGH_MOVES", 0.1)
    monkeypatch.setattr(check, "CHECK_SECONDS", 2.5)
    report, _, _ = checked(attacker("time.sleep(0.3); return 'Stop'"))
    assert report["verdict"] == "ready"
    assert states(report)["baseline"] == "skipped"
    assert report["steps"][-1]["detail"] == check.NOT_IN_TIME
    assert any("cut short" in warning for warning in report["warnings"])
    assert report["time"]["moves"]


def test_the_caller_is_told_in_its_own_thread_and_may_end_the_check():
    threads = set()

    class Enough(Exception):
        pass

    def on_step(report):
        threads.add(threading.current_thread())
        if report["steps"][3]["state"] == "running":
            raise Enough

    with pytest.raises(Enough):
        check_agent(find_team("greedy"), backend="process", on_step=on_step)
    assert threads == {threading.current_thread()}


def lacks(module, error="ModuleNotFoundError"):
    return TeamFault(FaultKind.LOAD, f"No module named '{module}'", error=error, module=module)


@pytest.mark.parametrize(
    ("fault", "module"),
    [
        (lacks("numpy"), "numpy"),
        (lacks("numpy.linalg"), "numpy"),
        (lacks("curses"), "curses"),
        (lacks("nunpy"), ""),
        (lacks("helper"), ""),
        (lacks("numpy", error="ImportError"), ""),
        (lacks("../../etc"), ""),
        (None, ""),
    ],
)
def test_only_a_module_that_exists_elsewhere_makes_a_team_native(fault, module):
    assert native_module(fault, archive_of("", helper__py="import missing")) == module


def test_an_own_file_of_that_name_is_no_reason_to_play_natively():
    archive = archive_of("", numpy__py="raise ModuleNotFoundError(name='numpy')")
    assert native_module(lacks("numpy"), archive) == ""


def test_a_match_is_cut_by_its_time(monkeypatch):
    monkeypatch.setattr(check, "MATCH_SECONDS", 0.3)
    report, _, _ = checked(attacker("time.sleep(0.02); return 'Stop'"))
    assert report["verdict"] == "ready"
    assert 1 <= len(report["replay"]["moves"]) < 100


def test_a_fault_in_the_match_against_itself_rejects_with_the_students_lines():
    body = """
    agent.n = getattr(agent, 'n', 0) + 1
    print('move', agent.n)
    return 'Stop' if agent.n < 12 else 1 / 0
    """
    report, _, _ = checked(attacker(body))
    assert report["verdict"] == "rejected"
    assert states(report) == {
        "load": "passed",
        "create_team": "passed",
        "moves": "passed",
        "self": "failed",
        "baseline": "skipped",
    }
    assert report["fault"]["kind"] == "crash"
    assert report["fault"]["traceback"][-1]["code"].startswith("return 'Stop'")
    assert "move 12" in report["stdout"]


@pytest.mark.parametrize(
    ("source", "step", "kind", "hint"),
    [
        ("import tensorflow", "load", "load", "tensorflow is not available"),
        ("print 'x'", "load", "load", "2to3"),
        ("def createTeam(a, b, c): return []", "create_team", "create_team", ""),
        (PREAMBLE + "attack = None", "moves", "crash", ""),
        (PREAMBLE + "def attack(a, s): return 'Up'", "moves", "illegal", "getLegalActions"),
        (PREAMBLE + "def attack(a, s): os._exit(0)", "moves", "exit", "os._exit"),
    ],
)
def test_a_bad_team_fails_at_the_step_where_it_is_bad(source, step, kind, hint):
    report, _, _ = checked(archive_of(source))
    assert report["verdict"] == "rejected"
    assert next(s["name"] for s in report["steps"] if s["state"] == "failed") == step
    assert report["fault"]["kind"] == kind
    assert hint in report["fault"]["hint"]


def test_the_check_needs_its_backend(monkeypatch):
    monkeypatch.delenv("ALLOW_LIGHT_ISOLATION")
    with pytest.raises(BackendUnavailable, match="ALLOW_LIGHT_ISOLATION=1"):
        check_agent(find_team("greedy"), backend="process")


# --- In the sandbox -----------------------------------------------------------------------------


def test_the_check_in_the_sandbox_says_the_same_twice(runtime_image):
    found = [checked(find_team("greedy"), "wasm")[0] for _ in range(2)]
    assert found[0] == found[1]
    assert (found[0]["verdict"], found[0]["plays_in"]) == ("ready", ["wasm"])
    assert 0 < found[0]["time"]["median"] < 1


def test_a_start_without_end_is_rejected_in_the_sandbox_by_its_fuel(runtime_image, monkeypatch):
    monkeypatch.setattr(check, "FIRST_VERDICT", 0.1)
    limits = TimeLimits(startup=1.0)
    report, first, seen = checked(archive_of(HANGS["import"]), "wasm", limits=limits)
    assert first < 5
    assert "undecided" in [r["verdict"] for r in seen]
    assert (report["verdict"], report["steps"][0]["seconds"]) == ("rejected", 1.0)


def test_a_team_that_needs_a_module_of_elsewhere_plays_only_natively(runtime_image):
    report, _, _ = checked(archive_of("import numpy\n" + SLOW_AND_GOOD), "wasm")
    assert (report["verdict"], report["native_only"]) == ("rejected", True)
    assert (report["backend"], report["plays_in"]) == ("wasm", [])
    assert (
        "Plays only in native tournaments: the sandbox has no module numpy." in report["warnings"]
    )


def test_where_native_is_offered_its_check_goes_on_there(runtime_image):
    require_native()
    source = "import curses.ascii\nimport sqlite3\n" + SLOW_AND_GOOD
    report, _, _ = checked(archive_of(source), "wasm", native=True)
    assert (report["verdict"], report["native_only"]) == ("ready", True)
    assert report["plays_in"] == ["native"]
    assert set(states(report).values()) == {"passed"}
    assert report["fault"] is None


def require_native():
    try:
        require_backend("native")
    except BackendUnavailable as error:
        pytest.fail(f"these tests need the native jail: {error}")
