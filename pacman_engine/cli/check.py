"""`check`: what an upload check does."""

from __future__ import annotations

import argparse
from typing import Any

from pacman_engine.check import check_agent
from pacman_engine.cli.files import check_writable, write_json
from pacman_engine.cli.image_option import chosen_image
from pacman_engine.cli.report import print_fault, print_output, shown
from pacman_engine.cli.terminal import Progress
from pacman_engine.teams.archive import find_team

_TITLES = {
    "load": "The file loads",
    "create_team": "createTeam makes two agents",
    "moves": "First moves",
    "self": "Match against itself",
    "baseline": "Match against the baseline",
}


def run(options: argparse.Namespace) -> int:
    """Check, print the report, write it if asked for; 1 if the team is rejected."""
    check_writable(options.json)
    archive = find_team(options.team)
    image = chosen_image(options.sandbox, options.image)
    progress = Progress("Checking", patience=0.0)
    progress(0.0, _TITLES["load"])

    def show(report: dict[str, Any]) -> None:
        done = sum(step["state"] not in ("waiting", "running") for step in report["steps"])
        now = next((step["name"] for step in report["steps"] if step["state"] == "running"), "")
        progress(done / len(report["steps"]), _TITLES.get(now, ""))

    try:
        report = check_agent(archive, backend=options.sandbox, image=image, on_step=show)
    finally:
        progress.done()
    report["warnings"] = [*archive.notes, *report["warnings"]]
    if options.json != "-":
        _print_report(report)
    if options.json:
        write_json(options.json, report)
    return 0 if report["verdict"] == "ready" else 1


def _print_report(report: dict[str, Any]) -> None:
    for step in report["steps"]:
        score = f", score {step['score']:+d}" if step["score"] is not None else ""
        detail = f" ({shown(step['detail'])}{score})" if step["detail"] else ""
        print(f"{step['state']:8}{_TITLES[step['name']]}{detail} {step['seconds']:.1f} s")
    for warning in report["warnings"]:
        print(f"Note: {warning}")
    if report["fault"]:
        print_fault("The team", report["fault"])
    print_output("Its", report)
    print(f"\nVerdict: {report['verdict']}")
