"""The supervisor with real children: tiny programs that tell their number and wait."""

from __future__ import annotations

import os
import signal
import sys

from tests.programs import Program, await_gone

DRIVER = """
import sys
from tournament.processes.supervisor import Supervisor
names = sys.argv[2:]
children = [(name, [sys.executable, "-u", "-c", sys.argv[1], name]) for name in names]
Supervisor(children, lambda label, line: print(label, "|", line, flush=True)).run()
"""
OBEDIENT = """
import os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: (print("goodbye"), sys.exit(0)))
print("ready", os.getpid())
signal.pause()
"""
STUBBORN = """
import os, signal
signal.signal(signal.SIGTERM, lambda *_: print("no"))
print("ready", os.getpid())
while True: signal.pause()
"""
WITH_HELPER = """
import os, signal
helper = os.fork()
if helper == 0:
    signal.pause()
print("ready", os.getpid(), helper)
signal.pause()
"""


def supervise(code: str, *names: str) -> Program:
    return Program([sys.executable, "-c", DRIVER, code, *names])


def pid_of(program: Program, name: str) -> int:
    return int(program.await_line(rf"^{name} \| ready (\d+)")[1])


def test_one_ctrl_c_ends_all_children_in_order():
    with supervise(OBEDIENT, "web", "master", "worker") as up:
        pids = [pid_of(up, name) for name in ("web", "master", "worker")]
        os.kill(up.process.pid, signal.SIGINT)
        assert up.await_end() == 0
        for pid in pids:
            await_gone(pid)
    ends = [line for line in up.lines if line.endswith("| ended")]
    assert ends == ["web | ended", "master | ended", "worker | ended"]
    assert up.lines.count("web | goodbye") == 1


def test_a_child_that_is_killed_is_started_again_and_the_log_says_so():
    with supervise(OBEDIENT, "web", "worker") as up:
        first = pid_of(up, "web")
        pid_of(up, "worker")
        os.kill(first, signal.SIGKILL)
        up.await_line(r"^web \| was killed by SIGKILL; starting it again in 1 s")
        assert pid_of(up, "web") != first
        assert len([line for line in up.lines if line.startswith("worker | started")]) == 1


def test_a_child_that_keeps_failing_is_started_less_and_less_often():
    with supervise("raise SystemExit(3)", "master") as up:
        up.await_line(r"ended with exit code 3; starting it again in 1 s")
        up.await_line(r"ended with exit code 3; starting it again in 2 s")


def test_what_a_dead_child_leaves_in_its_group_is_ended_too():
    with supervise(WITH_HELPER, "worker") as up:
        pid, helper = map(int, up.await_line(r"ready (\d+) (\d+)").groups())
        os.kill(pid, signal.SIGKILL)
        await_gone(helper)


def test_no_child_outlives_a_killed_supervisor():
    with supervise(OBEDIENT, "web", "worker") as up:
        pids = [pid_of(up, name) for name in ("web", "worker")]
        os.kill(up.process.pid, signal.SIGKILL)
        for pid in pids:
            await_gone(pid)


def test_a_second_ctrl_c_kills_a_child_that_does_not_end():
    with supervise(STUBBORN, "master") as up:
        pid = pid_of(up, "master")
        os.kill(up.process.pid, signal.SIGINT)
        up.await_line(r"master \| no")
        os.kill(up.process.pid, signal.SIGINT)
        up.await_line(r"master \| killed, it did not end in time")
        assert up.await_end() == 0
        await_gone(pid)


def test_a_last_line_without_an_end_is_not_lost():
    code = "import sys; sys.stdout.write('first\\nlast words'); sys.stdout.flush(); sys.exit(1)"
    with supervise(code, "web") as up:
        up.await_line(r"^web \| first$")
        up.await_line(r"^web \| last words$")
