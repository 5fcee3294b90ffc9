"""Evidence in a replay: what is refused as malformed, and what does not hold."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.cli import main
from pacman_engine.digests import digest
from pacman_engine.evidence import MAX_OPTIONS, are_options, build_evidence
from pacman_engine.fuel import fuel_document
from pacman_engine.replay import MAX_BYTES, MAX_LENGTH, ReplayError, parse_replay, verify
from pacman_engine.rules import MODERN
from pacman_engine.teams.limits import TimeLimits
from tests.engine.playouts import random_replay

PINNED = {"image": "1a" * 32, "wasmtime": "50.0.1"}
NONE = {"image": "", "wasmtime": ""}


def with_evidence(seed=4, *, backend="wasm", pinned=PINNED, counted=True, limits=None):
    replay = random_replay(seed, MODERN, 60)
    moves = [10**6 + 7 * n for n, _ in enumerate(replay["moves"])]
    fuel = fuel_document([4, 3, 2, 1], moves, replay["starter"]) if counted else None
    evidence = build_evidence(
        replay,
        backend=backend,
        pinned=pinned,
        archives=["a" * 64, "b" * 64],
        options=[{"depth": "3", "fast": 1}, {}],
        limits=limits or TimeLimits(),
        fuel=fuel,
    )
    return {**replay, "evidence": evidence}


def place(document, path):
    for step in path[:-1]:
        document = document[step]
    return document


def paths(document, path=()):
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in items:
        if isinstance(value, dict | list) and value:
            yield from paths(value, (*path, key))
        else:
            yield (*path, key)


def changed(replay, path, value):
    forged = copy.deepcopy(replay)
    place(forged["evidence"], path)[path[-1]] = value
    return forged


def problems_of(replay):
    """What parsing or verifying says; nothing if the replay holds."""
    try:
        return verify(parse_replay(json.dumps(replay)))
    except ReplayError as error:
        return [str(error)]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_replay_with_evidence_survives_the_round_trip_and_holds(seed):
    replay = with_evidence(seed)
    again = parse_replay(json.dumps(replay))
    assert again == replay
    assert verify(again) == []


def test_a_replay_holds_with_and_without_evidence_and_has_the_same_digest():
    replay = with_evidence()
    bare = {key: value for key, value in replay.items() if key != "evidence"}
    assert verify(bare) == verify(replay) == []
    assert digest(bare) == digest(replay)


@pytest.mark.parametrize("backend", ["native", "process", "none"])
def test_without_counted_fuel_there_is_neither_image_nor_fuel(backend):
    assert problems_of(with_evidence(backend=backend, pinned=NONE, counted=False)) == []
    assert problems_of(with_evidence(backend=backend, pinned=NONE))
    assert problems_of(with_evidence(backend=backend, counted=False))


def test_the_sandbox_that_counts_has_both():
    assert problems_of(with_evidence(counted=False))
    assert problems_of(with_evidence(pinned=NONE))
    assert problems_of(with_evidence(pinned={**PINNED, "wasmtime": ""}))


# The digest has neither options nor limits: only playing again shows that these are true.
COVERED = [p for p in paths(with_evidence()["evidence"]) if p[0] not in ("options", "limits")]


@pytest.mark.parametrize("value", [None, 7, -1, True, 1.5, "x", "c" * 64, [], {}, 10**16])
def test_no_field_that_the_digest_covers_can_be_replaced(value):
    replay = with_evidence()
    for path in COVERED:
        forged = changed(replay, path, value)
        assert problems_of(forged), path


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_no_small_change_of_a_number_or_text_passes(data):
    replay = with_evidence()
    path = data.draw(st.sampled_from(COVERED))
    old = place(replay["evidence"], path)[path[-1]]
    if isinstance(old, int):
        new = old + data.draw(st.sampled_from([-1, 1, 10**5]))
    else:
        new = ("0" if old[:1] != "0" else "1") + old[1:]
    assert problems_of(changed(replay, path, new))


def test_no_field_can_be_left_out_or_added():
    replay = with_evidence()
    for path in paths(replay["evidence"]):
        if path[0] == "options":  # any names are options
            continue
        forged = copy.deepcopy(replay)
        del place(forged["evidence"], path)[path[-1]]
        assert problems_of(forged), path
        forged = copy.deepcopy(replay)
        within = place(forged["evidence"], path)
        if isinstance(within, dict):
            within["more"] = 1
            assert problems_of(forged), path


@pytest.mark.parametrize(
    "evidence", [None, 5, "x", [], {}, {"runtime": {}}, True, [[]] * 100], ids=str
)
def test_what_is_no_evidence_is_refused(evidence):
    with pytest.raises(ReplayError, match="evidence"):
        parse_replay({**random_replay(4, MODERN), "evidence": evidence})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("options", 0), {"no name": "1"}),
        (("options", 0), {"depth": ["3"]}),
        (("options", 0), {"depth": 3}),
        (("options", 1), {"depth": "x" * MAX_OPTIONS}),
        (("limits", "move"), -1),
        (("limits", "move"), float("nan")),
        (("limits", "move"), True),
        (("limits", "tea"), 5),
        (("archives", 0), "A" * 64),
        (("runtime", "image"), "../../etc/passwd"),
        (("runtime", "image"), "1A" * 32),
    ],
)
def test_evidence_that_no_match_can_have_is_malformed(path, value):
    with pytest.raises(ReplayError, match="evidence"):
        parse_replay(changed(with_evidence(), path, value))


def test_fuel_beyond_its_own_limits_does_not_hold():
    limits = TimeLimits(move=0.0001)
    (problem,) = verify(with_evidence(limits=limits))
    assert "move 1 used more fuel" in problem


@pytest.mark.parametrize(
    ("options", "fit"),
    [
        ({}, True),
        ({"a": "b", "c": 1}, True),
        ({"a": 2}, False),
        ({"a": True}, False),
        ({"a": 1.0}, False),
        ({"a": None}, False),
        ({"a-b": "1"}, False),
        ({"": "1"}, False),
    ],
)
def test_options_are_texts_or_the_number_one_by_names(options, fit):
    assert are_options(options) is fit


def test_the_longest_match_with_the_largest_fuel_still_fits_into_a_replay_file():
    replay = with_evidence()
    moves = [9 * 10**15] * MAX_LENGTH
    replay["moves"] = "-" * MAX_LENGTH
    replay["length"] = MAX_LENGTH
    replay["evidence"]["fuel"] = fuel_document([0] * 4, moves, 0)
    replay["evidence"]["fuel"]["red"]["total"] = replay["evidence"]["fuel"]["blue"]["total"] = 0
    text = json.dumps(replay, indent=2)
    assert len(text) < MAX_BYTES
    assert parse_replay(text) == replay


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("fuel", "moves", 3), 5, 1),
        (("evidence_digest",), "f" * 64, 1),
        (("fuel", "moves", 3), "5", 2),
        (("runtime", "backend"), 5, 2),
    ],
)
def test_verify_tells_what_does_not_hold_from_what_is_malformed(tmp_path, path, value, code):
    file = tmp_path / "r.json"
    file.write_text(json.dumps(changed(with_evidence(), path, value)))
    assert main(["verify", str(file)]) == code
