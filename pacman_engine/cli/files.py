"""Files that commands read and write."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pacman_engine.cli.errors import UsageError
from pacman_engine.replay import MAX_BYTES, Replay, ReplayError, parse_replay


def check_writable(*names: str | None) -> None:
    """UsageError for a name that cannot become a file: better now than after a long match."""
    for name in names:
        if name is None or name == "-":
            continue
        path = Path(name)
        if path.is_dir():
            raise UsageError(f"{name} is a folder: give the name of a file.")
        if not path.absolute().parent.is_dir():
            raise UsageError(f"The folder of {name} does not exist: make it first.")


def write_json(name: str, document: Any) -> None:
    """Write a JSON document to a file, or to stdout for ``-``."""
    text = json.dumps(document, indent=2, sort_keys=True) + "\n"
    if name == "-":
        sys.stdout.write(text)
    else:
        Path(name).write_text(text, encoding="utf-8")


def read_replay(name: str) -> Replay:
    """The replay in a file; ReplayError, which names the file, or OSError if there is none."""
    with open(name, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    try:
        return parse_replay(data)
    except ReplayError as error:
        raise ReplayError(f"{name}: {error}") from error
