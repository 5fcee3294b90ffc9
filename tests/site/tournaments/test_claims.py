from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.site.season import enter, make_teams, make_tournament
from tournament.tournaments import claims
from tournament.tournaments.models import Job
from tournament.tournaments.states import JobState, TournamentState

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs():
    tournament = make_tournament(state=TournamentState.RUNNING)
    return enter(tournament, make_teams(4))


def test_the_oldest_jobs_are_claimed_first_and_no_more_than_asked_for(jobs):
    claimed = claims.claim_jobs(owner="me", limit=4)
    assert [job.pk for job in claimed] == [job.pk for job in jobs[:4]]
    assert all(job.state == JobState.RUNNING and job.attempt == 1 for job in claimed)
    assert [job.pk for job in claims.claim_jobs(owner="me", limit=9)] == [j.pk for j in jobs[4:]]
    assert claims.claim_jobs(owner="me", limit=9) == []


@pytest.mark.parametrize("state", [s for s in TournamentState if s != TournamentState.RUNNING])
def test_jobs_of_a_tournament_that_does_not_run_stay_where_they_are(jobs, state):
    tournament = jobs[0].tournament
    type(tournament).objects.update(state=state)
    assert claims.claim_jobs(owner="me", limit=9) == []
    assert not claims.anything_waits()


def test_an_older_tournament_goes_first(jobs):
    later = make_tournament("later", state=TournamentState.RUNNING)
    enter(later, make_teams(2, "Late"))
    claimed = claims.claim_jobs(owner="me", limit=99)
    assert claimed[-1].tournament == later


def test_the_jobs_of_a_master_that_is_gone_are_queued_again_without_a_failure(jobs):
    claims.claim_jobs(owner="the dead one", limit=2)
    claims.claim_jobs(owner="me", limit=1)
    assert claims.recover(owner="me") == 2
    assert claims.recover(owner="me") == 0
    assert claims.held(owner="me") == {jobs[2].pk}
    recovered = Job.objects.get(pk=jobs[0].pk)
    assert (recovered.state, recovered.failures, recovered.owner) == (JobState.WAITING, 0, "")


def test_a_job_that_nobody_keeps_is_queued_again_when_its_lease_ends(jobs):
    kept, lost = claims.claim_jobs(owner="me", limit=2)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    claims.keep(owner="me", jobs=[kept.pk])
    assert claims.recover(owner="me") == 1
    assert claims.held(owner="me") == {kept.pk}
    assert Job.objects.get(pk=lost.pk).state == JobState.WAITING


def test_progress_is_shown_for_jobs_that_are_ours_only(jobs):
    mine = claims.claim_jobs(owner="me", limit=1)[0]
    other = claims.claim_jobs(owner="other", limit=1)[0]
    claims.show_progress(owner="me", progress={mine.pk: 0.5, other.pk: 0.5})
    assert [Job.objects.get(pk=job.pk).progress for job in (mine, other)] == [0.5, 0.0]


def test_giving_up_queues_everything_that_was_ours(jobs):
    claims.claim_jobs(owner="me", limit=3)
    claims.claim_jobs(owner="other", limit=1)
    assert claims.give_up(owner="me") == 3
    assert Job.objects.filter(state=JobState.RUNNING).count() == 1
