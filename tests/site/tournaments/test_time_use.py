from __future__ import annotations

import pytest

from pacman_engine.fuel import fuel_document
from pacman_engine.teams.limits import TimeLimits
from tournament.tournaments import time_use
from tournament.tournaments.time_use import HEIGHT, WIDTH, TimeUse, percent, short, time_plot

SECOND = 10**10
LIMITS = TimeLimits().document()


def evidence(moves, startup=(1, 2, 3, 4), starter=0):
    fuel = fuel_document([s * SECOND for s in startup], [int(m * SECOND) for m in moves], starter)
    return {"fuel": fuel, "limits": LIMITS}


def test_a_team_sees_its_own_moves_and_not_its_opponents():
    found = evidence([0.1, 0.2, 0.3, 0.4, 0.5])
    red = TimeUse.of_match(found, 0, "red")
    blue = TimeUse.of_match(found, 0, "blue")
    assert red.moves == [(0, 0, 0.1), (2, 2, 0.3), (4, 0, 0.5)]
    assert red.startup == {0: 1, 2: 3}
    assert blue.moves == [(1, 1, 0.2), (3, 3, 0.4)]


def test_who_began_decides_whose_move_it_was():
    red = TimeUse.of_match(evidence([0.1, 0.2, 0.3, 0.4], starter=1), 1, "red")
    assert [(number, agent) for number, agent, _ in red.moves] == [(1, 2), (3, 0)]


def test_without_fuel_there_is_no_plot():
    assert TimeUse.of_match({"fuel": None, "limits": LIMITS}, 0, "red") is None
    assert time_plot(None) is None
    assert time_plot(TimeUse.of_match(evidence([]), 0, "red")) is None


def test_the_numbers_of_an_agent_are_said_in_words():
    plot = time_plot(TimeUse.of_match(evidence([0.5, 0, 0.002, 0, 1.5]), 0, "red"))
    first, second = plot.agents
    assert (first.total, first.largest, first.largest_move) == ("2 s", "1.5 s", 4)
    assert (first.startup, first.share, first.median) == ("1 s", "0.2 %", "1 s")
    assert (second.largest, second.median) == ("2 ms", "2 ms")
    assert plot.used == "0.1 %"
    assert "agent 0: 2 s in all, at most 1.5 s" in plot.words


def test_the_limits_are_drawn_above_each_other_and_a_slower_move_stands_higher():
    plot = time_plot(TimeUse.of_match(evidence([0.5, 0, 0.002]), 0, "red"))
    height = {line.kind: line.y for line in plot.lines}
    assert 0 < height["move"] < height["warning"] < HEIGHT
    slow, fast = (float(one.path.split()[1].split("h")[0]) for one in plot.agents)
    assert height["warning"] < slow < fast


@pytest.mark.parametrize("moves", [1, 7, 1200, 20_000])
def test_any_match_stays_inside_the_picture_and_small(moves):
    seconds = [10.0 ** -(n % 9) for n in range(moves)]
    plot = time_plot(TimeUse.of_match(evidence(seconds), 0, "red"))
    for one in plot.agents:
        dots = [dot.split("h")[0].split() for dot in one.path.split("M")[1:]]
        assert all(0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in dots)
        assert len(dots) <= time_use.MOST_DOTS


def test_thinning_never_loses_the_slowest_move():
    seconds = [0.001] * 8000
    seconds[5000] = 2.9
    plot = time_plot(TimeUse.of_match(evidence(seconds), 0, "red"))
    highest = min(float(dot.split("h")[0].split()[1]) for dot in plot.agents[0].path.split("M")[1:])
    assert highest == pytest.approx(min(line.y for line in plot.lines), abs=3)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 ms"), (0.00012, "0.12 ms"), (0.0345, "34.5 ms"), (0.5, "0.5 s"), (12.34, "12.3 s"),
     (900, "900 s"), (3, "3 s")],
)  # fmt: skip
def test_seconds_have_a_fitting_unit(seconds, words):
    assert short(seconds) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0.0 %"), (0.0004, "< 0.1 %"), (0.0123, "1.2 %"), (0.5, "50 %"), (1, "100 %")],
)
def test_shares_are_said_in_per_cent(share, words):
    assert percent(share) == words


def test_the_limits_are_named_above_the_plot_and_not_within():
    plot = time_plot(TimeUse.of_match(evidence([0.5, 0, 0.002]), 0, "red"))
    assert [line.label for line in plot.limits] == ["lost above 3 s", "warning above 1 s"]


def test_a_team_is_summed_up_for_the_line_of_a_folded_match():
    plot = time_plot(TimeUse.of_match(evidence([0.5, 0, 0.25, 0, 1.5]), 0, "red"))
    assert (plot.total, plot.largest, plot.largest_move) == ("2.25 s", "1.5 s", 4)


def test_moves_near_a_limit_stand_clear_of_its_line():
    plot = time_plot(TimeUse.of_match(evidence([0.7, 0, 0.7, 0, 0.7]), 0, "red"))
    warning = next(line.y for line in plot.lines if line.kind == "warning")
    dots = [float(dot.split("h")[0].split()[1]) for dot in plot.agents[0].path.split("M")[1:]]
    assert all(dot > warning + 6 for dot in dots)
    assert [line.label for line in plot.lines if line.kind == "grid"] == ["0.1 s", "1 s"]


def test_the_scale_reaches_down_to_the_fastest_move_and_no_further():
    plot = time_plot(TimeUse.of_match(evidence([0.7, 0, 0.002]), 0, "red"))
    assert next(line.label for line in plot.lines if line.kind == "grid") == "1 ms"
    fast = time_plot(TimeUse.of_match(evidence([1e-9, 0, 0.002]), 0, "red"))
    assert next(line.label for line in fast.lines if line.kind == "grid") == "0.01 ms"
