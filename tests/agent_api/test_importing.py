"""The contest's module names: many names, one module each, and only where they are asked for."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import Any

import pytest

from pacman_engine.agent_api import importing

SAME = [
    ("captureAgents", "capture_agents"),
    ("distanceCalculator", "distance_calculator"),
    ("baselineTeam", "baseline_team"),
    ("textDisplay", "text_display"),
    ("captureGraphicsDisplay", "graphicsDisplay"),
    ("graphicsUtils", "graphics_utils"),
    ("keyboardAgents", "keyboard_agents"),
    ("mazeGenerator", "maze_generator"),
    ("game", "game"),
    ("util", "util"),
    ("layout", "layout"),
    ("capture", "capture"),
]


def python(code: str) -> Any:
    """What a fresh interpreter prints, read as JSON."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(("camel", "snake"), SAME)
def test_all_spellings_are_one_module(camel: str, snake: str) -> None:
    with importing.installed():
        names = [camel, snake, f"contest.{camel}", f"contest.{snake}"]
        modules = {importlib.import_module(name) for name in names}
    assert len(modules) == 1


def test_afterwards_the_names_are_gone() -> None:
    with importing.installed():
        importlib.import_module("contest.util")
    assert "contest" not in sys.modules
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("captureAgents")


def test_what_the_names_hid_is_back_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = object()
    monkeypatch.setitem(sys.modules, "game", mine)  # type: ignore[arg-type]
    with importing.installed():
        assert importlib.import_module("game") is not mine
    assert sys.modules["game"] is mine


def test_students_import_what_they_are_used_to() -> None:
    names: dict[str, Any] = {}
    with importing.installed():
        exec(
            "from captureAgents import *\n"
            "from game import *\n"
            "from contest.util import nearest_point, nearestPoint\n"
            "from capture import noisyDistance, compute_noisy_distance, SIGHT_RANGE, GameState\n"
            "from contest.capture import half_list, halfList, make_half_grid, AgentRules\n"
            "import contest.game as game, distanceCalculator\n"
            "from baselineTeam import ReflexCaptureAgent, OffensiveReflexAgent\n"
            "from captureGraphicsDisplay import PacmanGraphics\n"
            "assert distanceCalculator.getGrids2D is distanceCalculator.get_grids_2D\n",
            names,
        )
    for name in ("CaptureAgent", "Directions", "Actions", "Counter", "random", "time", "heapq"):
        assert name in names
    assert names["compute_noisy_distance"] is names["noisyDistance"]


def test_importing_the_package_installs_nothing() -> None:
    found = python(
        "import json, sys\n"
        "import pacman_engine.agent_api.facade, pacman_engine.agent_api.hooks\n"
        "print(json.dumps([n for n in ('game', 'util', 'contest') if n in sys.modules]))"
    )
    assert found == []


def test_nothing_outside_the_library_is_imported() -> None:
    found = python(
        "import json, sys\n"
        "from pacman_engine.agent_api import importing\n"
        "importing.install()\n"
        "import captureAgents, capture, baselineTeam, contest.text_display, mazeGenerator\n"
        "tops = {name.partition('.')[0] for name in sys.modules}\n"
        "known = set(sys.stdlib_module_names) | set(importing.FLAT_NAMES)\n"
        "known |= {'pacman_engine', 'contest', '__main__', '__mp_main__'}\n"
        "known |= {n for n in tops if n.startswith(('_', 'sitecustomize'))}\n"
        "print(json.dumps(sorted(tops - known)))"
    )
    assert found == []


def test_missing_methods_leave_the_process_as_on_the_original(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with importing.installed():
        agents: Any = importlib.import_module("captureAgents")
    with pytest.raises(SystemExit):
        agents.Agent(0).getAction(None)
    assert "Method not implemented: getAction" in capsys.readouterr().out


def test_importing_the_api_pulls_in_nothing_slow() -> None:
    """Every child pays for it: 25 ms now, of which 17 are the interpreter's own modules."""
    found = python(
        "import json, sys\n"
        "before = set(sys.modules)\n"
        "import pacman_engine.agent_api.facade, pacman_engine.agent_api.hooks\n"
        "import pacman_engine.agent_api.modules.capture_agents\n"
        "slow = {'pathlib', 'tempfile', 'subprocess', 'hashlib', 'importlib.resources', 'socket',\n"
        "        'asyncio', 'logging', 'unittest', 'json.decoder', 'argparse', 'zipfile', 'ssl'}\n"
        "print(json.dumps(sorted((set(sys.modules) - before) & slow)))"
    )
    assert found == []
