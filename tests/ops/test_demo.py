"""The demo as its users run it."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import sys
from pathlib import Path

import pytest

from pacman_engine.teams.archive import read_upload
from tests.ops.demos import demo, environment
from tests.programs import Program, await_gone, descendants
from tournament.processes.demo import entrants
from tournament.processes.demo.bar import Bar


@pytest.mark.stack
def test_the_demo_plays_a_tournament_once_and_only_shows_it_the_second_time(tmp_path: Path):
    first = demo(tmp_path, "--length", "200", SERVE="0")
    assert first.returncode == 0, first.stdout + first.stderr
    names = entrants.entrant_names()
    assert f"{len(names)} of {len(names)} agents are ready." in first.stdout
    jobs = len(names) * (len(names) - 1) // 2
    assert f"{3 * jobs} of {3 * jobs} matches" in first.stdout
    assert f"{jobs} of {jobs} GIFs" in first.stdout
    for name in names:
        assert entrants.title(name) in first.stdout
    assert len(re.findall(r"^  \w+ +\S{12}   (student|instructor)$", first.stdout, re.M)) == (
        len(names) + 1
    )

    second = demo(tmp_path, SERVE="0")
    assert second.returncode == 0, second.stdout + second.stderr
    assert "has been played here already" in second.stdout
    assert "Accounts" not in second.stdout
    table = first.stdout[first.stdout.index("Demo cup, final") :]
    assert table in second.stdout


@pytest.mark.stack
def test_a_stopped_demo_leaves_no_process_and_goes_on_where_it_was(tmp_path: Path):
    command = [sys.executable, "-u", "manage.py", "demo", "--skip-checks"]
    with Program(command, environment(tmp_path, SERVE="0")) as running:
        running.await_line(r"^Accounts of this demo")
        running.await_line(r"^Checks ")
        family = descendants(running.process.pid)
        os.kill(running.process.pid, signal.SIGINT)
        running.await_line("goes on where this one was")
        assert running.await_end() == 0
        for pid in family:
            await_gone(pid)
    with Program(command, environment(tmp_path, SERVE="0")) as again:
        again.await_line(r"^Checks ")
        assert not any(line.startswith("Accounts") for line in again.lines)


@pytest.mark.stack
def test_a_port_in_use_is_said_before_anything_is_done(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = demo(tmp_path, "--port", str(server.getsockname()[1]))
    assert done.returncode == 2
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", entrants.entrant_names())
def test_every_entrant_is_an_upload_that_the_site_takes(name: str):
    data = entrants.archive_of(name).to_zip()
    assert read_upload(data, f"{name}.zip").to_zip() == data


def test_a_bar_is_a_line_for_every_tenth_where_nothing_can_be_redrawn():
    out = io.StringIO()
    bar = Bar(out, "Matches")
    for number in range(101):
        bar.show(number / 100, f"{number} of 100")
    bar.end()
    lines = out.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[-1] == f"Matches   {'#' * 30} 100 %  100 of 100"


def test_a_bar_on_a_terminal_is_drawn_in_place():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    bar = Bar(out, "Checks")
    bar.show(0.0, "0 of 2")
    bar.show(0.5, "1 of 2")
    bar.end()
    assert out.getvalue().count("\n") == 1
    assert out.getvalue().count("\r\033[K") == 2
