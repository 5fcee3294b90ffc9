"""`play`: one match between two teams."""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from pacman_engine.cli import identity
from pacman_engine.cli.debugging import breakpoints
from pacman_engine.cli.errors import UsageError
from pacman_engine.cli.files import check_writable, write_json
from pacman_engine.cli.image_option import chosen_image
from pacman_engine.cli.report import print_fault, print_output, print_times
from pacman_engine.cli.screen import Screen
from pacman_engine.cli.seats import names_of, options_for
from pacman_engine.cli.summary import print_forfeits, print_summary
from pacman_engine.cli.terminal import STARTING, Progress
from pacman_engine.cli.watch import show_replay
from pacman_engine.evidence import MAX_OPTIONS, Evidence, are_options, build_evidence
from pacman_engine.fuel import FuelDoc
from pacman_engine.layout import RANDOM_PREFIX, Layout, LayoutError, load_layout
from pacman_engine.lots import Lots
from pacman_engine.pinned_runtime import open_in, runtime_of
from pacman_engine.referee import Contestant, MatchRecord, MatchSpec, play_match
from pacman_engine.replay import MAX_NAME, Replay, Winner, actions_md5
from pacman_engine.rules import Rules
from pacman_engine.teams.archive import TeamArchive, find_team
from pacman_engine.teams.limits import TimeLimits

if TYPE_CHECKING:
    from pacman_engine.runtime import Image

Teams = tuple[TeamArchive, TeamArchive]
MAX_LAYOUT_BYTES = 10_000
_MAZES = 1_000_000


def run(options: argparse.Namespace) -> int:
    """Play, print the result, write what was asked for."""
    _check_options(options)
    teams = (find_team(options.red), find_team(options.blue))
    layout = find_layout(options.layout)
    image = chosen_image(options.sandbox, options.image)
    options.seed = options.seed or secrets.token_hex(8)
    if options.rng == "shared":
        _play_shared(options, teams, layout)
    else:
        _play_own(options, teams, layout, image)
    return 0


def _play_shared(options: argparse.Namespace, teams: Teams, layout: Layout) -> None:
    with breakpoints():
        replay, extra = identity.play(options, teams, layout)
    if options.watch:
        show_replay(replay, options.fps)
    if options.json != "-":
        print_summary(replay)
        print_forfeits(replay)
    result = _result(options, replay, _evidence(options, teams, replay, None, None))
    _write(options, replay, {**result, **extra, "logs": {}})


def _play_own(
    options: argparse.Namespace, teams: Teams, layout: Layout, image: Image | None
) -> None:
    with breakpoints():
        record = _play(options, teams, layout, image)
    if options.json != "-":
        print_summary(record.replay)
        _print_logs(record, everything=options.logs)
    evidence = _evidence(options, teams, record.replay, image, record.fuel)
    extra = {"seconds": round(record.seconds, 3), "logs": record.logs}
    replay = {**record.replay, "evidence": evidence}
    _write(options, replay, {**_result(options, replay, evidence), **extra})


def _check_options(options: argparse.Namespace) -> None:
    if options.rng == "shared" and options.sandbox != "none":
        raise UsageError("--rng shared plays in this process: add --sandbox none.")
    if options.watch and options.json == "-":
        raise UsageError("--watch and --json - both write to stdout: give --json a file.")
    if options.fps is not None and not options.watch:
        raise UsageError("--fps is only of use with --watch.")
    if options.seed is not None and not _is_text(options.seed):
        raise UsageError(f"The seed must be text of 1 to {MAX_NAME} characters.")
    for side in ("red", "blue"):
        name = getattr(options, f"{side}_name")
        if name is not None and not _is_text(name):
            raise UsageError(f"A name must be text of 1 to {MAX_NAME} characters.")
        if not are_options(options_for(getattr(options, f"{side}_opts"))):
            raise UsageError(f"A team's options may have {MAX_OPTIONS} characters, as JSON.")
    check_writable(options.gif, options.replay, options.json)


