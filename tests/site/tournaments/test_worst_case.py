from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from pacman_engine.teams.limits import TimeLimits
from tournament.tournaments.estimate import MATCHES_PER_JOB
from tournament.tournaments.worst_case import WorstCase

LIMITS = TimeLimits().document()


def test_every_agent_uses_all_that_the_limits_leave_it():
    worst = WorstCase.of(teams=2, rounds=1, length=1200, limits=LIMITS)
    assert worst.jobs == 1
    assert worst.hours == pytest.approx(3 * 4 * (15 + 900) / 3600)


def test_short_matches_are_bounded_by_their_moves():
    worst = WorstCase.of(teams=3, rounds=2, length=40, limits=LIMITS)
    assert worst.hours == pytest.approx(6 * 3 * 4 * (15 + 10 * 3) / 3600)


def test_nobody_plays_for_nothing():
    assert WorstCase.of(teams=1, rounds=1, length=1200, limits=LIMITS).hours == 0
    assert WorstCase.of(teams=0, rounds=3, length=1200, limits=LIMITS).jobs == 0


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0, "0.0"), (3.05, "3.0"), (12.4, "12"), (1349, "1\u202f300"), (999, "1\u202f000")],
)
def test_hours_are_said_in_two_figures(hours, words):
    assert WorstCase(jobs=1, hours=hours).words == words


def test_the_script_of_the_form_counts_with_the_same_numbers():
    script = Path(settings.BASE_DIR / "static/js/worst-case.js").read_text()
    assert re.search(r"AGENTS = 4;", script)
    assert re.search(rf"MATCHES = {MATCHES_PER_JOB};", script)
