"""`new`: a team to start from, in a folder of its own."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from pacman_engine.cli.errors import UsageError

STYLES = ("classic", "contest")
_STARTERS = Path(__file__).parent / "starters"
_FILE = "myTeam.py"
_NEXT = """\
{file} is a team that plays: one agent eats, one guards.
Change it, and try:

  python -m pacman_engine check {team}
  python -m pacman_engine play --red {team} --blue baseline --watch
  python -m pacman_engine play --red {team} --blue baseline --gif match.gif

Teams run in the sandbox, as on the server. With --sandbox none they run in the
command's own process, where a debugger reaches them and no limits hold.
docs/students.md is the guide for all that follows.
"""


def run(options: argparse.Namespace) -> int:
    """Make the folder with the starter in it; UsageError if there is anything of that name."""
    folder = _new_folder(options.team)
    text = starter(options.style)
    folder.mkdir()
    (folder / _FILE).write_text(text, encoding="utf-8")
    file, team = (shlex.quote(str(path)) for path in (folder / _FILE, folder))
    print(_NEXT.format(file=file, team=team), end="")
    return 0


def starter(style: str) -> str:
    """The source of the starter team in one of the ``STYLES``."""
    return (_STARTERS / style / _FILE).read_text(encoding="utf-8")


def _new_folder(name: str) -> Path:
    folder = Path(name)
    if not name.strip() or folder.suffix in (".py", ".zip") or name.startswith("-"):
        raise UsageError(f"{name!r} is no name for a folder: give one such as myteam.")
    if folder.exists() or folder.is_symlink():
        raise UsageError(f"{name} exists already and is left as it is: give another name.")
    if not folder.absolute().parent.is_dir():
        raise UsageError(f"The folder around {name} does not exist: make it first.")
    return folder
