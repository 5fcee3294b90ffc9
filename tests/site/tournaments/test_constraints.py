"""What the database itself refuses, whoever writes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.site.season import enter, finish, make_teams, make_tournament
from tournament.tournaments.models import Entry, Job, MasterSeat, Match, Tournament

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    return enter(make_tournament(state="running"), make_teams(2))[0]


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "lost"},
        {"state": "done"},
        {"state": "done", "outcome": "first", "representative": 4},
        {"state": "done", "outcome": "both", "representative": 1},
        {"outcome": "first", "representative": 1},
        {"state": "running", "lease_until": None},
    ],
)
def test_a_job_in_two_minds_cannot_be_stored(job, fields):
    refused(lambda: Job.objects.filter(pk=job.pk).update(**fields))


def test_a_pairing_has_one_job_in_a_round(job):
    again = {"tournament": job.tournament, "round": 1, "first": job.first, "second": job.second}
    refused(lambda: Job.objects.create(key="again", spec={}, **again))
    Job.objects.create(key="next round", spec={}, **{**again, "round": 2})


def test_a_team_cannot_play_itself(job):
    refused(lambda: Job.objects.filter(pk=job.pk).update(second=job.first))


def test_a_team_enters_a_tournament_once(job):
    entry = job.first
    refused(
        lambda: Entry.objects.create(
            tournament=entry.tournament, team=entry.team, agent=entry.agent, number=9
        )
    )


def test_a_job_has_each_match_once_and_three_at_most(job):
    finish(job)
    refused(lambda: Match.objects.filter(job=job, number=2).update(number=1))
    refused(lambda: Match.objects.filter(job=job, number=2).update(number=4))


@pytest.mark.parametrize(
    "fields", [{"length": 0}, {"length": 10**6}, {"rounds": 0}, {"rounds": 99}, {"state": "odd"}]
)
def test_lengths_rounds_and_states_are_bounded(job, fields):
    refused(lambda: Tournament.objects.update(**fields))


def test_there_is_one_master_seat():
    MasterSeat.row()
    refused(lambda: MasterSeat.objects.create(pk=2))
