"""The lists of system calls: the kernel's numbers, and programs that the kernel can run."""

from __future__ import annotations

import re
import struct
from functools import cache
from pathlib import Path

import pytest

from pymw_bridge.interpreter.native import allowed_calls, forbidden_calls, seccomp

HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
COMMANDS = {name: numbers for name, (numbers, _) in allowed_calls._COMMANDS.items()}
TABLE = {**allowed_calls.ALLOWED, **COMMANDS, **allowed_calls._ENDS}
ALLOWED, REFUSED = seccomp.ALLOW, seccomp.REFUSE


@cache
def steps_for(machine):
    return list(struct.iter_unpack("=HBBI", allowed_calls.program(machine)))


def run(machine, number, *arguments, audit=None):
    """What the filter answers to a call: a small machine like the kernel's."""
    audit = seccomp._AUDIT[machine] if audit is None else audit
    values = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, audit, 0, *values)
    steps = steps_for(machine)
    place = loaded = 0
    while True:
        code, if_true, if_false, value = steps[place]
        place += 1
        if code == seccomp.RETURN:
            return value
        if code == seccomp.LOAD:
            (loaded,) = struct.unpack_from("<I", data, value)
        elif code == seccomp.JUMP_IF_EQUAL:
            place += if_true if loaded == value else if_false
        else:
            assert code == seccomp.JUMP_IF_ANY_BIT
            place += if_true if loaded & value else if_false


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_the_numbers_are_those_of_the_kernel(machine):
    if not HEADERS[machine].exists():
        pytest.skip(f"the kernel's header for {machine} is not installed")
    text = HEADERS[machine].read_text()
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", text))
    known.setdefault("newfstatat", known.get("fstatat"))
    column = seccomp.MACHINES.index(machine)
    for name, numbers in TABLE.items():
        if numbers[column] is not None:
            assert known[name] == str(numbers[column]), name


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_exactly_the_listed_calls_are_allowed(machine):
    column = seccomp.MACHINES.index(machine)
    listed = {numbers[column] for numbers in allowed_calls.ALLOWED.values()} - {None}
    special = {numbers[column] for numbers in (*COMMANDS.values(), *allowed_calls._ENDS.values())}
    for number in {*range(600), 0x40000000, 0x40000001, 2**32 - 1} - special:
        expected = ALLOWED if number in listed else REFUSED
        assert run(machine, number) == expected, number


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_calls_with_commands_are_allowed_some(machine):
    column = seccomp.MACHINES.index(machine)
    for numbers, commands in allowed_calls._COMMANDS.values():
        for command in (*range(64), *range(1024, 1040), *range(0x5400, 0x5460)):
            expected = ALLOWED if command in commands else REFUSED
            assert run(machine, numbers[column], 0, command) == expected


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_a_code_that_looks_like_a_signal_is_refused(machine):
    column = seccomp.MACHINES.index(machine)
    for numbers in allowed_calls._ENDS.values():
        for code in range(512):
            expected = REFUSED if code & 0xFF >= 128 else ALLOWED
            assert run(machine, numbers[column], code) == expected


def test_calls_of_another_architecture_are_refused():
    assert run("x86_64", 0, audit=0x40000003) == REFUSED  # 32 bits, where 0 is another call


def test_nothing_is_both_allowed_and_forbidden_in_light_isolation():
    assert not set(TABLE) & set(forbidden_calls.FORBIDDEN) - {"fcntl"}
