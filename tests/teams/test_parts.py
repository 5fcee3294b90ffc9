"""The small parts under the process backend."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.faults import FaultKind
from pacman_engine.layout import Layout, load_layout
from pacman_engine.observation import match_noise, observe
from pacman_engine.rules import MODERN, Rules, legal_actions, successor
from pacman_engine.state import State
from pacman_engine.teams.backends import require_backend
from pacman_engine.teams.driver import BackendUnavailable, TeamFault
from pacman_engine.teams.limits import TimeLimits
from pacman_engine.teams.messages import (
    PROTOCOL,
    observation_message,
    read_observation,
    read_state,
    state_message,
)
from pacman_engine.teams.replies import action_in, fault_in
from pymw_bridge.interpreter.captured import Captured
from pymw_bridge.interpreter.native import forbidden_calls, landlock, seccomp
from pymw_bridge.interpreter.native.frames import BadFrame, FrameBuffer, pack

TINY = "%%%%%%%%%%%%\n%1  .  .  2%\n%3 o    o 4%\n%%%%%%%%%%%%"
TINY_SEEN = (
    "40040000;3.1 8.1;0;7;2,2,2,0,0,0,0,1;-1,-1,4,0,0,0,0,0;1,1,4,0,0,0,0,0;-1,-1,4,0,0,0,0,0;"
    "///0/0/0;3,8,3,9"
)
HEADER = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")


def playthrough(seed, moves=150):
    import random

    draw = random.Random(seed)
    state = State.initial(load_layout("glowworm"), Rules.named("modern"), moves)
    for n in range(moves):
        yield state, n % 4
        state = successor(state, n % 4, draw.choice(legal_actions(state, n % 4)))


def as_values(state):
    return {name: getattr(state, name) for name in State.__slots__ if name != "layout"}


@pytest.mark.parametrize("seed", range(4))
def test_a_state_arrives_as_it_was_sent(seed):
    for state, _ in playthrough(seed):
        there = FrameBuffer(10_000)
        there.feed(pack(state_message(state)))
        assert as_values(read_state(there.pop(), state.layout, state.rules)) == as_values(state)


def test_of_unseen_enemies_nothing_is_sent_but_what_the_rules_show():
    for state, agent in playthrough(1):
        seen = observe(state, agent, match_noise("s", 0, agent))
        agents = [part.split(",") for part in observation_message(seen).split(";")[4:8]]
        for texts, true, shown in zip(agents, state.agents, seen.state.agents, strict=True):
            sent = [int(text) for text in texts]
            assert shown.visible or sent[:3] == [-1, -1, 4]
            assert shown.visible or not sent[7]
            assert sent[3:7] == [int(true.is_pacman), true.scared, true.carrying, true.returned]


@pytest.mark.parametrize("seed", range(2))
def test_an_observation_arrives_as_it_was_sent(seed):
    for number, (state, agent) in enumerate(playthrough(seed)):
        seen = observe(state, agent, match_noise("s", number, agent))
        read = read_observation(observation_message(seen), agent, state.layout, state.rules)
        assert observation_message(read) == observation_message(seen)
        assert (read.agent, read.distances) == (seen.agent, seen.distances)


def test_messages_look_as_their_protocol_says():
    """Old images speak the protocol of their day: whoever changes a message raises its number."""
    state = State.initial(Layout.parse(TINY), MODERN, 8)
    state = successor(state, 0, "East")
    text = observation_message(observe(state, 2, (1, -2, 3, 0)))
    assert (PROTOCOL, text) == (2, TINY_SEEN)


def test_an_observation_is_small():
    sizes = [len(pack(observation_message(observe(s, a, (0,) * 4)))) for s, a in playthrough(2)]
    assert max(sizes) < 400


@given(st.lists(st.binary(max_size=30), max_size=20))
@settings(max_examples=50)
def test_what_is_printed_is_kept_or_counted(pieces):
    kept = Captured(40)
    for piece in pieces:
        kept.feed(piece)
    whole = b"".join(pieces)
    assert kept.size == len(whole)
    assert kept.truncated == (len(whole) > 80)
    if not kept.truncated:
        assert kept.text() == whole.decode("utf-8", "replace")
    else:
        assert kept.text().startswith(whole[:40].decode("utf-8", "replace"))
        assert kept.text().endswith(whole[-40:].decode("utf-8", "replace"))


@given(st.lists(st.integers() | st.text(), max_size=5), st.integers(1, 7))
@settings(max_examples=50)
def test_frames_come_out_whole_whatever_the_pieces(documents, size):
    data = b"".join(pack([document]) for document in documents)
    buffer, found = FrameBuffer(10_000), []
    for start in range(0, len(data), size):
        buffer.feed(data[start : start + size])
        while (document := buffer.pop()) is not None:
            found.append(document[0])
    assert found == documents
    assert len(buffer) == 0


def test_a_frame_above_the_limit_is_refused_by_its_length_alone():
    buffer = FrameBuffer(100)
    buffer.feed(b"\x00\x00\x00\x65")
    with pytest.raises(BadFrame, match="101 bytes"):
        buffer.pop()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["ok", "fault", "message", "error", "module", "traceback", "file"]), inner),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
@settings(max_examples=150)
def test_any_reply_is_good_or_a_fault(reply):
    found = fault_in(reply, FaultKind.CRASH, 0.1)
    if found is None:
        assert set(reply) == {"ok"}
        assert action_in(reply) is None or isinstance(action_in(reply), str)
    else:
        assert isinstance(found, TeamFault)
        assert found.kind in (FaultKind.REPLY, FaultKind.CRASH, FaultKind.MEMORY)


@pytest.mark.skipif(not HEADER.exists(), reason="the kernel's header for x86_64 is not installed")
def test_the_numbers_of_the_system_calls_are_those_of_the_kernel():
    known = dict(re.findall(r"#define __NR_(\w+) (\d+)", HEADER.read_text()))
    # The header may be older than the table.
    checked = [name for name in forbidden_calls.FORBIDDEN if name in known]
    assert len(checked) > 60
    for name in checked:
        assert int(known[name]) == forbidden_calls.FORBIDDEN[name][0], name


def test_the_filter_ends_in_allow_and_refuse_for_both_machines():
    for machine in ("x86_64", "aarch64"):
        code = forbidden_calls.program(machine)
        assert len(code) % 8 == 0
        assert len(code) // 8 < 250  # jumps are one byte long


def test_landlock_tells_its_version():
    assert landlock.version() >= 0


@pytest.mark.parametrize("name", ["magic", "WASM", ""])
def test_a_backend_that_is_not_there_is_refused_with_a_reason(name):
    with pytest.raises(BackendUnavailable, match=r"missing|choose one of"):
        require_backend(name)


@pytest.mark.parametrize(
    ("version", "filters", "missing"),
    [(0, True, "Landlock"), (2, False, "seccomp"), (2, True, None), (6, False, None)],
)
def test_without_root_a_missing_layer_is_named(monkeypatch, version, filters, missing):
    monkeypatch.setenv("ALLOW_LIGHT_ISOLATION", "1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(landlock, "version", lambda: version)
    monkeypatch.setattr(seccomp, "available", lambda: filters)
    if missing is None:
        require_backend("process")
    else:
        with pytest.raises(BackendUnavailable, match=missing):
            require_backend("process")


@pytest.mark.parametrize(
    "document",
    [{"move": 0}, {"move": -1}, {"move": 10**9}, {"move": "3"}, {"move": True}, {"warnings": 1.5},
     {"tea": 1}, {"move": float("nan")}],
)  # fmt: skip
def test_limits_that_make_no_sense_are_refused(document):
    with pytest.raises(ValueError, match="limit"):
        TimeLimits.parse(document)


def test_limits_survive_json():
    limits = TimeLimits(move=2.5, warnings=5)
    assert TimeLimits.parse(limits.document()) == limits
