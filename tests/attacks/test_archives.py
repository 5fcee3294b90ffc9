"""Archives as large as they may be, and bombs that go off inside."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from pacman_engine.teams.archive import read_upload
from pacman_engine.teams.refusal import ArchiveError

from .arena import hostile, play

BOMB = """
import zipfile
with zipfile.ZipFile("bomb.zip") as bomb:
    print(len(bomb.read("zeros")))
"""


def zipped(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_the_largest_archive_that_is_taken_plays(backend):
    files = {f"data{n}.bin": os.urandom(1_000_000) for n in range(19)}
    body = "print(sum(os.path.getsize(name) for name in sorted(os.listdir('.')) if 'data' in name))"
    record = play(backend, hostile(body, files))
    assert record.replay["faults"] == []
    assert record.logs["red"]["stdout"] == "19000000\n"


def test_an_archive_of_many_files_plays(backend):
    files = {f"d{n % 9}/m{n}.py": f"N = {n}" for n in range(490)}
    body = "sys.path.insert(0, 'd4')\nimport m481\nprint(m481.N)"
    record = play(backend, hostile(body, files))
    assert record.replay["faults"] == []
    assert record.logs["red"]["stdout"] == "481\n"


def test_a_bomb_that_goes_off_inside_hurts_nobody_else(backend):
    bomb = zipped({"zeros": bytes(600_000_000)})
    record = play(backend, hostile(BOMB, {"bomb.zip": bomb}))
    (fault,) = record.replay["faults"]
    assert fault["team"] == "red"
    assert fault["kind"] in ("memory", "move_time")
    assert record.logs["blue"]["fault"] is None


def test_a_bomb_is_refused_where_archives_are_read():
    with pytest.raises(ArchiveError):
        read_upload(zipped({"myTeam.py": b"x", "zeros": bytes(30_000_000)}), "team.zip")
