"""Ctrl-C ends a command at once, whatever a team is doing in the sandbox."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pacman_engine.runtime import current_image
from pymw_bridge.interpreter.wasm import prepare

ENDLESS = "def createTeam(first, second, isRed):\n    while True:\n        pass\n"
AT_ONCE = 5.0  # far less than the fifteen seconds of fuel that the team has
TICKS = os.sysconf("SC_CLK_TCK")


def computes(process):
    """Whether a thread beside the first has used half a second: a guest is running."""
    used = []
    for task in Path(f"/proc/{process.pid}/task").iterdir():
        fields = (task / "stat").read_text().rpartition(")")[2].split()
        if task.name != str(process.pid):
            used.append(int(fields[11]) / TICKS)
    return max(used, default=0.0) > 0.5


@pytest.mark.parametrize("command", [["play", "--blue", "baseline", "--red"], ["check"]])
def test_it_does_not_wait_until_the_fuel_of_a_team_is_used_up(tmp_path, command):
    (tmp_path / "myTeam.py").write_text(ENDLESS)
    prepare(current_image())
    arguments = [sys.executable, "-m", "pacman_engine", *command, str(tmp_path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        end = time.monotonic() + 60
        while not computes(process):
            assert process.poll() is None
            assert time.monotonic() < end, "it never played"
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(AT_ONCE) == 130
        finally:
            process.kill()
