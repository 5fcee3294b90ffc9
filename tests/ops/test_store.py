from __future__ import annotations

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from tournament import store


def test_content_comes_back_under_its_hash():
    name = store.put(b"moves")
    assert name == hashlib.sha256(b"moves").hexdigest()
    assert store.get(name) == b"moves"
    assert store.path(name).read_bytes() == b"moves"


def test_the_same_content_is_kept_once(settings):
    assert store.put(b"x") == store.put(b"x")
    assert len([p for p in settings.VAR.rglob("*") if p.is_file()]) == 1


def test_only_the_sites_user_can_read_it(settings):
    path = store.path(store.put(b"secret"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["0" * 64, "", "../secret_key", "A" * 64, "0" * 63, "/etc/passwd"])
def test_what_is_not_there_is_missing(name):
    with pytest.raises(store.Missing):
        store.get(name)


def test_many_writers_of_the_same_content_agree(settings):
    data = b"z" * 200_000
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda _: store.put(data), range(32)))
    assert len(names) == 1
    assert store.get(names.pop()) == data
    assert [p.name for p in settings.VAR.rglob("new-*")] == []


def test_a_full_disk_leaves_nothing_behind(settings, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tournament.store.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(b"half")
    assert [p for p in settings.VAR.rglob("*") if p.is_file()] == []


def test_what_a_killed_writer_left_is_removed_when_it_is_old(settings):
    data = b"again"
    folder = store.path(store.put(data)).parent
    (folder / "new-old").touch()
    (folder / "new-fresh").touch()
    os.utime(folder / "new-old", (1e9, 1e9))
    store.path(hashlib.sha256(data).hexdigest()).unlink()
    store.put(data)
    assert {p.name for p in folder.glob("new-*")} == {"new-fresh"}
