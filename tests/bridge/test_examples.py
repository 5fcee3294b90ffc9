"""The examples and the benchmark: each is a program that runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "pymw"

RUNS = [
    ("monte_pi", ["-t", "4", "-d", "20000"], r"pi is about 3\.1\d\d\d"),
    ("null_test", ["-t", "10", "-s", "100"], r"10 tasks in .* a second"),
    ("prime_finder", ["-r", "1000", "-s", "150"], r"168 primes below 1000, the largest is 997"),
    ("string_counter", ["-w", "master.submit_task"], r" 1 .*string_counter\.py"),
    ("genetic_algorithm", ["-g", "3", "-s", "12"], r"generation 3: best [4-6]\d of 64"),
    ("worker_sim", ["-t", "20"], r"20 tasks done"),
]


def run(name, *words):
    return subprocess.run(
        [sys.executable, str(EXAMPLES / f"{name}.py"), *words],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_no_example_is_forgotten():
    assert sorted(path.stem for path in EXAMPLES.glob("*.py")) == sorted(name for name, *_ in RUNS)


@pytest.mark.parametrize(("name", "words", "expected"), RUNS, ids=[name for name, *_ in RUNS])
def test_an_example_runs_on_each_interface(name, words, expected, interface_name):
    done = run(name, "-i", interface_name, "-n", "2", *words)
    assert done.returncode == 0, done.stderr
    assert re.search(expected, done.stdout), done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", [name for name, *_ in RUNS])
def test_an_example_explains_itself_and_refuses_nonsense(name):
    shown = run(name, "--help")
    assert shown.returncode == 0
    assert "--interface" in shown.stdout
    for words in (["-i", "nowhere"], ["-n", "0"], ["--nonsense"]):
        refused = run(name, *words)
        assert refused.returncode == 2
        assert "Traceback" not in refused.stderr


def test_a_missing_file_is_refused():
    refused = run("string_counter", "/there/is/no/file")
    assert refused.returncode == 2
    assert "does not exist" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_same_simulation_gives_the_same_lines():
    assert run("worker_sim").stdout == run("worker_sim").stdout


def test_the_benchmark_gives_a_row_for_each_interface(monkeypatch):
    from benchmarks import pymw_null_tasks

    monkeypatch.setattr(pymw_null_tasks, "ROUNDS", 1)
    monkeypatch.setattr(pymw_null_tasks, "median_rate", lambda make, tasks: _rate(make))
    rows = pymw_null_tasks.run()
    assert all({"name", "value", "unit", "reference"} <= set(row) for row in rows)
    assert all(row["value"] > 0 for row in rows)
    assert {row["at_least"] for row in rows} == {3000, 1000, 60, 0}


def _rate(make):
    from benchmarks import pymw_null_tasks

    with make() as executor:
        return pymw_null_tasks.rate(executor, 10)
