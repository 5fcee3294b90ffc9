"""The filesystem broker of the embedded site, with real files."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from kombu.simple import SimpleQueue

from tournament import broker


@contextmanager
def queue(root: Path, name: str = "checks") -> Iterator[SimpleQueue]:
    broker.install()
    broker.Transport.global_state.clear()  # it remembers bindings of folders of other tests
    options = broker.make_folders(root)
    with Connection("filesystem://localhost", transport_options=options) as connection:
        simple = connection.SimpleQueue(name)
        yield simple
        simple.close()


def test_messages_come_in_the_order_they_were_sent(tmp_path):
    with queue(tmp_path) as checks:
        for number in range(20):
            checks.put({"number": number})
        got = []
        for _ in range(20):
            message = checks.get(timeout=5)
            got.append(message.payload["number"])
            message.ack()
    assert got == list(range(20))


def test_kinds_of_work_have_queues_of_their_own(tmp_path):
    with queue(tmp_path, "checks") as checks, queue(tmp_path, "gifs") as gifs:
        gifs.put({"kind": "gif"})
        with pytest.raises(checks.Empty):
            checks.get(block=False)
        assert gifs.get(timeout=5).payload == {"kind": "gif"}


def test_a_half_written_message_is_never_seen(tmp_path, monkeypatch):
    with queue(tmp_path) as checks:
        checks.put({"first": True})  # binds the queue

        def power_cut(*args: Any) -> None:
            raise OSError("gone")

        monkeypatch.setattr("tournament.broker.os.replace", power_cut)
        with pytest.raises(OSError, match="gone"):
            checks.put({"second": True})
        assert checks.get(timeout=5).payload == {"first": True}
        with pytest.raises(checks.Empty):
            checks.get(block=False)


def test_the_folders_are_closed_to_others(tmp_path):
    broker.make_folders(tmp_path / "broker")
    for folder in [tmp_path / "broker", *(tmp_path / "broker").iterdir()]:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
