"""No team is blamed for memory that the machine lacks."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from pymw_bridge.interpreter import memory_limits

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import resource, sys
limit = getattr(resource, sys.argv[1])
resource.setrlimit(limit, (2**36, resource.getrlimit(limit)[1]))
from pymw_bridge.interpreter.wasm import missing_part
print(missing_part())
"""


@pytest.mark.parametrize(("limit", "option"), [("RLIMIT_AS", "-v"), ("RLIMIT_DATA", "-d")])
def test_a_process_whose_memory_is_limited_runs_no_guests(limit, option):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, limit], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert f"ulimit {option} unlimited" in done.stdout


def test_a_process_without_limits_is_fit():
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY
    assert memory_limits.unfit() is None


@pytest.mark.parametrize(("setting", "fit"), [("0\n", True), ("1\n", True), ("2\n", False)])
def test_a_system_that_gives_out_no_more_than_it_has_runs_no_guests(
    tmp_path, monkeypatch, setting, fit
):
    file = tmp_path / "overcommit_memory"
    file.write_text(setting)
    monkeypatch.setattr(memory_limits, "_OVERCOMMIT", file)
    assert (memory_limits.unfit() is None) is fit
