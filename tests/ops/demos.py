"""`manage.py demo` on a site of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.stack import ROOT


def environment(folder: Path, **values: str) -> dict[str, str]:
    """That of a fresh site under `folder`, which plays in the image that all tests share."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "VAR_DIR": str(folder / "var"), "DEBUG": "1", **values}


def demo(folder: Path, *arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run the demo to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", "demo", "--skip-checks", *arguments],
        cwd=ROOT,
        env=environment(folder, **values),
        capture_output=True,
        text=True,
    )
