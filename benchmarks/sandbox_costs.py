"""What a reference second of each legal loop costs at most, in processor seconds of the host.

python -m benchmarks.sandbox_costs

No loop may be much dearer for the host than for the agent that runs it: fuel is what agents pay.
"""

from __future__ import annotations

import sys
from typing import Any

from benchmarks._loops import CACHED, MOST, UNCACHED, cost_of

SECONDS, TRIES = 0.25, 3


def run() -> list[dict[str, Any]]:
    """The cost of every loop; where it is above its bound, the best of three."""
    bounded = [measured(name, loop) | {"at_most": MOST} for name, loop in CACHED.items()]
    return bounded + [measured(name, loop) for name, loop in UNCACHED.items()]


def measured(name: str, loop: tuple[str, str]) -> dict[str, Any]:
    """One loop's measurement."""
    ratio = cost_of(loop, SECONDS).ratio
    for _ in range(TRIES - 1):
        if ratio <= MOST:
            break
        ratio = min(ratio, cost_of(loop, SECONDS).ratio)
    return {"name": name, "value": ratio, "unit": "s/ref. s"}


def main() -> int:
    """Print the measurements, the dearest first; 1 if a bound is broken."""
    results = sorted(run(), key=lambda found: -found["value"])
    for found in results:
        bound = f" (<= {found['at_most']:g})" if "at_most" in found else ""
        print(f"{found['name']:<30} {found['value']:6.2f}{bound}")
    return int(any(found["value"] > found.get("at_most", found["value"]) for found in results))


if __name__ == "__main__":
    sys.exit(main())
