"""Who may import whom: tournament -> pacman_engine -> pymw_bridge, never back."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BELOW = {
    "tournament": {"pacman_engine", "pymw_bridge"},
    "pacman_engine": {"pymw_bridge"},
    "pymw_bridge": set(),
}
WEB = {"django", "celery", "kombu", "gunicorn", "whitenoise", "csp", "MySQLdb", "dj_database_url"}
GAME_CORE = ["layout", "mazes", "distances", "state", "rules", "observation", "replay", "faults"]
"""Modules of pacman_engine that are pure: no clock, no lots of their own, no network."""
NOT_PURE = {"random", "time", "datetime", "socket", "secrets", "uuid", "subprocess", "threading"}


def sources(package: str) -> list[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    assert found, f"{package} has no sources"
    return found


def imports(path: Path) -> Iterator[str]:
    """The top-level names that a file imports, anywhere in it; relative imports are its own."""
    for node in ast.walk(ast.parse(path.read_bytes(), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def modules(path: Path) -> Iterator[str]:
    """The full names of the modules that a file imports, or imports from."""
    for node in ast.walk(ast.parse(path.read_bytes(), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def breaches(package: str, forbidden: set[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(package)
        for name in imports(path)
        if name in forbidden
    ]


@pytest.mark.parametrize("package", sorted(BELOW))
def test_a_layer_imports_only_the_layers_below_it(package):
    assert breaches(package, set(BELOW) - BELOW[package] - {package} | {"tests"}) == []


@pytest.mark.parametrize("package", ["pacman_engine", "pymw_bridge"])
def test_the_two_lower_layers_know_no_web(package):
    assert breaches(package, WEB) == []


def test_of_the_bridge_the_engine_uses_the_interpreter_alone():
    used = {name for path in sources("pacman_engine") for name in modules(path)}
    bridge = {name for name in used if name.startswith("pymw_bridge")}
    assert bridge
    inside = "pymw_bridge.interpreter"
    assert [n for n in bridge if n != inside and not n.startswith(f"{inside}.")] == []


SANDBOX = {"wasmtime", "componentize_py"}
"""Libraries that the interpreter alone may need."""
IN_THE_GUEST = {"wit_world", "guest_entry"}
"""Modules that exist only while an image is built and inside a guest."""


def test_the_bridge_needs_nothing_but_the_standard_library_and_the_sandbox_of_its_interpreter():
    known = set(sys.stdlib_module_names) | {"pymw_bridge"}
    others = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources("pymw_bridge")
        for name in imports(path)
        if name not in known | (SANDBOX | IN_THE_GUEST if "interpreter" in path.parts else set())
    }
    assert others == set()


def test_the_bridge_without_its_interpreter_loads_no_sandbox():
    program = (
        "import sys, pymw_bridge, pymw_bridge.compat\n"
        "print([n for n in sys.modules if n.startswith(('wasmtime', 'pymw_bridge.interpreter'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", GAME_CORE)
def test_the_core_of_the_game_reads_no_clock_and_draws_no_lots(module):
    path = ROOT / "pacman_engine" / f"{module}.py"
    assert set(imports(path)) & NOT_PURE == set()


def test_the_walk_finds_a_breach(tmp_path):
    (tmp_path / "bad.py").write_text(
        "def late():\n    import django.db\n    from celery import app\n"
    )
    assert set(imports(tmp_path / "bad.py")) == {"django", "celery"}


def tracked_texts() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    kinds = {".py", ".md", ".txt", ".toml", ".sh", ".html", ".css", ".js", ".lay", ""}
    return [ROOT / name for name in names if name and Path(name).suffix in kinds]


PRIVATE = re.compile(r"/(root|work)/|\.library|--(extra-)?index-url|file:///opt")
"""Paths of one machine, indexes of packages."""


def test_nothing_about_one_machine_stands_in_the_project():
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked_texts()
        if path != Path(__file__).resolve() and path.is_file()
        for match in [PRIVATE.search(path.read_text("utf-8"))]
        if match
    ]
    assert found == []


STYLE_OR_SCRIPT = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(src|href|action|url\()\s*=?\s*["']?(https?:)?//""", re.IGNORECASE)


def test_templates_hold_no_inline_style_or_script_and_load_nothing_from_elsewhere():
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for pattern in (STYLE_OR_SCRIPT, ELSEWHERE)
        for match in [pattern.search(path.read_text("utf-8"))]
        if match
    ]
    assert found == []


def test_assets_load_nothing_from_elsewhere():
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sorted((ROOT / "static").rglob("*"))
        if path.suffix in {".css", ".js"}
        for match in [ELSEWHERE.search(path.read_text("utf-8"))]
        if match
    ]
    assert found == []
