"""Python inside the runtime image of this engine, one fresh guest for every piece of source.

The source is the main file of a team, so it finds what an agent finds; it answers by printing, or
by putting a value that JSON can carry into `result`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from pacman_engine.layout import Layout
from pacman_engine.rules import Rules
from pacman_engine.runtime import current_image
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.driver import TeamFault, TeamSetup
from pacman_engine.teams.isolated import IsolatedTeam
from pymw_bridge.interpreter.stage import on_stage

BOARD = """\
%%%%%%%%%%
%3 .  . 4%
%  .  .  %
%1 .  . 2%
%%%%%%%%%%
"""
_MARK = "=== the result follows ==="
_TAIL = f"""
print({_MARK!r})
import json
print(json.dumps(globals().get("result"), default=repr))
"""


@dataclass(frozen=True)
class Ran:
    """What a piece of source did: its result, its fault if it raised, its output, its fuel."""

    result: Any
    fault: TeamFault | None
    stdout: str
    stderr: str
    fuel: int


def setup(random_key: str = "key") -> TeamSetup:
    """The setup of a team that is only loaded."""
    return TeamSetup(
        red=True,
        layout=Layout.parse(BOARD, "test"),
        rules=Rules.named("modern"),
        length=100,
        random_key=random_key,
    )


def run_in_guest(
    source: str,
    files: dict[str, str | bytes] | None = None,
    *,
    seconds: float = 30.0,
    random_key: str = "key",
) -> Ran:
    """Run source in a guest with ``files`` beside it (in /home); at most so many seconds of fuel.

    The source must not leave an indentation open, and is dedented.
    """
    texts = {"main.py": dedent(source) + _TAIL, **(files or {})}
    content = {n: t.encode() if isinstance(t, str) else t for n, t in texts.items()}
    return on_stage(lambda: _run(TeamArchive(content, "main.py"), seconds, random_key))


def _run(archive: TeamArchive, seconds: float, random_key: str) -> Ran:
    team = IsolatedTeam(current_image(), archive, setup(random_key))
    fault = None
    try:
        team.load(seconds)
    except TeamFault as error:
        fault = error
    finally:
        team.close()
    output = team.output()
    stdout, _, answer = output.stdout.partition(_MARK)
    return Ran(json.loads(answer or "null"), fault, stdout, output.stderr, team.fuel)


def result_of(source: str, files: dict[str, str | bytes] | None = None, **options: Any) -> Any:
    """The result of source that must come to its end without a fault."""
    ran = run_in_guest(source, files, **options)
    assert ran.fault is None, told(ran)
    return ran.result


def told(ran: Ran) -> str:
    """A fault as a text for people, with the output."""
    if ran.fault is None:
        return ran.stdout + ran.stderr
    frames = "\n".join(f"{f['file']}:{f['line']} {f['code']}" for f in ran.fault.traceback)
    return f"{ran.fault.message}\n{frames}\n{ran.stdout}{ran.stderr}"
