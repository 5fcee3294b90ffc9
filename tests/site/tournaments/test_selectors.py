from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.site.season import enter, finish, make_teams, make_tournament, season
from tournament.tournaments import seat, selectors
from tournament.tournaments.models import Job, Tournament
from tournament.tournaments.states import JobState, TournamentState
from tournament.tournaments.words import about, duration

pytestmark = pytest.mark.django_db


@pytest.fixture
def tournament():
    tournament = make_tournament(state=TournamentState.RUNNING)
    enter(tournament, make_teams(4))
    return tournament


def set_state(job, state, **fields):
    fields.setdefault("lease_until", timezone.now())
    Job.objects.filter(pk=job.pk).update(state=state, **fields)


def test_progress_counts_jobs_and_adds_up_half_played_ones(tournament):
    done, running, undecided, cancelled, *_ = tournament.jobs.all()
    finish(done)
    set_state(running, JobState.RUNNING, progress=0.5)
    set_state(undecided, JobState.UNDECIDED)
    set_state(cancelled, JobState.CANCELLED)
    found = selectors.progress(tournament)
    counts = (found.done, found.running, found.waiting, found.undecided, found.cancelled)
    assert counts == (1, 1, 2, 1, 1)
    assert (found.total, found.matches, found.all_matches) == (5, 3, 15)
    assert found.share == pytest.approx(2.5 / 5)
    assert found.eta.startswith("about ")


def test_a_tournament_without_jobs_has_no_progress_and_no_end(tournament):
    empty = make_tournament("empty")
    assert selectors.progress(empty) == selectors.Progress()
    assert selectors.progress(tournament).eta == ""


def test_the_live_strip_shows_the_oldest_running_tournament(django_assert_max_num_queries):
    assert selectors.live_strip() is None
    for number, name in enumerate(("first", "second")):
        tournament = make_tournament(name, state=TournamentState.RUNNING)
        tournament.started_at += timedelta(hours=number)
        tournament.save()
        enter(tournament, make_teams(2))
    with django_assert_max_num_queries(4):
        strip = selectors.live_strip()
    assert (strip.name, strip.done, strip.total) == ("first", 0, 3)


def test_drafts_are_listed_for_those_who_may_see_them_only():
    make_tournament("a draft")
    make_tournament("a dropped draft", state=TournamentState.CANCELLED)
    season(2, name="played")
    names = [t.name for t in selectors.visible_tournaments(drafts=False)]
    assert names == ["played"]
    assert selectors.visible_tournaments(drafts=True).count() == 3


def needs():
    return [need.sentence for need in selectors.attention()]


def test_an_undecided_job_needs_an_instructor_wherever_it_is(tournament):
    seat.take(interface="multicore", workers=1)
    set_state(tournament.jobs.first(), JobState.UNDECIDED)
    assert needs() == ["Spring cup: 1 job needs your decision"]
    set_state(tournament.jobs.last(), JobState.UNDECIDED)
    Tournament.objects.update(state=TournamentState.FINISHED)
    assert needs() == ["Spring cup: 2 jobs need your decision"]
    Tournament.objects.update(state=TournamentState.CANCELLED)
    assert needs() == []


def test_jobs_that_wait_without_a_master_are_noticed_after_a_while(tournament):
    assert needs() == []
    Tournament.objects.update(started_at=timezone.now() - timedelta(minutes=1))
    assert "no master is running" in needs()[0]
    seat.take(interface="multicore", workers=1)
    assert needs() == []


def test_what_needs_attention_is_found_in_a_fixed_number_of_queries(django_assert_num_queries):
    for number in range(5):
        tournament = make_tournament(f"cup {number}", state=TournamentState.RUNNING)
        job = enter(tournament, make_teams(3))[0]
        set_state(job, JobState.UNDECIDED)
    with django_assert_num_queries(4):
        assert len(selectors.attention()) == 5


def test_a_teams_recent_jobs_are_its_done_ones_the_latest_first(tournament):
    jobs = list(tournament.jobs.all())
    team = jobs[0].first.team
    mine = [job for job in jobs if team in (job.first.team, job.second.team)]
    for job in mine[:2]:
        finish(job)
    assert selectors.recent_jobs(team) == [mine[1], mine[0]]
    assert selectors.recent_jobs(team, limit=1) == [mine[1]]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (89, "89 s"),
        (360, "6 min"),
        (5340, "89 min"),
        (5400, "1 h 30 min"),
        (7260, "2 h"),
        (7800, "2 h 10 min"),
        (86400, "24 h"),
    ],
)
def test_durations_are_said_in_the_unit_that_fits(seconds, words):
    assert duration(seconds) == words


def test_an_estimate_without_anything_left_says_nothing():
    assert about(None) == ""
