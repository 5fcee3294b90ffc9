"""What docs/sandbox.md says of the sandbox is what the code does."""

from __future__ import annotations

import re
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from wasmtime import WasmtimeError

from pacman_engine.runtime import current_image
from pacman_engine.teams.limits import TimeLimits
from pymw_bridge.interpreter import imports, wasm
from pymw_bridge.interpreter.inside import allowed
from pymw_bridge.interpreter.native.jailed import LIMITS, JailedCell
from pymw_bridge.interpreter.native.limits import MEGABYTE
from tests.attacks.expected import InVain
from tests.attacks.table import TABLE

from .guests import result_of

TEXT = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
FLAT = " ".join(TEXT.split())
MODULES = {
    "constants": "pymw_bridge.interpreter.constants",
    "machine": "pymw_bridge.interpreter.inside.machine",
    "files": "pymw_bridge.interpreter.inside.files",
    "opening": "pymw_bridge.interpreter.inside.opening",
    "isolated": "pacman_engine.teams.isolated",
}


def rows_of(heading: str, first: str) -> list[list[str]]:
    """The cells of the table that begins with the column ``first`` below a heading."""
    section = TEXT.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    table = section.split(f"| {first} |", 1)[1].split("\n\n", 1)[0]
    lines = table.splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def names_in(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def number(text: str) -> int:
    return int(text.replace(" ", ""))


def test_the_documented_library_is_the_one_that_is_baked_in() -> None:
    cells = [cell for _, cell in rows_of("The standard library", "for")]
    documented = [name for cell in cells for name in names_in(cell)]
    assert sorted(documented) == sorted(allowed.MODULES)


def test_every_documented_constant_has_its_value() -> None:
    found = {}
    for names, values, _ in rows_of("The clock", "constant"):
        shown = [number(value) for value in values.split(",")]
        for place, name in enumerate(names_in(names)):
            found[name] = shown[min(place, len(shown) - 1)]
    real = {}
    for name in found:
        module, constant = name.split(".")
        real[name] = getattr(import_module(MODULES[module]), constant)
    assert found == real


def test_no_constant_that_results_depend_on_is_left_out() -> None:
    constants = vars(import_module(MODULES["constants"]))
    numbers = {name for name, value in constants.items() if isinstance(value, int)}
    assert {name for name in numbers if f"`constants.{name}`" not in TEXT} == {"TICK"}


def test_the_documented_limits_are_the_defaults() -> None:
    shown = {names_in(name)[0]: float(value) for name, value, _ in rows_of("The clock", "limit")}
    limits = TimeLimits().document()
    assert f"({limits.pop('warnings')})" in TEXT
    assert shown == limits


def test_the_documented_limits_of_a_jail_are_its_limits() -> None:
    for limit in (
        f"{LIMITS.memory // MEGABYTE} MB of memory",
        f"{LIMITS.file_bytes // MEGABYTE} MB a file",
        f"{LIMITS.open_files} open files",
        f"{LIMITS.folder_bytes // MEGABYTE} MB to write",
        f"{LIMITS.folder_entries:,} names".replace(",", " "),
    ):
        assert limit in FLAT


def test_the_documented_backstops_are_those_of_the_backends() -> None:
    factor, spare = wasm.WALL_FACTOR, wasm._WALL_SPARE
    assert f"more than {factor} times its reference seconds and {spare:.0f} seconds" in FLAT
    cap = JailedCell._wall_cap
    spare = cap(None, 0)  # type: ignore[arg-type]
    factor = cap(None, 1) - spare  # type: ignore[arg-type]
    assert f"the wall ({factor} times, and {spare} seconds)" in FLAT


def test_the_threats_are_the_attacks_of_the_suite_and_so_are_the_layers() -> None:
    documented = {
        attack: (sandbox, native)
        for attacks, sandbox, native in rows_of("Threats", "attack")
        for attack in attacks.split("; ")
    }
    assert documented == {
        name: (shown(attack.wasm), shown(attack.native)) for name, attack in TABLE.items()
    }


def shown(expected: Any) -> str:
    if expected is None:
        return "-"
    return f"{expected.layer}, in vain" if isinstance(expected, InVain) else str(expected.layer)


class Recorder:
    """Takes the place of a linker and notes which functions it is given."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}
        self._instance = ""

    @contextmanager
    def root(self) -> Any:
        yield self

    @contextmanager
    def add_instance(self, name: str) -> Any:
        self._instance = name
        yield self
        self._instance = ""

    def add_func(self, name: str, function: Any) -> None:
        self.given[f"{self._instance} {name}".strip()] = function


@pytest.fixture
def charged() -> list[int]:
    """What the host functions have charged."""
    return []


@pytest.fixture
def linked(charged: list[int]) -> dict[str, Any]:
    """Every function that a guest is linked to, by the name of its interface and its own."""
    recorder: Any = Recorder()
    imports.Imports(b"seed", lambda: 0, charged.append, lambda target, data: None).link(recorder)
    return recorder.given


def documented_functions() -> dict[str, str]:
    """The functions of the table of host functions, as they are linked, with what they cost."""
    found = {}
    for names, _, fuel in rows_of("All that a guest is linked to", "function"):
        interface = ""
        for name in names_in(names):
            if name.startswith("host-"):
                found[name] = fuel
            elif "/" in name:
                interface = f"wasi:{name}@{imports.WASI}"
            else:
                found[f"{interface} {name}"] = fuel
    return found


def test_the_documented_host_functions_are_all_that_is_linked(linked: dict[str, Any]) -> None:
    assert set(documented_functions()) == set(linked)
    assert f"@{imports.WASI}" in TEXT


def test_every_host_function_costs_what_is_documented(
    linked: dict[str, Any], charged: list[int]
) -> None:
    arguments = {"host-sleep": (7,), "host-random": (7,), "host-write": (1, "seven77")}
    for name, fuel in documented_functions().items():
        function = name.split()[-1]
        del charged[:]
        count = {"get-random-bytes": (7,)}.get(function, arguments.get(function, ()))
        if not fuel:
            with pytest.raises((imports.Refused, WasmtimeError)):
                linked[name](None, *count)
            continue
        linked[name](None, *count)
        fixed, *each = [number(n) for n in re.findall(r"\d[\d ]*\d", fuel)]
        units = 8 if function == "get-random-u64" else 7
        assert sum(charged) == fixed + sum(units * cost for cost in each), name


def test_the_image_asks_for_what_the_host_links_under_that_very_name(
    linked: dict[str, Any],
) -> None:
    """Else a new builder has new names, and the clock of the C library would be a trap."""
    engine, component = wasm._loaded(current_image())
    asked = set(component.type.imports(engine))
    assert {name.partition(" ")[0] for name in linked} <= asked
    others = asked - {name.partition(" ")[0] for name in linked}
    kinds = ("io/", "cli/std", "cli/exit", "cli/terminal", "filesystem/types", "sockets/")
    assert all(name.startswith(tuple(f"wasi:{kind}" for kind in kinds)) for name in others), others
    assert all(name.endswith(f"@{imports.WASI}") for name in others)


def test_the_documented_version_of_python_is_that_of_the_image() -> None:
    version = result_of("import sys; result = list(sys.version_info[:2])")
    assert f"CPython {version[0]}.{version[1]}" in TEXT


def test_every_file_and_name_of_the_upgrade_is_there() -> None:
    root = Path(__file__).parents[2]
    paths = set(re.findall(r"`((?:pacman_engine|pymw_bridge|tests|docs)/[\w./]+)`", TEXT))
    assert len(paths) > 5
    assert {path for path in paths if not (root / path).exists()} == set()
    for module, name in ((wasm, "WASMTIME"), (wasm, "_engine"), (imports, "WASI")):
        assert hasattr(module, name)
        assert f"`{name}`" in TEXT
