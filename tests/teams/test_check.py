"""The check of an upload: a verdict within five seconds, whatever the agent does."""

from __future__ import annotations

from functools import partial
from time import monotonic

import pytest

from pacman_engine import check
from pacman_engine.check import check_agent
from pacman_engine.replay import verify
from pacman_engine.teams.archive import find_team
from pacman_engine.teams.stand_ins import Bystander, Hurried

from .conftest import PREAMBLE, archive_of, attacker, setup


@pytest.fixture(autouse=True)
def _allowed(monkeypatch):
    monkeypatch.setenv("ALLOW_LIGHT_ISOLATION", "1")


def states(report):
    return {step["name"]: step["state"] for step in report["steps"]}


def checked(archive, backend="process"):
    """The report, the seconds until the first verdict, and the reports on the way."""
    began = monotonic()
    seen = []

    def on_step(report):
        seen.append((monotonic() - began, report))

    report = check_agent(archive, backend=backend, on_step=on_step)
    first = next(seconds for seconds, r in seen if r["verdict"] is not None)
    return report, first, [r for _, r in seen]


def test_a_good_team_is_ready_with_scores_and_a_replay_for_the_film():
    report, first, seen = checked(find_team("greedy"))
    assert report["verdict"] == "ready"
    assert set(states(report).values()) == {"passed"}
    assert first < 5
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
def test_a_team_that_hangs_in_its_start_is_rejected_within_five_seconds(place, monkeypatch):
    monkeypatch.setattr(check, "FIRST_VERDICT", 1.5)
    report, first, _ = checked(archive_of(HANGS[place]))
    assert report["verdict"] == "rejected"
    assert 1.5 <= first < 5
    assert report["fault"]["message"]
    assert states(report)["baseline"] == "skipped"


def test_a_team_that_hangs_in_its_first_move_gets_a_verdict_in_time(monkeypatch):
    # Half the real limit for a move, so that a busy machine does not decide the test.
    monkeypatch.setattr(check, "TimeLimits", partial(check.TimeLimits, move=1.5))
    report, first, _ = checked(attacker("while True: pass"))
    assert report["verdict"] == "rejected"
    assert first < 5
    assert report["fault"]["kind"] == "move_time"


def test_a_team_that_is_slow_but_within_the_rules_is_not_rejected_for_it(monkeypatch):
    monkeypatch.setattr(check, "FIRST_VERDICT", 1.5)
    monkeypatch.setattr(check, "MATCH_SECONDS", 1.0)
    report, first, _ = checked(attacker("time.sleep(0.5); return 'Stop'"))
    assert report["verdict"] == "ready"
    assert first < 5
    moves = report["steps"][2]
    assert moves["state"] == "passed"
    assert "in the time" in moves["detail"]
    assert report["warnings"]


def test_a_machine_that_is_slow_to_start_processes_is_not_the_teams_fault():
    given = []

    class Slow(Bystander):
        def load(self, seconds):
            given.append(seconds)
            return 0.0

    team = Hurried(Slow(setup()), monotonic() - 60, 3.0, lambda call: None)
    assert team.late()
    team.load(15)
    assert 2 < given[0] <= 3
    assert not team.late()


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
    from pacman_engine.teams.driver import BackendUnavailable

    with pytest.raises(BackendUnavailable, match="ALLOW_LIGHT_ISOLATION=1"):
        check_agent(find_team("greedy"), backend="process")
