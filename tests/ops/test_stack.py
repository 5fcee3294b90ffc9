"""The real processes together, killed at every point where it could hurt."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programs import await_gone, descendants, parent_of
from tests.stack import Site, direct_children

pytestmark = pytest.mark.stack

TEAMS = (("bob", "Night Owls", "slow-greedy"), ("eve", "Early Birds", "slow-wanderer"))
"""Slow ones: a check that takes seconds can be met while it runs."""
THIRD = ("kim", "Late Risers", "baseline")
JOBS = 3


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(tmp_path) as running:
        running.run("-m", "tests.fill", "people")
        yield running


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    await_gone(pid)


def upload(site: Site, *team: str) -> None:
    site.run("-m", "tests.fill", "team", *team)


def ready(site: Site) -> int:
    return int(site.value("SELECT COUNT(*) FROM agents_agent WHERE state = 'ready'") or 0)


def one_row(site: Site, table: str, state: str) -> int | None:
    return site.value(f"SELECT id FROM {table} WHERE state = ? LIMIT 1", state)


def busy_child(site: Site, name: str) -> int:
    """A process that works for the worker or the master."""
    parent = site.process(name)
    return int(site.wait_for(lambda: direct_children(parent), f"{name} has children")[-1])


def has_image(pid: int) -> bool:
    """Whether a process has loaded the compiled code of a runtime image."""
    try:
        return "/compiled/" in Path(f"/proc/{pid}/maps").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def players(site: Site, name: str) -> list[int]:
    """The processes below the worker or the master that have loaded the image."""
    return [pid for pid in descendants(site.process(name)) if has_image(pid)]


def finished(site: Site) -> bool:
    pictures = site.value("SELECT COUNT(*) FROM replays_gif WHERE state = 'done'")
    state = site.value("SELECT state FROM tournaments_tournament")
    return state == "finished" and pictures == JOBS


def assert_everything_once(site: Site) -> None:
    checks = site.rows("SELECT state, COUNT(*) FROM agents_check GROUP BY state")
    assert checks == [("done", 3)]
    assert site.rows("SELECT state, COUNT(*) FROM tournaments_job GROUP BY state") == [
        ("done", JOBS)
    ]
    matches = site.rows("SELECT job_id, number FROM tournaments_match")
    assert len(matches) == len(set(matches)) == 3 * JOBS
    pictures = site.rows("SELECT state, COUNT(DISTINCT match_id) FROM replays_gif GROUP BY state")
    assert pictures == [("done", JOBS)]
    assert site.rows("SELECT * FROM tournaments_fault") == []


def test_whatever_is_killed_everything_is_finished_exactly_once(site: Site):
    upload(site, *TEAMS[0])
    site.wait_for(lambda: one_row(site, "agents_check", "running"), "a check runs")
    kill(site.process("worker"))

    upload(site, *TEAMS[1])
    running = "SELECT id FROM agents_check WHERE state = 'running' AND attempt > 0"
    site.wait_for(lambda: site.value(running), "a check runs again")
    kill(busy_child(site, "worker"))

    upload(site, *THIRD)
    kill(site.process("web"))
    site.wait_for(lambda: ready(site) == 3, "all agents are ready")

    site.run("-m", "tests.fill", "start", "Spring cup", "300")
    site.wait_for(lambda: one_row(site, "tournaments_job", "running"), "a job runs")
    kill(site.process("master"))
    site.wait_for(lambda: one_row(site, "tournaments_job", "running"), "a job runs again")
    kill(busy_child(site, "master"))
    site.wait_for(lambda: one_row(site, "tournaments_job", "done"), "a job is done")
    kill(site.process("worker"))
    site.kill()  # everything at once
    site.start()
    site.wait_for(lambda: finished(site), "the tournament is finished, with its pictures")
    assert_everything_once(site)


def test_a_worker_whose_waiting_processes_are_killed_works_on(site: Site):
    """One of them holds the lock of the queue that all of them share."""
    worker = site.process("worker")
    waiting = site.wait_for(lambda: direct_children(worker), "the worker has processes")
    for pid in waiting[:1]:
        kill(pid)
    upload(site, *TEAMS[0])
    site.wait_for(lambda: ready(site) == 1, "the first agent is ready")
    for pid in site.wait_for(lambda: direct_children(worker), "the worker has processes again"):
        kill(pid)
    upload(site, *TEAMS[1])
    site.wait_for(lambda: ready(site) == 2, "the second agent is ready")
    assert site.process("worker") == worker


def test_no_process_is_left_when_up_is_killed_in_the_middle_of_matches(site: Site):
    for team in TEAMS:
        upload(site, *team)
    site.wait_for(lambda: ready(site) == 2, "both agents are ready")
    site.run("-m", "tests.fill", "start", "Spring cup", "1200")
    site.wait_for(lambda: one_row(site, "tournaments_job", "running"), "a job runs")
    site.kill()  # fails if a descendant lives on


def test_the_image_is_loaded_only_by_processes_that_fork_no_others(site: Site):
    """A fork would share the threads and locks of its parent's engine."""
    for team in TEAMS:
        upload(site, *team)
    site.wait_for(lambda: ready(site) == 2, "both agents are ready")
    site.run("-m", "tests.fill", "start", "Spring cup", "1200")
    site.wait_for(lambda: players(site, "master"), "a match is played")
    loaded = players(site, "master") + players(site, "worker")
    assert players(site, "worker")
    assert not any(has_image(parent_of(pid)) for pid in loaded)
    assert not has_image(site.process("web"))


def test_a_second_master_is_refused(site: Site):
    site.wait_for(lambda: site.value("SELECT owner FROM tournaments_masterseat"), "a master sits")
    with pytest.raises(AssertionError, match="Another master is running"):
        site.run("manage.py", "master")
