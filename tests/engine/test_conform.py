"""The engine agrees with recordings of the original engines, and a disagreement is seen."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pacman_engine import conform as room
from pacman_engine.conform import ConformError, conform

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
RECORDINGS = sorted(GOLDEN.glob("*.gz"))


def test_there_are_recordings_of_every_kind_and_both_families():
    assert {conform(path).kind for path in RECORDINGS} == {kind for kind, _, _ in room._KINDS}
    assert any("classic" in path.name for path in RECORDINGS)
    assert any("rmit" in path.name for path in RECORDINGS)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.name)
def test_the_recording_replays_without_a_mismatch(path):
    report = conform(path)
    assert report.mismatches == []
    assert report.moves > 40


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("score", 99),
        ("legal", ["Stop"]),
        ("timeleft", 1),
        ("scared", [1, 1, 1, 1]),
        ("pos", [[1, 2], [32, 14], [1, 1], [32, 16]]),
        ("added_order", [[1, 1]]),
    ],
)
def test_a_recording_that_differs_is_reported(tmp_path, field, value):
    lines = gzip.decompress((GOLDEN / RECORDINGS[0].name).read_bytes()).splitlines()
    move = json.loads(lines[1]) | {field: value}
    changed = tmp_path / "game.json"
    changed.write_bytes(b"\n".join([lines[0], json.dumps(move).encode(), *lines[2:]]))
    report = conform(changed)
    assert len(report.mismatches) == 1
    assert f"move 0: {field}" in report.mismatches[0]


@pytest.mark.parametrize(
    "content",
    [b"", b"no json", b'{"format": 1}', b"\x1f\x8bbroken", b'{"starter": 0}', b"[" * 9999],
)
def test_a_file_that_is_no_recording_is_refused(tmp_path, content):
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(ConformError):
        conform(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ConformError, match="cannot be read"):
        conform(tmp_path / "none.gz")
