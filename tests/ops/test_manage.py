"""The door to the commands: what is wrong with the environment is said in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MANAGE = Path(__file__).parents[2] / "manage.py"


def manage(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(MANAGE), *arguments],
        env={**os.environ, "VAR_DIR": str(tmp_path / "var"), **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("command", ["check", "up", "web", "master", "worker", "demo", "doctor"])
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY must have at least 32 characters."),
        ("DATABASE_URL", "nonsense://x", "DATABASE_URL must look like"),
    ],
)
def test_a_wrong_setting_ends_every_command_with_a_sentence(
    tmp_path, command, name, value, sentence
):
    done = manage(tmp_path, command, **{name: value})
    assert done.returncode == 2
    assert done.stderr.startswith(f"manage.py: {sentence}")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["migrate", "master", "make_instructor"])
def test_a_database_that_does_not_answer_is_named(tmp_path, command):
    url = f"mysql://somebody@localhost/contest?unix_socket={tmp_path}/none"
    words = ["ada"] if command == "make_instructor" else []
    done = manage(tmp_path, command, *words, DATABASE_URL=url)
    assert done.returncode == 2
    assert "The database does not work: Can't connect" in done.stderr
    assert "Look at DATABASE_URL." in done.stderr
    assert "Traceback" not in done.stderr


def test_the_traceback_is_there_for_who_asks_for_it(tmp_path):
    done = manage(tmp_path, "check", "--traceback", SECRET_KEY="short")
    assert done.returncode == 1
    assert "Traceback" in done.stderr
