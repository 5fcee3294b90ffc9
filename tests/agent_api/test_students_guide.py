"""The examples in the guide for students run as they stand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pacman_engine import agents
from pacman_engine.agent_api import hooks, importing
from pacman_engine.agent_api.facade import full_state, observed_state
from pacman_engine.cli import main
from pacman_engine.cli.report import print_fault
from pacman_engine.faults import FaultKind, Side
from pacman_engine.layout import load_layout
from pacman_engine.observation import match_noise, observe
from pacman_engine.referee import Contestant, MatchSpec, play_match
from pacman_engine.rules import MODERN, successor
from pacman_engine.state import State
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.backends import opener
from pacman_engine.teams.driver import TeamFault
from pacman_engine.teams.hints import hint_for
from pacman_engine.teams.isolated import OUTPUT_BYTES
from pacman_engine.teams.limits import TimeLimits
from pacman_engine.teams.stand_ins import Bystander
from pacman_engine.teams.unzip import Limits
from pymw_bridge.interpreter.constants import MEMORY
from pymw_bridge.interpreter.inside.files import MAX_ENTRIES, OVERLAY_BYTES
from pymw_bridge.interpreter.native.jailed import LIMITS
from pymw_bridge.interpreter.native.limits import MEGABYTE

GUIDE = (Path(__file__).parents[2] / "docs" / "students.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)
TEAMS = [block for block in BLOCKS if block.startswith("# myTeam.py")]
SHOWN = re.findall(r"```text\n(.*?)```", GUIDE, flags=re.DOTALL)
SNIPPETS = [block for block in BLOCKS if not block.startswith(("# myTeam.py", "# careless.py"))]


def play(text: str, moves: int) -> tuple[list[hooks.HookedAgent], Any]:
    """Two such teams against each other; gives the agents and agent 0's next observation."""
    module = ModuleType("myTeam")
    exec(text, vars(module))
    red, blue = hooks.make_team(module, 0, 2, True), hooks.make_team(module, 1, 3, False)
    players = [red[0], blue[0], red[1], blue[1]]
    state = State.initial(load_layout("nightgarden"), MODERN, 1200)
    for player in players:
        player.start(full_state(state))
    for number in range(moves):
        index = number % 4
        seen = observed_state(observe(state, index, match_noise("guide", number, index)))
        state = successor(state, index, players[index].act(seen))
    return players, observed_state(observe(state, 0, match_noise("guide", moves, 0)))


def test_the_guide_has_examples_of_both_kinds() -> None:
    assert len(TEAMS) >= 2
    assert len(SNIPPETS) >= 4


@pytest.mark.parametrize("text", TEAMS, ids=lambda text: text.split("\n")[1])
def test_the_teams_of_the_guide_play(text: str) -> None:
    with importing.installed():
        play(text, 200)


def test_the_snippets_of_the_guide_run_in_order_inside_an_agent() -> None:
    with importing.installed():
        players, observation = play(TEAMS[0], 40)
        players[0].agent.getAction(observation)
        names: dict[str, Any] = {"self": players[0].agent, "gameState": observation}
        for snippet in SNIPPETS:
            exec(snippet, names)
    assert names["nearest"] in names["food"].asList()
    assert names["replies"]


def test_the_guide_names_all_our_teams() -> None:
    for name in agents.team_names():
        assert f"`{name}`" in GUIDE


def fault_of(text: str) -> dict[str, Any]:
    """The fault in the log of a team that begins a match."""
    archive = TeamArchive({"careless.py": text.encode()}, "careless.py")
    team = Contestant("team", opener("none", archive), {})
    spec = MatchSpec(load_layout("nightgarden"), MODERN, "guide", 0, 8)
    record = play_match(spec, team, Contestant("nobody", Bystander, {}))
    fault: dict[str, Any] = record.logs[Side.RED]["fault"]
    return fault


def test_the_report_in_the_guide_is_what_the_check_says(capsys: pytest.CaptureFixture[str]) -> None:
    (careless,) = [block for block in BLOCKS if block.startswith("# careless.py")]
    print_fault("The team", fault_of(careless))
    said = capsys.readouterr().out
    (shown,) = [text for text in SHOWN if "careless.py" in text]
    assert "\n  …\n" in shown
    for part in shown.split("  …\n"):
        assert part in said


def test_every_fault_of_the_guide_is_known_with_a_hint() -> None:
    table = GUIDE.partition("| the report says |")[2].partition("\n\n")[0]
    messages = re.findall(r"^\| `(.*?)` \|", table, flags=re.MULTILINE)
    assert len(messages) >= 20
    for message in messages:
        error = message.partition(":")[0]
        kind = FaultKind.CRASH
        if "Illegal" in message:
            kind = FaultKind.ILLEGAL
        elif "not done" in message:
            kind = FaultKind.MOVE_TIME
        module = "numpy" if "numpy" in message else ""
        assert hint_for(TeamFault(kind, message, error=error, module=module)), message


def test_the_limits_in_the_guide_are_the_default_ones() -> None:
    times, jail = TimeLimits(), LIMITS
    for sentence in (
        f"{times.startup:.0f} seconds per agent",
        f"{times.move:.0f} seconds; above {times.warning:.0f} second is a warning",
        f"{times.total:.0f} seconds",
        f"{MEMORY >> 20} MB for the two agents",
        f"{OVERLAY_BYTES // MEGABYTE} MB and {MAX_ENTRIES} files and folders",
        f"{OUTPUT_BYTES // 1000} kB at the beginning",
        f"{jail.memory // MEGABYTE} MB of memory",
        f"{Limits().upload_bytes // MEGABYTE} MB packed",
        f"{Limits().unpacked_bytes // MEGABYTE} MB unpacked, {Limits().files} files",
    ):
        assert sentence in GUIDE


def test_every_command_of_the_guide_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^\$ (.*)$", GUIDE, flags=re.MULTILINE)
    assert len(commands) >= 10
    for command in commands:
        first, *words = shlex.split(command)
        if first == "export":
            name, _, value = words[0].partition("=")
            monkeypatch.setenv(name, value)
            continue
        assert [first, *words[:2]] == ["python", "-m", "pacman_engine"]
        assert main(words[2:]) == 0, command
    (frame,) = [text for text in SHOWN if text.startswith("Score")]
    assert f"\n\n{frame}\n" in capsys.readouterr().out
    assert (tmp_path / "match.gif").read_bytes().startswith(b"GIF89a")
