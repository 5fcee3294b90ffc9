"""Everything at once: whatever happens to workers and tasks, each task ends exactly once."""

from __future__ import annotations

import collections
import os
import random
import signal
from concurrent.futures import wait

import pytest

from pymw_bridge import TaskState, TaskTimeout, WorkerDied
from tests.bridge import jobs


def submit(master, lots, number):
    """A task of some kind, and the states in which it may end."""
    kind = lots.choice(["good"] * 12 + ["bad", "exit", "dies", "hangs", "retried", "cancelled"])
    if kind == "bad":
        return master.submit(jobs.divide_by_zero), kind
    if kind == "exit":
        return master.submit(jobs.leave, number % 7), kind
    if kind == "dies":
        return master.submit(jobs.kill_myself), kind
    if kind == "hangs":
        return master.submit_task(jobs.hang, timeout=0.05), kind
    if kind == "retried":
        return master.submit_task(jobs.flood, (0,), retries=3, priority=number % 3), kind
    task = master.submit_task(jobs.identity, (number,), retries=3)
    if kind == "cancelled":
        task.cancel()
    return task, kind


@pytest.mark.parametrize("seed", range(4))
def test_each_task_ends_exactly_once(process_interface, make_master, seed):
    lots = random.Random(f"chaos {seed}")
    master = make_master(process_interface, workers=2)
    ends = collections.Counter()
    tasks = []
    for number in range(60):
        task, kind = submit(master, lots, number)
        task.add_done_callback(lambda done: ends.update([done]))
        tasks.append((task, kind, number))
        if number % 20 == 10:  # and someone kills workers that have done nothing wrong
            for pid in master.status()["interface"]["worker_pids"][:1]:
                os.kill(pid, signal.SIGKILL)
    assert not wait([task for task, _, _ in tasks], timeout=60).not_done
    assert set(ends.values()) == {1}
    for task, kind, number in tasks:
        check_end(task, kind, number)
    status = master.status()
    assert sum(status[state.value] for state in TaskState if state.terminal) == 60


def check_end(task, kind, number):
    if kind == "cancelled":
        assert task.cancelled()
    elif kind == "good":
        assert task.result() == number
    elif kind == "retried":
        assert task.result() is None
    elif kind == "hangs":  # or it was its worker that was killed from outside
        assert isinstance(task.exception(), TaskTimeout | WorkerDied)
    elif kind == "bad":
        assert task.exception().exc_type in ("ZeroDivisionError", "WorkerDied")
    else:
        assert isinstance(task.exception(), WorkerDied)
