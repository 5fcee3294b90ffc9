from __future__ import annotations

import pytest

from tests.site.season import add_gifs, enter, finish, make_teams, make_tournament
from tournament.replays.models import Gif
from tournament.standings.selectors import standings
from tournament.tournaments import claims, controls
from tournament.tournaments.models import Fault, Job, Match
from tournament.tournaments.states import EntryState, JobState, Outcome, TournamentState
from tournament.tournaments.transitions import IllegalTransition

pytestmark = pytest.mark.django_db


@pytest.fixture
def tournament():
    tournament = make_tournament(state=TournamentState.RUNNING)
    enter(tournament, make_teams(3))
    return tournament


def states(tournament):
    return [job.state for job in tournament.jobs.order_by("pk")]


def last_event(tournament):
    return tournament.events.first()


def test_a_paused_tournament_starts_no_job_and_a_resumed_one_does(tournament, ada):
    controls.pause(tournament=tournament, actor=ada)
    assert claims.claim_jobs(owner="me", limit=9) == []
    controls.resume(tournament=tournament, actor=ada)
    assert len(claims.claim_jobs(owner="me", limit=9)) == 3


def test_only_a_paused_tournament_can_be_resumed(tournament, ada):
    with pytest.raises(IllegalTransition):
        controls.resume(tournament=tournament, actor=ada)


def test_cancelling_drops_what_is_open_and_keeps_what_was_played(tournament, ada):
    first, second, _ = tournament.jobs.all()
    finish(first)
    claims.claim_jobs(owner="me", limit=1)
    controls.cancel(tournament=tournament, actor=ada)
    assert states(tournament) == [JobState.DONE, JobState.CANCELLED, JobState.CANCELLED]
    tournament.refresh_from_db()
    assert tournament.has_ended
    second.refresh_from_db()
    assert (second.owner, second.lease_until) == ("", None)


@pytest.mark.parametrize("act", [controls.pause, controls.resume, controls.cancel])
def test_nothing_happens_to_a_cancelled_tournament_any_more(act, tournament, ada):
    controls.cancel(tournament=tournament, actor=ada)
    with pytest.raises(IllegalTransition):
        act(tournament=tournament, actor=ada)
    with pytest.raises(IllegalTransition):
        controls.requeue(job=tournament.jobs.first(), actor=ada)


def test_a_job_played_again_forgets_its_matches_faults_and_picture(tournament, ada):
    job = finish(tournament.jobs.first(), faults=["crash"])
    add_gifs(tournament)
    controls.requeue(job=job, actor=ada)
    job.refresh_from_db()
    assert (job.state, job.outcome, job.representative) == (JobState.WAITING, "", None)
    assert not Match.objects.exists()
    assert not Fault.objects.exists()
    assert not Gif.objects.exists()
    assert all(line.tally.jobs == 0 for line in standings(tournament))


def test_a_job_played_again_opens_a_finished_tournament(tournament, ada):
    for job in tournament.jobs.all():
        finish(job)
    assert controls.finish_if_complete(tournament=tournament)
    controls.requeue(job=tournament.jobs.first(), actor=ada)
    tournament.refresh_from_db()
    assert (tournament.state, tournament.finished_at) == (TournamentState.RUNNING, None)


def test_an_undecided_job_can_be_decided_to_count_for_nobody(tournament, ada):
    job = tournament.jobs.first()
    Job.objects.filter(pk=job.pk).update(state=JobState.UNDECIDED)
    controls.drop(job=job, actor=ada)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_decision_is_only_taken_where_one_is_needed(tournament, ada):
    with pytest.raises(IllegalTransition):
        controls.drop(job=finish(tournament.jobs.first()), actor=ada)


@pytest.mark.parametrize("state", [EntryState.WITHDRAWN, EntryState.DISQUALIFIED])
def test_a_team_taken_out_loses_its_jobs_and_so_do_its_opponents(tournament, ada, state):
    for job in tournament.jobs.all():
        finish(job, Outcome.DRAW)
    entry = tournament.entries.first()
    controls.take_out(entry=entry, state=state, reason="copied", actor=ada)
    lines = standings(tournament)
    assert [line.tally.jobs for line in lines] == [1, 1, 0]
    assert (lines[-1].entry, lines[-1].entry.reason) == (entry, "copied")
    assert "copied" in last_event(tournament).sentence


def test_open_jobs_of_a_team_taken_out_are_dropped_and_come_back_with_it(tournament, ada):
    entry = tournament.entries.first()
    controls.take_out(entry=entry, state=EntryState.WITHDRAWN, reason="", actor=ada)
    assert sorted(states(tournament)) == ["cancelled", "cancelled", "waiting"]
    controls.reinstate(entry=entry, actor=ada)
    assert states(tournament) == ["waiting"] * 3


def test_a_team_that_comes_back_does_not_play_against_one_that_is_still_out(tournament, ada):
    first, second, _ = tournament.entries.all()
    for entry in (first, second):
        controls.take_out(entry=entry, state=EntryState.WITHDRAWN, reason="", actor=ada)
    controls.reinstate(entry=first, actor=ada)
    assert sorted(states(tournament)) == ["cancelled", "cancelled", "waiting"]


def test_a_tournament_finishes_once_when_its_last_job_is_final(tournament):
    jobs = list(tournament.jobs.all())
    for job in jobs[:2]:
        finish(job)
    assert not controls.finish_if_complete(tournament=tournament)
    Job.objects.filter(pk=jobs[2].pk).update(state=JobState.UNDECIDED)
    assert controls.finish_if_complete(tournament=tournament)
    assert not controls.finish_if_complete(tournament=tournament)
    assert [event.action for event in tournament.events.all()] == ["finish"]
    assert "1 job" in last_event(tournament).sentence


def test_every_action_says_who_did_it(tournament, ada):
    entry = tournament.entries.last()
    controls.pause(tournament=tournament, actor=ada)
    controls.resume(tournament=tournament, actor=ada)
    controls.take_out(entry=entry, state=EntryState.WITHDRAWN, reason="", actor=ada)
    controls.reinstate(entry=entry, actor=ada)
    controls.requeue(job=finish(tournament.jobs.first()), actor=ada)
    controls.cancel(tournament=tournament, actor=ada)
    actions = [event.action for event in tournament.events.all()]
    assert actions == ["cancel", "requeue", "reinstate", "withdrawn", "resume", "pause"]
    assert {event.actor for event in tournament.events.all()} == {ada}
