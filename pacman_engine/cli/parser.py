"""The commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

from pacman_engine import ENGINE_VERSION
from pacman_engine.cli import check, image, lists, new, play, replays, verify, watch
from pacman_engine.cli.screen import DEFAULT_FPS
from pacman_engine.layout import DEFAULT_LAYOUT
from pacman_engine.replay import MAX_LENGTH
from pacman_engine.teams.backends import BACKENDS, DEFAULT, PERMISSION

_TEAM = "a folder, a .zip, a .py file or the name of one of our teams"
_SANDBOX = (
    f"where teams run (default {DEFAULT}: in the sandbox, whose clock counts instructions, so that "
    "a match comes out the same on every machine); native: in a jail of this Linux, by its clock; "
    f"process: isolates lightly and needs {PERMISSION}=1 in the environment; none: in this very "
    "process, for your own code only"
)
_IMAGE = "a file, or the SHA-256 (or its first 8 digits or more) of an image that is here"
MIN_FPS, MAX_FPS = 0.1, 1000.0
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run = Callable[[argparse.Namespace], int]


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; ``run`` of what it returns carries one out."""
    parser = argparse.ArgumentParser(
        prog="python -m pacman_engine",
        description="Pacman capture the flag: play, check, replay and draw matches.",
        epilog="Exit code 0: done. 1: rejected, or a mismatch. 2: bad input, or something missing.",
    )
    parser.add_argument("--version", action="version", version=f"engine {ENGINE_VERSION}")
    commands = parser.add_subparsers(metavar="command", required=True)
    _add_new(commands)
    _add_play(commands)
    _add_check(commands)
    _add_replays(commands)
    _add_lists(commands)
    _add_image(commands)
    return parser


def _command(commands: Commands, name: str, text: str, run: Run) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _add_new(commands: Commands) -> None:
    parser = _command(commands, "new", "Make a team to start from, in a new folder.", new.run)
    parser.add_argument("team", metavar="TEAM", help="the folder to make; it must not exist yet")
    parser.add_argument(
        "--style",
        choices=new.STYLES,
        default=new.STYLES[0],
        help="spelling: classic (createTeam, chooseAction) or contest (create_team, "
        "choose_action); default classic",
    )


def _add_play(commands: Commands) -> None:
    parser = _command(commands, "play", "Play one match between two teams.", play.run)
    for side in ("red", "blue"):
        parser.add_argument(
            f"--{side}", required=True, metavar="T", help=f"the {side} team: {_TEAM}"
        )
        parser.add_argument(f"--{side}-name", metavar="NAME", help="its name in replay and film")
        parser.add_argument(
            f"--{side}-opts", default="", metavar="A=B,C", help="options for its createTeam"
        )
    parser.add_argument(
        "--layout",
        default=DEFAULT_LAYOUT,
        metavar="NAME",
        help="a layout's name, a file with one, or RANDOM (RANDOM7: maze number 7); "
        f"default {DEFAULT_LAYOUT}",
    )
    parser.add_argument("--seed", metavar="S", help="decides starter, noise and the agents' random")
    parser.add_argument(
        "--length",
        type=_length,
        default=1200,
        metavar="N",
        help="moves, all agents together (default 1200)",
    )
    parser.add_argument("--rules", choices=("classic", "modern"), default="modern")
    _add_sandbox(parser)
    parser.add_argument(
        "--rng",
        choices=("own", "shared"),
        default="own",
        help="shared: draw in the order of the original (only with --sandbox none)",
    )
    parser.add_argument("--watch", action="store_true", help="show the match in the terminal")
    _add_fps(parser)
    parser.add_argument(
        "--logs", action="store_true", help="say what the teams printed and how long they took"
    )
    parser.add_argument("--gif", metavar="FILE", help="write a film of the match")
    parser.add_argument("--replay", metavar="FILE", help="write the replay document")
    parser.add_argument("--json", metavar="FILE|-", help="write the result as JSON (-: to stdout)")


