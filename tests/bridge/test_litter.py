"""What masters leave behind when they are killed together with all their workers."""

from __future__ import annotations

import os
import subprocess

from pymw_bridge.local import litter


def test_a_dead_masters_directory_is_removed_when_it_is_old(tmp_path, monkeypatch):
    monkeypatch.setattr(litter.tempfile, "gettempdir", lambda: str(tmp_path))
    gone = subprocess.Popen(["true"])
    gone.wait()
    ages = {f"pymw-workers-{gone.pid}-old": 1e9, f"pymw-workers-{gone.pid}-new": 4e9}
    ages |= {f"pymw-workers-{os.getpid()}-ours": 1e9, "pymw-workers-nobodys": 1e9, "other": 1e9}
    for name, changed in ages.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "body").touch()
        os.utime(tmp_path / name, (changed, changed))
    litter.sweep()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == set(ages) - {f"pymw-workers-{gone.pid}-old", "pymw-workers-nobodys"}


def test_the_directory_of_workers_names_its_master(make_master):
    master = make_master("multicore")
    directory = master._port.interface._directory
    assert directory.name.startswith(f"pymw-workers-{os.getpid()}-")
