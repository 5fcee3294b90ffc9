from __future__ import annotations

import json

import pytest

from tests.site.season import enter, make_teams, make_tournament
from tests.site.tournaments.results import made_up_result
from tournament import store
from tournament.replays.models import Gif
from tournament.tournaments import claims, controls
from tournament.tournaments.assimilate import MAX_FAILURES, Claim, assimilate, give_back
from tournament.tournaments.models import Fault, Job, Match
from tournament.tournaments.states import JobState, Outcome, TournamentState

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    tournament = make_tournament(state=TournamentState.RUNNING)
    enter(tournament, make_teams(2))
    return claims.claim_jobs(owner="me", limit=1)[0]


def write(job, result=None, **claim):
    wanted = Claim(
        job.tournament_id, job.pk, claim.get("attempt", job.attempt), claim.get("owner", "me")
    )
    return assimilate(claim=wanted, result=result or made_up_result(job), seconds=1.5)


def test_a_result_becomes_three_matches_and_the_outcome_of_the_job(job):
    assert write(job)
    job.refresh_from_db()
    assert (job.state, job.outcome, job.score) == (JobState.DONE, Outcome.FIRST, 6)
    assert (job.first_wins, job.second_wins, job.seconds) == (3, 0, 1.5)
    assert (job.owner, job.lease_until, job.progress) == ("", None, 1.0)
    assert [(m.number, m.red_is_first, m.winner) for m in job.matches.all()] == [
        (1, True, "red"),
        (2, False, "blue"),
        (3, True, "red"),
    ]


def test_replays_and_logs_go_into_the_store_each_teams_logs_apart(job):
    write(job)
    job.refresh_from_db()
    first = json.loads(store.get(job.first_logs))
    second = json.loads(store.get(job.second_logs))
    assert [log["stdout"] for log in first] == ["red 1", "blue 2", "red 3"]
    assert [log["stdout"] for log in second] == ["blue 1", "red 2", "blue 3"]
    numbers = [json.loads(store.get(m.replay_sha256))["number"] for m in job.matches.all()]
    assert numbers == [1, 2, 3]


def test_a_fault_is_written_to_the_entry_that_played_that_side(job):
    fault = {"team": "red", "agent": 2, "move": 7, "kind": "crash"}
    write(job, made_up_result(job, faults={1: [fault], 2: [fault]}))
    faults = Fault.objects.order_by("match__number")
    assert [f.entry_id for f in faults] == [job.first_id, job.second_id]
    assert (faults[0].agent, faults[0].move, faults[0].kind) == (2, 7, "crash")


def test_the_representative_match_gets_a_picture_queued_and_woken_after_the_commit(
    job, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        write(job)
    assert Gif.objects.get().match.number == 1
    assert len(callbacks) == 1


def test_a_job_whose_matches_are_all_void_is_void(job):
    write(job, made_up_result(job, winner=None, scores=(0, 0, 0), end="void"))
    job.refresh_from_db()
    assert job.outcome == Outcome.VOID


def test_no_winner_is_a_draw(job):
    write(job, made_up_result(job, winner=None, scores=(1, 1, 0)))
    job.refresh_from_db()
    assert job.outcome == Outcome.DRAW


def test_the_same_result_twice_counts_once(job):
    assert write(job)
    assert not write(job)
    assert (Match.objects.count(), Gif.objects.count()) == (3, 1)


def test_a_result_of_another_attempt_or_owner_changes_nothing(job):
    assert not write(job, attempt=job.attempt + 1)
    assert not write(job, owner="somebody else")
    job.refresh_from_db()
    assert (job.state, Match.objects.count()) == (JobState.RUNNING, 0)


def test_a_result_that_comes_after_the_cancel_changes_nothing(job, ada):
    controls.cancel(tournament=job.tournament, actor=ada)
    assert not write(job)
    job.refresh_from_db()
    assert (job.state, Match.objects.count()) == (JobState.CANCELLED, 0)


def test_a_result_of_a_paused_tournament_counts(job, ada):
    controls.pause(tournament=job.tournament, actor=ada)
    assert write(job)


def test_a_write_that_fails_half_way_leaves_nothing(job):
    result = made_up_result(job)
    result["matches"][2]["winner"] = "none"
    with pytest.raises(Exception, match="match_winner_is_known"):
        write(job, result)
    job.refresh_from_db()
    assert (job.state, Match.objects.count(), Gif.objects.count()) == (JobState.RUNNING, 0, 0)


def fail(job, **options):
    job.refresh_from_db()
    return give_back(claim=Claim.of(job), reason="no memory", **options)


def test_a_machines_fault_is_played_again_and_the_third_needs_a_decision(job):
    for failures in range(1, MAX_FAILURES):
        assert fail(job)
        job.refresh_from_db()
        assert (job.state, job.failures) == (JobState.WAITING, failures)
        claims.claim_jobs(owner="me", limit=1)
    assert fail(job)
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.UNDECIDED, "no memory")
    assert job.tournament.events.get().action == "undecided"


def test_a_fault_that_no_attempt_can_mend_needs_a_decision_at_once(job):
    fail(job, for_good=True)
    job.refresh_from_db()
    assert job.state == JobState.UNDECIDED


def test_a_failure_reported_twice_counts_once(job):
    claim = Claim.of(job)
    assert give_back(claim=claim, reason="once")
    assert not give_back(claim=claim, reason="twice")
    job.refresh_from_db()
    assert (job.failures, job.reason) == (1, "once")


def test_an_instructors_decision_gives_all_attempts_back(job, ada):
    fail(job, for_good=True)
    controls.requeue(job=job, actor=ada)
    job.refresh_from_db()
    assert (job.state, job.failures, job.reason) == (JobState.WAITING, 0, "")


def test_a_reason_of_any_length_is_kept_short(job):
    give_back(claim=Claim.of(job), reason="x" * 10_000, for_good=True)
    assert len(Job.objects.get(pk=job.pk).reason) == 500