def _is_text(value: str) -> bool:
    """Whether it is not too long, printable, and no bytes of a broken encoding."""
    return 0 < len(value) <= MAX_NAME and value.isprintable()


def find_layout(text: str) -> Layout:
    """The board that a user means: a name, a file, ``RANDOM``, or ``RANDOM`` with a number."""
    if text == RANDOM_PREFIX:
        return load_layout(f"{RANDOM_PREFIX}{secrets.randbelow(_MAZES)}")
    path = Path(text)
    if not path.is_file():
        return load_layout(text)
    with path.open("rb") as file:
        data = file.read(MAX_LAYOUT_BYTES)
    try:
        return Layout.parse(data.decode("ascii"), path.stem[:MAX_NAME])
    except UnicodeDecodeError as error:
        raise LayoutError(f"{text} is no layout: it must be plain ASCII text.") from error


def _play(
    options: argparse.Namespace, teams: Teams, layout: Layout, image: Image | None
) -> MatchRecord:
    names = names_of(options)
    passed = (options_for(options.red_opts), options_for(options.blue_opts))
    red, blue = (
        Contestant(name, open_in(options.sandbox, team, image), given)
        for name, team, given in zip(names, teams, passed, strict=True)
    )
    screen = Screen(layout, names, options.length, options.fps) if options.watch else None
    progress = Progress("Playing", patience=0.0)
    if screen is None:
        progress(0.0, STARTING)
    try:
        return play_match(
            MatchSpec(
                layout=layout,
                rules=Rules.named(options.rules),
                seed=options.seed,
                starter=Lots(options.seed, "play", "play").starter(1),
                length=options.length,
            ),
            red,
            blue,
            progress=None if screen else progress,
            watch=screen.show if screen else None,
        )
    finally:
        progress.done()


def _evidence(
    options: argparse.Namespace,
    teams: Teams,
    replay: Replay,
    image: Image | None,
    fuel: FuelDoc | None,
) -> Evidence:
    return build_evidence(
        replay,
        backend=options.sandbox,
        pinned=runtime_of(options.sandbox, image.sha256 if image else ""),
        archives=[team.sha256 for team in teams],
        options=[options_for(options.red_opts), options_for(options.blue_opts)],
        limits=TimeLimits(),
        fuel=fuel,
    )


def _result(options: argparse.Namespace, replay: Replay, evidence: Evidence) -> dict[str, Any]:
    return {
        **{name: replay[name] for name in ("score", "end", "faults", "digest", "rules", "seed")},
        **{name: replay[name] for name in ("starter", "length", "layout_name", "red", "blue")},
        **{name: evidence["runtime"][name] for name in ("backend", "image", "wasmtime")},
        **{name: evidence[name] for name in ("evidence_digest", "fuel", "archives")},
        "winner": str(Winner.by_score(replay["score"])),
        "moves": len(replay["moves"]),
        "actions_md5": actions_md5(replay),
        "sandbox": options.sandbox,
    }


def _print_logs(record: MatchRecord, *, everything: bool) -> None:
    for side, log in record.logs.items():
        team = f"{record.replay[str(side)]} ({side})"
        if everything:
            print_times(team, log, record.fuel[str(side)] if record.fuel else None)
            print_output(team, log)
        if log["fault"]:
            print_fault(team, log["fault"])


def _write(options: argparse.Namespace, replay: Replay, result: dict[str, Any]) -> None:
    if options.replay:
        write_json(options.replay, replay)
    if options.json:
        write_json(options.json, result)
    if options.gif:
        from pacman_engine.render import render_gif  # Pillow is slow to import

        began = monotonic()
        Path(options.gif).write_bytes(render_gif(replay))
        print(f"{options.gif} drawn in {monotonic() - began:.1f} s.", file=sys.stderr)
