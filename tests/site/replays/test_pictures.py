from __future__ import annotations

import io
import json

import pytest
from django.urls import reverse
from PIL import Image

from pacman_engine.replay import verify
from tests.site.season import enter, finish, make_teams, make_tournament
from tests.site.tournaments.contest import enter_agents, play, started
from tournament import store, work
from tournament.replays.models import Gif
from tournament.replays.selectors import gifs_of, latest_gif
from tournament.replays.services import request_gif
from tournament.tournaments.models import Match


@pytest.fixture
def gif(transactional_db, finish_work):
    """The picture of a real match, drawn by the real runner."""
    started(enter_agents("baseline", "greedy"), length=24)
    play(workers=1)
    finish_work()
    return Gif.objects.get()


def test_the_picture_has_a_frame_for_every_move_and_a_still(gif):
    with Image.open(io.BytesIO(store.get(gif.sha256))) as film:
        assert film.format == "GIF"
        assert film.n_frames >= gif.match.moves
    with Image.open(io.BytesIO(store.get(gif.still_sha256))) as still:
        assert still.format == "PNG"
        assert still.size == film.size


@pytest.mark.parametrize("kind", ["gif", "still"])
def test_pictures_are_public_and_kept_for_ever_by_caches(gif, anonymous, kind):
    name = gif.sha256 if kind == "gif" else gif.still_sha256
    url = reverse(f"replays:{kind}", args=[name])
    response = anonymous.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == ("image/gif" if kind == "gif" else "image/png")
    assert "immutable" in response["Cache-Control"]
    assert b"".join(response.streaming_content) == store.get(name)
    again = anonymous.get(url, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    response.close()


def test_nothing_but_pictures_can_be_fetched_by_its_name(gif, anonymous):
    job = gif.match.job
    private = [job.first_logs, job.second_logs, job.first.agent.sha256, gif.match.replay_sha256]
    for name in [*private, "0" * 64]:
        assert anonymous.get(reverse("replays:gif", args=[name])).status_code == 404
        assert anonymous.get(reverse("replays:still", args=[name])).status_code == 404
    assert anonymous.get(reverse("replays:gif", args=[gif.still_sha256])).status_code == 404


def test_a_replay_can_be_downloaded_by_everybody_and_holds(gif, anonymous):
    response = anonymous.get(reverse("replays:replay", args=[gif.match.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    replay = json.loads(response.content)
    assert verify(replay) == []
    assert replay["digest"] == gif.match.digest


def test_the_page_of_the_job_shows_its_picture(gif, anonymous):
    words = anonymous.get(gif.match.job.get_absolute_url()).content.decode()
    assert reverse("replays:gif", args=[gif.sha256]) in words
    assert reverse("replays:still", args=[gif.still_sha256]) in words
    assert "data-live" not in words.replace("data-live-watched", "")


@pytest.mark.django_db
def test_a_missing_replay_or_match_is_not_found(anonymous):
    tournament = make_tournament(state="running")
    match = finish(enter(tournament, make_teams(2))[0]).matches.first()
    assert anonymous.get(reverse("replays:replay", args=[match.pk])).status_code == 404
    assert anonymous.get(reverse("replays:replay", args=[9999])).status_code == 404


@pytest.mark.django_db
def test_a_picture_that_cannot_be_drawn_fails_at_last_and_the_page_says_so(anonymous, finish_work):
    tournament = make_tournament(state="running")
    job = finish(enter(tournament, make_teams(2))[0])
    gif = request_gif(match=job.matches.get(number=1))
    for _ in range(work.MAX_FAILURES):
        finish_work()
    gif.refresh_from_db()
    assert gif.state == work.WorkState.FAILED
    assert "could not be drawn" in anonymous.get(job.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_the_latest_picture_is_one_that_can_be_shown(django_assert_num_queries):
    assert latest_gif() is None
    tournament = make_tournament(state="running")
    jobs = enter(tournament, make_teams(3))
    for number, job in enumerate(jobs):
        match = finish(job).matches.get(number=1)
        Gif.objects.create(match=match, sha256="" if number == 2 else f"{number:064x}")
    with django_assert_num_queries(1):
        latest = latest_gif()
        assert latest.match.job.first.team.name
    assert latest.match.job == jobs[1]
    with django_assert_num_queries(1):
        assert set(gifs_of(jobs)) == {jobs[0].pk, jobs[1].pk}
    assert Match.objects.count() == 9
