"""Output of a team, kept within limits however much it prints."""

from __future__ import annotations

from pacman_engine.teams.driver import Output
from pymw_bridge.interpreter.captured import Captured

__all__ = ["Captured", "output_of"]


def output_of(stdout: Captured, stderr: Captured) -> Output:
    """Both streams as the log keeps them."""
    return Output(stdout.text(), stderr.text(), stdout.truncated or stderr.truncated)
