"""The demo's results are a function of its teams and the image, not of how busy a machine is."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.ops.demos import demo
from tests.stack import ROOT

SMALL = ("--teams", "3", "--length", "120")
MATCHES = 9
SPIN = "while True: pass"
EVIDENCE = """
    SELECT job.key, match.number, match.digest, match.evidence_digest, match.fuel
    FROM tournaments_match AS match JOIN tournaments_job AS job ON job.id = match.job_id
    ORDER BY job.id, match.number
"""


@contextmanager
def all_cores_busy() -> Iterator[None]:
    """A program on each core that does nothing but use it up."""
    spinning = [
        subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(2 * (os.cpu_count() or 1))
    ]
    try:
        yield
        assert all(program.poll() is None for program in spinning)
    finally:
        for program in spinning:
            program.kill()
            program.wait()


def results(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "var" / "site.sqlite3")) as connection:
        return connection.execute(EVIDENCE).fetchall()


def played(folder: Path) -> str:
    """Play a small demo on a fresh site; what it prints."""
    folder.mkdir()
    done = demo(folder, *SMALL, SERVE="0")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def fingerprint(out: str) -> str:
    found = re.search(r"^Fingerprint of all matches, .*: ([0-9a-f]{64})$", out, re.M)
    assert found, out
    return found[1]


@pytest.mark.stack
def test_a_demo_beside_a_load_on_all_cores_has_the_same_results(tmp_path: Path):
    calm = played(tmp_path / "calm")
    with all_cores_busy():
        busy = played(tmp_path / "busy")
    assert results(tmp_path / "calm") == results(tmp_path / "busy")
    assert len(results(tmp_path / "calm")) == MATCHES
    assert fingerprint(calm) == fingerprint(busy)

    command = shlex.split(calm.splitlines()[calm.splitlines().index("Prove one of them:") + 1])
    proof = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert "holds, played again by its agents" in proof.stdout
