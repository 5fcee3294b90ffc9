"""A match is a pure function: the same digest, the same fuel, wherever and whenever it is played.

Twenty teams that use what differs from run to run elsewhere play a hundred moves each, again and
again, each time under other circumstances. What is compared is moves, fuel per move, and output.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from pacman_engine.runtime import current_image

from .agents import AGENTS
from .record import record

NOBODY = 65_534
BURNER = "while True: pass"


@pytest.fixture(scope="session")
def here():
    """What the matches come to in this process."""
    return record(AGENTS, current_image())


def elsewhere(*arguments, **environment):
    """What they come to in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.determinism.record", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_there_are_twenty_teams_and_no_two_play_the_same_match(here):
    assert len(here) == len(AGENTS) == 20
    digests, evidences, _ = zip(*here.values(), strict=True)
    assert len(set(digests)) == len(set(evidences)) == 20


def test_a_match_is_the_same_again_in_the_same_process(here):
    some = ["until 0.02 s are over", "a set of objects", "memory", "collecting garbage", "files"]
    assert record(some, current_image()) == {name: here[name] for name in some}


def test_a_match_is_the_same_with_other_hashes_and_in_another_place_of_the_world(here):
    other = {"PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "C"}
    assert elsewhere(**other, PYTHONOPTIMIZE="1", PYTHONMALLOC="malloc") == here


def test_a_match_is_the_same_beside_a_load_on_all_cores(here):
    with ExitStack() as stack:
        for _ in range(os.cpu_count() or 1):
            burner = stack.enter_context(subprocess.Popen([sys.executable, "-c", BURNER]))
            stack.callback(burner.kill)
        assert elsewhere() == here


def test_a_match_is_the_same_by_another_clock(here):
    assert elsewhere("--clock", "300000000") == here


@pytest.fixture
def open_folder():
    """A folder that every user can reach, which those of pytest are not."""
    with tempfile.TemporaryDirectory(prefix="images-") as name:
        os.chmod(name, 0o755)
        yield Path(name)


def test_a_match_is_the_same_for_another_user_with_code_compiled_anew(here, open_folder):
    folder = open_folder
    image = folder / current_image().path.name
    shutil.copy(current_image().path, image)
    image.chmod(0o644)
    user = []
    if os.geteuid() == 0:  # else it is at least compiled anew
        user = ["--user", str(NOBODY)]
        os.chown(folder, NOBODY, NOBODY)
    assert elsewhere("--image", str(image), *user, IMAGES_DIR=str(folder)) == here
    code = list((folder / "compiled").iterdir())
    assert [file.stat().st_uid for file in code] == [NOBODY if user else os.geteuid()]
