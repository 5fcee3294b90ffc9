from __future__ import annotations

import pytest

from tests.site.season import season
from tournament.agents.models import Membership, Team

pytestmark = pytest.mark.django_db
PAGES = ["/leaderboard/", "/leaderboard/statistics/"]


@pytest.mark.parametrize("url", PAGES)
def test_without_a_tournament_the_page_says_what_comes_next(url, anonymous):
    words = anonymous.get(url).content.decode()
    assert 'class="empty"' in words
    assert "<table" not in words


def test_the_leaderboard_lists_every_team_and_marks_the_own_one(anonymous, client_of, bob):
    season(5)
    Membership.objects.create(team=Team.objects.first(), user=bob)
    words = client_of(bob).get("/leaderboard/").content.decode()
    assert all(team.name in words for team in Team.objects.all())
    assert words.count("is-own") == 1
    assert "is-own" not in anonymous.get("/leaderboard/").content.decode()


def test_the_statistics_name_every_layout(anonymous):
    season(3)
    words = anonymous.get("/leaderboard/statistics/").content.decode()
    assert "one" in words
    assert "No agent failed." in words


@pytest.mark.parametrize("url", PAGES)
def test_the_queries_of_the_page_do_not_grow(url, anonymous, django_assert_max_num_queries):
    counts = []
    for size, name in ((3, "small"), (20, "large")):
        season(size, name=name)
        with django_assert_max_num_queries(12) as queries:
            anonymous.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
