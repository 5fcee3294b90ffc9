"""The filesystem broker of a site that has only pip: messages appear whole or not at all.

Kombu's own transport opens a message under its final name before it writes it, so that a reader
can meet half of it. Ours writes beside it and renames.
"""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        """Queue a message; readers take them in the order of their names, so of time."""
        name = f"{time.monotonic_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        unfinished = folder / f"{name}.new"
        unfinished.write_text(dumps(payload), "utf-8")
        os.replace(unfinished, folder / name)


class Transport(filesystem.Transport):
    Channel = Channel


def install() -> None:
    """Make `filesystem://` mean this transport in this process."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:{Transport.__name__}"


def make_folders(root: Path) -> dict[str, Any]:
    """Make the broker's private folders under `root`; return its transport options."""
    messages, control = root / "messages", root / "control"
    for folder in (root, messages, control):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "polling_interval": 0.2,
    }
