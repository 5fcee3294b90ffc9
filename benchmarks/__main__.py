"""Runs every benchmark of this folder: a table, and var/bench.json.

    python -m benchmarks [NAME...]

A benchmark is a module here with `run()`, which returns measurements: mappings with `name` and
`value`, and as they apply `unit`, `at_least` or `at_most` (the bound that the project promises).
Exit code 1 if a bound is broken.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Measurement = Mapping[str, Any]


def names() -> list[str]:
    """The benchmarks of this folder."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))


def holds(found: Measurement) -> bool:
    """True if the measured value is within its bounds."""
    return (
        found.get("at_least", found["value"])
        <= found["value"]
        <= found.get("at_most", found["value"])
    )


def row(module: str, found: Measurement) -> str:
    bound = "".join(
        f"{sign} {found[key]:g}"
        for key, sign in (("at_least", ">="), ("at_most", "<="))
        if key in found
    )
    mark = "" if holds(found) else "  BROKEN"
    return (
        f"{module:<12} {found['name']:<44} {found['value']:>12,.4g} {found.get('unit', ''):<12}"
        f" {bound}{mark}"
    )


def measure(chosen: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Run the benchmarks one after the other, printing each as it ends."""
    results: dict[str, list[dict[str, Any]]] = {}
    for name in chosen:
        results[name] = [dict(m) for m in importlib.import_module(f"benchmarks.{name}").run()]
        for found in results[name]:
            print(row(name, found), flush=True)
    return results


def main(arguments: list[str]) -> int:
    unknown = set(arguments) - set(names())
    if unknown:
        print(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(names())}.")
        return 2
    results = measure(arguments or names())
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    target = HERE.parent / "var" / "bench.json"
    target.parent.mkdir(mode=0o700, exist_ok=True)
    target.write_text(json.dumps({"machine": machine, "results": results}, indent=1), "utf-8")
    print(f"Written to {target.relative_to(HERE.parent)}")
    return 0 if all(holds(found) for group in results.values() for found in group) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
