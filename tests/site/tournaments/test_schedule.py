from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from tournament.tournaments.schedule import job_count, round_robin


@settings(max_examples=60)
@given(st.integers(0, 40), st.integers(1, 4))
def test_each_pairing_is_played_exactly_once_per_round(teams, number):
    met = Counter(frozenset(pairing) for pairing in round_robin(teams, number))
    wanted = {frozenset((a, b)) for a in range(teams) for b in range(a)}
    assert met == Counter(dict.fromkeys(wanted, 1))
    assert len(met) == job_count(teams, 1)


@given(st.integers(2, 30))
def test_first_and_second_swap_from_round_to_round(teams):
    odd = list(round_robin(teams, 1))
    assert [(b, a) for a, b in odd] == list(round_robin(teams, 2))
    assert odd == list(round_robin(teams, 3))


@given(st.integers(2, 40))
def test_nobody_is_named_first_much_more_often_than_second(teams):
    first = Counter(a for a, _ in round_robin(teams, 1))
    half = (teams - 1) / 2
    assert all(abs(first[team] - half) <= teams / 2 for team in range(teams))


@given(st.integers(4, 40))
def test_every_team_plays_in_the_first_two_legs(teams):
    first = list(round_robin(teams, 1))[: teams + 1]
    assert {team for pairing in first for team in pairing} == set(range(teams))
