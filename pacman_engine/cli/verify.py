"""`verify`: does a replay hold, and, with ``--replay-agents``, did these agents play it?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pacman_engine.cli.archives import OtherArchive, archive_of
from pacman_engine.cli.errors import UsageError
from pacman_engine.cli.files import read_replay
from pacman_engine.cli.image_option import given_image, make_ready
from pacman_engine.cli.terminal import STARTING, Progress
from pacman_engine.pinned_runtime import RuntimeMissing, image_for
from pacman_engine.play_again import first_difference, foreign_version, play_again
from pacman_engine.replay import Replay, Winner
from pacman_engine.replay import verify as verify_replay
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.backends import require_backend

if TYPE_CHECKING:
    from pacman_engine.runtime import Image

_UNSAFE = "none"


def run(options: argparse.Namespace) -> int:
    """Verify each replay; 1 if any does not hold."""
    _check_options(options)
    progress, bad = Progress("Verifying"), 0
    for number, name in enumerate(options.replays):
        replay = read_replay(name)
        problems = verify_replay(replay)
        progress(number / len(options.replays))
        progress.done()
        verdict = "does not hold"
        if not problems and options.replay_agents:
            try:
                problems = _differences(options, name, replay)
            except _Lacking as lacking:
                verdict, problems = "cannot be played again here", [str(lacking)]
        _print(name, replay, verdict, problems, replayed=options.replay_agents)
        bad += bool(problems)
    return 1 if bad else 0


class _Lacking(Exception):
    """What this machine does not have of what the match was played with."""


def _check_options(options: argparse.Namespace) -> None:
    if options.replay_agents:
        return
    for name in ("red", "blue", "archives", "image", "sandbox"):
        if getattr(options, name) is not None:
            raise UsageError(f"--{name} is only of use with --replay-agents.")


def _print(name: str, replay: Replay, verdict: str, problems: list[str], *, replayed: bool) -> None:
    if problems:
        print(f"{name}: {verdict}")
        for problem in problems:
            print(f"  {problem}")
        return
    winner = Winner.by_score(replay["score"])
    again = ", played again by its agents" if replayed else ""
    print(
        f"{name}: holds{again}, {len(replay['moves'])} moves, {winner}, digest {replay['digest']}"
    )
    if "evidence" in replay:
        print(f"  evidence digest {replay['evidence']['evidence_digest']}")


def _differences(options: argparse.Namespace, name: str, replay: Replay) -> list[str]:
    """How the match that these agents play differs: one sentence, or none; or it is `_Lacking`."""
    if "evidence" not in replay:
        raise UsageError(f"{name} has no evidence, so it does not say what to play it again with.")
    _check_sandbox(options, replay["evidence"]["runtime"]["backend"])
    lacking = foreign_version(replay)
    if lacking is not None:
        raise _Lacking(lacking)
    try:
        teams = _teams(options, replay)
        image = _image(options, replay)
    except OtherArchive as error:
        return [str(error)]
    except RuntimeMissing as error:
        raise _Lacking(str(error)) from error
    return _played_again(replay, teams, image)


def _check_sandbox(options: argparse.Namespace, backend: str) -> None:
    """A document from elsewhere must not talk this machine into running agents unprotected."""
    if options.sandbox not in (None, backend):
        raise UsageError(f"It was played with --sandbox {backend}: leave the option out.")
    if backend == _UNSAFE and options.sandbox != backend:
        raise UsageError(
            "It was played without any sandbox: add --sandbox none if you trust both teams."
        )
    require_backend(backend)


def _teams(options: argparse.Namespace, replay: Replay) -> list[TeamArchive]:
    return [
        archive_of(side, sha256, given=getattr(options, side), folder=options.archives)
        for side, sha256 in zip(("red", "blue"), replay["evidence"]["archives"], strict=True)
    ]


def _image(options: argparse.Namespace, replay: Replay) -> Image | None:
    runtime = replay["evidence"]["runtime"]
    pinned = {name: runtime[name] for name in ("image", "wasmtime")}
    given = None if options.image is None else given_image(options.image)
    image = image_for(runtime["backend"], pinned, given)
    if image is not None:
        make_ready(image)
    return image


def _played_again(replay: Replay, teams: list[TeamArchive], image: Image | None) -> list[str]:
    progress = Progress("Playing again", patience=0.0)
    progress(0.0, STARTING)
    try:
        played = play_again(replay, teams, image, progress=progress)
    finally:
        progress.done()
    difference = first_difference(replay, played)
    return [] if difference is None else [difference]
