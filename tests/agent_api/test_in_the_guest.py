"""The tests of the agent API, run once more inside a guest: other Python, 32 bits, other hashes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.interpreter.guests import result_of

HERE = Path(__file__).parent
TESTS = HERE.parent
MODULES = {
    # how many pass there, at least
    "test_capture_agent": 7,
    "test_containers": 17,
    "test_copies": 12,
    "test_distances": 9,
    "test_every_name": 104,
    "test_golden_facts": 32,
    "test_grid": 9,
    "test_hooks": 14,
    "test_spelling": 19,
    "test_states": 21,
    "test_moves_by_hand": 19,
    "test_two_meanings": 30,
    "test_order": 32,
}

LEFT_OUT = {
    "test_an_agent_without_chooseAction_leaves_the_process",  # captures output
    "test_importing_the_api_does_not_draw",  # starts a process
    "test_sets_of_positions_are_iterated_alike_in_every_process",  # starts processes
}


def files(module: str) -> dict[str, str | bytes]:
    names = [
        f"agent_api/{name}.py" for name in ("__init__", "boards", "guest_pytest", "test_states")
    ]
    content: dict[str, str | bytes] = {"tests/__init__.py": ""}
    golden = [str(path.relative_to(TESTS)) for path in (TESTS / "data" / "golden").iterdir()]
    for name in [*names, f"agent_api/{module}.py", *golden]:
        content[f"tests/{name}"] = (TESTS / name).read_bytes()
    return content


@pytest.mark.parametrize("module", MODULES)
def test_the_agent_api_is_the_same_in_the_guest(module: str) -> None:
    source = f"""
        import json
        from tests.agent_api import guest_pytest
        result = json.loads(guest_pytest.main("tests.agent_api.{module}"))
    """
    outcome: dict[str, Any] = result_of(source, files(module), seconds=600)
    assert outcome["failed"] == {}
    assert set(outcome["left_out"]) <= LEFT_OUT
    assert outcome["passed"] >= MODULES[module]
