"""Whether a process that plays match after match in the sandbox grows.

python -m benchmarks.sandbox_leaks
"""

from __future__ import annotations

import gc
import os
import re
import sys
from pathlib import Path
from typing import Any

from pacman_engine.layout import load_layout
from pacman_engine.referee import Contestant, MatchSpec, play_match
from pacman_engine.rules import MODERN
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.backends import opener

MATCHES, WARM_UP = 1_000, 60
MEGABYTES = 10
SOURCE = b"""
import os, time
from captureAgents import CaptureAgent
def createTeam(first, second, isRed, end="stop"):
    Agent.end = end
    return [Agent(first), Agent(second)]
class Agent(CaptureAgent):
    def chooseAction(self, state):
        getattr(self, self.end)()
        return "Stop"
    def stop(self): pass
    def leave(self): os._exit(0)
    def crash(self): self.kept = bytearray(40_000_000); 1 / 0
    def sleep(self): time.sleep(99)
    def recurse(self, _=None): max([1], key=self.recurse)
    def print(self): print("x" * 300_000)
"""
ENDS = ("stop", "leave", "stop", "crash", "stop", "sleep", "stop", "recurse", "stop", "print")


def _play(number: int) -> None:
    team = opener("wasm", TeamArchive({"myTeam.py": SOURCE}, "myTeam.py"))
    options = {"end": ENDS[number % len(ENDS)]}
    spec = MatchSpec(load_layout("glowworm"), MODERN, f"{number:x}", 0, 8)
    play_match(spec, Contestant("red", team, options), Contestant("blue", team, {}))


def _resident() -> float:
    gc.collect()
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(found.group(1)) / 1000 if found else 0.0


def run() -> list[dict[str, Any]]:
    """Growth over a thousand matches of two teams, every second of which ends in a fault."""
    for number in range(WARM_UP):
        _play(number)
    before, files = _resident(), len(os.listdir("/proc/self/fd"))
    for number in range(MATCHES):
        _play(number)
    grown, opened = _resident() - before, len(os.listdir("/proc/self/fd")) - files
    what = f"over {MATCHES} matches"
    return [
        {"name": f"memory {what}", "value": grown, "unit": "MB", "at_most": MEGABYTES},
        {"name": f"open files {what}", "value": opened, "unit": "", "at_most": 0},
    ]


def main() -> int:
    """Print the measurements; 1 if a bound is broken."""
    results = run()
    for found in results:
        print(f"{found['name']}: {found['value']:.3g} {found['unit']} (<= {found['at_most']})")
    return int(any(found["value"] > found["at_most"] for found in results))


if __name__ == "__main__":
    sys.exit(main())
