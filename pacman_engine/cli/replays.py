"""`gif` and `conform`: playing recorded matches again."""

from __future__ import annotations

import argparse
from pathlib import Path

from pacman_engine import conform as recordings
from pacman_engine.cli.files import check_writable, read_replay
from pacman_engine.cli.terminal import Progress

_SHOWN = 10


def gif(options: argparse.Namespace) -> int:
    """Draw the film of a replay."""
    from pacman_engine.render import render_gif  # Pillow is slow to import

    check_writable(options.out)
    data = render_gif(read_replay(options.replay))
    Path(options.out).write_bytes(data)
    print(f"{options.out}: {len(data) / 1000:.0f} kB")
    return 0


def conform(options: argparse.Namespace) -> int:
    """Replay recordings of the original engines; 1 if a file has a mismatch."""
    progress = Progress("Comparing")
    moves = mismatches = 0
    for number, name in enumerate(options.files):
        report = recordings.conform(Path(name))
        progress(number / len(options.files), name)
        progress.done()
        moves += report.moves
        mismatches += len(report.mismatches)
        print(f"{name}: {report.kind}, {report.moves} moves, {len(report.mismatches)} mismatches")
        for mismatch in report.mismatches[:_SHOWN]:
            print(f"  {mismatch}")
    print(f"{len(options.files)} files, {moves} moves, {mismatches} mismatches")
    return 1 if mismatches else 0
