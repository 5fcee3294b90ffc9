"""The sandbox at the start of the site's processes: made ready once, or missed with a sentence."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.management import CommandError

from tests.stack import ROOT
from tournament.processes import sandbox

BROKEN = [sys.executable, "-c", "import sys; print('first', file=sys.stderr); sys.exit('{}')"]


@pytest.fixture
def no_image(settings, monkeypatch, tmp_path):
    """A site whose images are not built yet."""
    settings.IMAGES = tmp_path / "images"
    monkeypatch.setenv("IMAGES_DIR", str(settings.IMAGES))


def test_a_sandbox_that_is_ready_is_left_alone(monkeypatch):
    monkeypatch.setattr(sandbox, "BUILD", ["/nowhere"])
    said: list[str] = []
    sandbox.prepare(said.append)
    assert said == []


def test_what_the_builder_says_is_passed_on_and_its_last_words_are_the_reason(
    no_image, monkeypatch
):
    says = "pacman_engine: componentize-py is missing."
    monkeypatch.setattr(sandbox, "BUILD", [word.format(says) for word in BROKEN])
    said: list[str] = []
    with pytest.raises(CommandError, match=r"without it\. componentize-py is missing\.") as error:
        sandbox.prepare(said.append)
    assert error.value.returncode == 2
    assert said == ["first", says]


@pytest.mark.parametrize("backend", ["native", "process"])
def test_a_site_with_another_backend_needs_none(no_image, settings, monkeypatch, backend):
    settings.SANDBOX = backend
    monkeypatch.setattr(sandbox, "BUILD", ["/nowhere"])
    sandbox.prepare(print)


@pytest.mark.parametrize("command", ["up", "worker", "master"])
def test_no_process_that_plays_starts_without_a_sandbox(tmp_path, command):
    blocked = tmp_path / "file"
    blocked.touch()
    own = {"VAR_DIR": str(tmp_path / "var"), "IMAGES_DIR": str(blocked / "images")}
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "The sandbox cannot be made ready" in done.stderr
    assert "No image can be kept in" in done.stderr
    assert "Traceback" not in done.stderr