def _add_sandbox(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sandbox", choices=BACKENDS, default=DEFAULT, help=_SANDBOX)
    parser.add_argument(
        "--image",
        metavar="FILE|SHA",
        help=f"the sandbox's runtime image, such as that of a site: {_IMAGE}; default: our own",
    )


def _add_fps(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fps",
        type=_fps,
        metavar="N",
        help=f"moves shown a second, in a terminal (default {DEFAULT_FPS:g})",
    )


def _add_check(commands: Commands) -> None:
    text = "Check a team as an upload is checked; exit code 1 if it is rejected."
    parser = _command(commands, "check", text, check.run)
    parser.add_argument("team", metavar="T", help=_TEAM)
    _add_sandbox(parser)
    parser.add_argument("--json", metavar="FILE|-", help="write the report as JSON (-: to stdout)")


def _add_replays(commands: Commands) -> None:
    _add_verify(commands)
    parser = _command(commands, "gif", "Draw the film of a replay.", replays.gif)
    parser.add_argument("replay", metavar="REPLAY")
    parser.add_argument("out", metavar="OUT")
    parser = _command(commands, "watch", "Show a replay in the terminal.", watch.run)
    parser.add_argument("replay", metavar="REPLAY")
    _add_fps(parser)
    parser.add_argument(
        "--from",
        dest="start",
        type=_start,
        default=0,
        metavar="MOVE",
        help="begin after so many moves (default 0)",
    )
    text = "Hold the engine against recordings of the original engines; exit code 1 on a mismatch."
    parser = _command(commands, "conform", text, replays.conform)
    parser.add_argument("files", nargs="+", metavar="FILE")


def _add_verify(commands: Commands) -> None:
    text = "Play the moves of replays again and compare; exit code 1 on any mismatch."
    parser = _command(commands, "verify", text, verify.run)
    parser.add_argument("replays", nargs="+", metavar="REPLAY")
    parser.add_argument(
        "--replay-agents",
        action="store_true",
        help="let the agents play the whole match again, and compare moves, fuel and end; needs "
        "both teams, and the image and the version of wasmtime that the replay names",
    )
    for side in ("red", "blue"):
        parser.add_argument(f"--{side}", metavar="T", help=f"the {side} team: {_TEAM}")
    parser.add_argument(
        "--archives", metavar="DIR", help="a folder with the teams' archives, found by SHA-256"
    )
    parser.add_argument(
        "--image", metavar="FILE|SHA", help=f"the runtime image of the match: {_IMAGE}"
    )
    parser.add_argument(
        "--sandbox",
        choices=BACKENDS,
        help="where the match was played; to be given only for none, which isolates nobody",
    )


def _add_lists(commands: Commands) -> None:
    for name, run in (("layouts", lists.layouts), ("teams", lists.teams)):
        parser = _command(commands, name, f"List our own {name}.", run)
        parser.add_argument("what", nargs="?", choices=("list",), default="list")


def _length(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MAX_LENGTH:
        raise argparse.ArgumentTypeError(f"must be a number of moves from 1 to {MAX_LENGTH}")
    return int(text)


def _start(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text[:9]) > MAX_LENGTH:
        raise argparse.ArgumentTypeError(f"must be a number of moves from 0 to {MAX_LENGTH}")
    return int(text)


def _fps(text: str) -> float:
    try:
        fps = float(text)
    except ValueError:
        fps = 0.0
    if not MIN_FPS <= fps <= MAX_FPS:
        raise argparse.ArgumentTypeError(f"must be a number from {MIN_FPS:g} to {MAX_FPS:g}")
    return fps


def _add_image(commands: Commands) -> None:
    parser = _command(
        commands, "image", "Build, list or find the images of the sandbox.", image.build
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, run, what in (
        ("build", image.build, "Make this engine's image, unless it is there."),
        ("list", image.show, "List the images of this machine."),
        ("path", image.path, "Print where this engine's image lies."),
    ):
        actions.add_parser(name, help=what, description=what).set_defaults(run=run)
