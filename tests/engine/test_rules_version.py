"""Numbers that results depend on are part of the rules' version."""

from __future__ import annotations

from dataclasses import asdict

from pacman_engine.rules import CLASSIC, MODERN, RULES_VERSION
from pacman_engine.teams.limits import TimeLimits
from pymw_bridge.interpreter import constants
from pymw_bridge.interpreter.inside import files, machine, opening
from pymw_bridge.interpreter.wasm import WASMTIME

OF_VERSION = {
    "1": {
        "FUEL_PER_SECOND": 10**10,
        "HOST_CALL": 10**5,
        "RANDOM_BYTE": 10**4,
        "TEXT_BYTE": 10,
        "RANDOM_LIMIT": 65_536,
        "TEXT_LIMIT": 65_536,
        "EPOCH": 1_700_000_000,
        "MEMORY": 268_435_456,
        "WASM_STACK": 67_108_864,
        "overlay": (16_000_000, 5_000, 60, 64),
        "recursion": 5_000,
        "wasmtime": "50.0.1",
        "limits": {
            "startup": 15.0,
            "move": 3.0,
            "warning": 1.0,
            "warnings": 3,
            "total": 900.0,
            "final": 3.0,
        },
        "classic": (40, 2, 5, True, True, False, False),
        "modern": (40, 2, 5, False, False, True, True),
    }
}


def now():
    found = {name: getattr(constants, name) for name in OF_VERSION["1"] if name.isupper()}
    rules = {r.name: tuple(asdict(r)[name] for name in RULES) for r in (CLASSIC, MODERN)}
    return {
        **found,
        **rules,
        "overlay": (files.OVERLAY_BYTES, files.MAX_ENTRIES, files.MAX_DEPTH, opening.MAX_OPEN),
        "recursion": machine.MAX_RECURSION,
        "wasmtime": WASMTIME,
        "limits": TimeLimits().document(),
    }


RULES = (
    "scared_time",
    "min_food",
    "sight_range",
    "credits_own_food",
    "middle_capsule_is_red",
    "registers_team",
    "keeps_all_added",
)


def test_who_changes_a_number_that_results_depend_on_gives_the_rules_a_new_version():
    assert now() == OF_VERSION[RULES_VERSION]
