"""What people see on their terminal while a command is at work."""

from __future__ import annotations

import sys

import pytest

from pacman_engine.cli.terminal import Progress


@pytest.fixture
def terminal(capsys, monkeypatch):
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda stream: True)


def test_a_task_that_may_be_slow_from_the_start_is_shown_at_once(capsys, terminal):
    progress = Progress("Playing", patience=0.0)
    progress(0.0, "(the teams get ready)")
    assert "Playing   0% (the teams get ready)" in capsys.readouterr().err
    progress.done()
    assert capsys.readouterr().err.endswith("\r")


def test_a_short_task_is_not_shown(capsys, terminal):
    progress = Progress("Verifying", patience=60.0)
    progress(0.5)
    progress.done()
    assert capsys.readouterr().err == ""


def test_where_nobody_looks_nothing_is_written(capsys):
    progress = Progress("Playing", patience=0.0)
    progress(0.5)
    progress.done()
    assert capsys.readouterr().err == ""
