"""The cross-table as a page: what a cell says, and that its film costs nothing until asked for."""

from __future__ import annotations

import re

import pytest

from tests.site.season import SHA, add_gifs, enter, finish, make_teams, make_tournament, season
from tournament.tournaments.states import Outcome, TournamentState

pytestmark = pytest.mark.django_db
PAGE = "/tournaments/spring-cup/cross-table/"


def _cells(client):
    words = client.get(PAGE).content.decode()
    return re.findall(r'<a class="cell cell-(\w+)"[^>]*aria-label="([^"]*)"[^>]*>(.*?)</a>', words)


def _one_job(outcome, **result):
    tournament = make_tournament(state=TournamentState.RUNNING)
    (job,) = enter(tournament, make_teams(2))
    finish(job, outcome, **result)
    return tournament


def test_where_matches_are_equal_a_cell_shows_the_score_that_decided(anonymous):
    _one_job(Outcome.FIRST, score=4, wins=(1, 1))
    (won, won_words, won_text), (lost, _, lost_text) = _cells(anonymous)
    assert (won, lost) == ("win", "loss")
    assert "+4" in won_text
    assert "1:1" in won_text
    assert "\N{MINUS SIGN}4" in lost_text
    assert won_words.endswith("won, matches 1:1, score +4, which decided")


@pytest.mark.parametrize(
    ("outcome", "wins"), [(Outcome.FIRST, (2, 0)), (Outcome.DRAW, (1, 1)), (Outcome.VOID, (0, 0))]
)
def test_a_cell_shows_no_score_where_it_decided_nothing(outcome, wins, anonymous):
    _one_job(outcome, score=0 if outcome != Outcome.FIRST else 7, wins=wins)
    for _, words, text in _cells(anonymous):
        assert "decided" not in words + text


def test_no_film_of_the_cross_table_is_loaded_with_the_page(anonymous):
    tournament = season(5)
    add_gifs(tournament)
    words = anonymous.get(PAGE).content.decode()
    assert words.count("data-film") == 5 * 4
    assert SHA not in words
    film = anonymous.get(f"/jobs/{tournament.jobs.first().pk}/film/").content.decode()
    assert f'src="/gifs/{SHA}.gif"' in film
    assert f'srcset="/gifs/{SHA}.png"' in film


def test_a_job_without_a_film_has_none_to_show(anonymous):
    job = season(2).jobs.get()
    assert "data-film" not in anonymous.get(PAGE).content.decode()
    assert anonymous.get(f"/jobs/{job.pk}/film/").status_code == 404


def test_a_whole_block_of_the_cross_table_stays_light(anonymous):
    add_gifs(season(16))
    assert len(anonymous.get(PAGE).content) < 80_000
