"""The set-up scripts, with stand-ins for the system's commands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stack import ROOT


class Machine:
    """A PATH with only the commands that a test puts there (and the shell's own)."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.calls = folder / "calls"
        self.has("env", 'while [ "${1%%=*}" != "$1" ]; do shift; done; exec "$@"')

    def has(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def records(self, name: str) -> None:
        self.has(name, f'echo {name} "$@" >> "{self.calls}"')

    def run(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", str(ROOT / "scripts" / script), *arguments],
            env={"PATH": str(self.bin)},
            capture_output=True,
            text=True,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


REAL = f'exec {sys.executable} "$@"'
OLD = "exit 1"  # what `-c "... version_info < ..."` comes to
SHIM = 'echo "python3.13: command not found" >&2; exit 127'


def test_the_first_python_that_really_runs_is_chosen(machine: Machine):
    machine.has("python3.13", SHIM)
    machine.has("python3.12", REAL)
    machine.has("python3", REAL)
    found = machine.run("find-python.sh")
    assert found.stdout.strip() == str(machine.bin / "python3.12")


def test_without_a_new_enough_python_the_sentence_says_what_to_install(machine: Machine):
    machine.has("python3", OLD)
    found = machine.run("find-python.sh")
    assert found.returncode == 2
    assert "needs Python 3.11 or later" in found.stderr
    assert "apt-get install python3" in found.stderr


def test_root_installs_what_is_missing(machine: Machine):
    machine.has("id", "echo 0")
    machine.records("apt-get")
    done = machine.run("system-packages.sh", "chromium", "libmariadb-dev")
    assert done.returncode == 0, done.stderr
    update, install = machine.calls.read_text().splitlines()
    assert update.startswith("apt-get update")
    assert install.endswith("--no-install-recommends chromium libmariadb-dev")


def test_sudo_without_a_password_is_used(machine: Machine):
    machine.has("id", "echo 1000")
    machine.has("sudo", '[ "$1" = -n ] && exit 0; exec "$@"')
    machine.records("apt-get")
    assert machine.run("system-packages.sh", "chromium").returncode == 0
    assert "chromium" in machine.calls.read_text()


@pytest.mark.parametrize("sudo", ["exit 1", None])
def test_without_rights_the_exact_command_is_printed(machine: Machine, sudo: str | None):
    machine.has("id", "echo 1000")
    machine.records("apt-get")
    if sudo:
        machine.has("sudo", sudo)
    done = machine.run("system-packages.sh", "chromium", "mariadb-server-core")
    assert done.returncode == 2
    assert (
        "sudo apt-get install --no-install-recommends chromium mariadb-server-core" in done.stderr
    )
    assert not machine.calls.exists()


def test_a_system_without_apt_names_what_is_missing(machine: Machine):
    done = machine.run("system-packages.sh", "chromium")
    assert done.returncode == 2
    assert "chromium" in done.stderr


def test_nothing_missing_asks_for_nothing(machine: Machine):
    assert machine.run("system-packages.sh").returncode == 0


PIP = """
case "$*" in
    *download*) exit {download} ;;
    *install*-r\\ requirements*) exit {install} ;;
    *install*) sed "s/^/installed /" "${{@: -1}}" ;;
esac
"""


@pytest.fixture
def with_pip(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """with_pip(mode, install=0, download=0): the script with a Python whose pip ends like that."""

    def run(mode: str, *, install: int, download: int = 0) -> subprocess.CompletedProcess[str]:
        python = tmp_path / "python"
        python.write_text("#!/bin/bash\n" + PIP.format(install=install, download=download))
        python.chmod(0o755)
        script = ROOT / "scripts" / "python-packages.sh"
        return subprocess.run(
            [script, python, mode, "requirements.txt"], cwd=ROOT, capture_output=True, text=True
        )

    return run


def test_where_there_is_no_sandbox_for_the_machine_the_rest_is_installed(with_pip):
    done = with_pip("run", install=1, download=1)
    assert done.returncode == 0, done.stderr
    assert "installed Django==" in done.stdout
    assert "installed wasmtime" not in done.stdout
    assert "installed componentize-py" not in done.stdout
    assert "Going on without the sandbox: there is no wasmtime==" in done.stdout


@pytest.mark.parametrize(("mode", "download"), [("run", 0), ("dev", 1)])
def test_another_failure_of_pip_ends_the_set_up(with_pip, mode: str, download: int):
    """And so does a machine without the sandbox where the tests are to run."""
    done = with_pip(mode, install=1, download=download)
    assert done.returncode == 2
    assert "Going on" not in done.stdout


def test_packages_that_can_be_installed_are_installed_once(with_pip):
    done = with_pip("run", install=0)
    assert done.returncode == 0
    assert done.stdout == "Installing the packages of requirements.txt\n"


def test_make_alone_lists_the_targets():
    done = subprocess.run(
        ["make"], cwd=ROOT, env={**os.environ, "MAKEFLAGS": ""}, capture_output=True, text=True
    )
    listed = {line.split()[1] for line in done.stdout.splitlines()}
    assert {"help", "demo", "up", "test", "lint", "bench"} <= listed


def test_ci_runs_the_test_command_of_the_readme():
    assert "make test" in (ROOT / ".ci" / "run").read_text()
    assert "make test" in (ROOT / "README.md").read_text()
