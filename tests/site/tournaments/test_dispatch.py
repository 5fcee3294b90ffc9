"""The master's loop against machines that lie, fail and stall; what they say is really checked."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from django.db import IntegrityError

from pymw_bridge import Master, get_interface
from tests.site.tournaments.contest import enter_agents, play, started
from tournament.replays.models import Gif
from tournament.tournaments import claims, controls, dispatch, seat
from tournament.tournaments.assimilate import assimilate
from tournament.tournaments.dispatch import Dispatcher, Stopped
from tournament.tournaments.models import Job, Match
from tournament.tournaments.states import JobState, TournamentState
from tournament.tournaments.validate import Validator

pytestmark = pytest.mark.django_db(transaction=True)
LIARS = "tests.site.tournaments.liars"
PATIENCE = 60.0


@pytest.fixture
def machine(monkeypatch):
    """machine("wrong_score") makes the workers behave like that function of liars."""
    return lambda name: monkeypatch.setattr(dispatch, "PLAY", f"{LIARS}:{name}")


@pytest.fixture
def dispatcher():
    """A dispatcher with one real worker, driven by hand."""
    owner = seat.take(interface="multicore", workers=1)
    checker = Validator()
    with Master(get_interface("multicore", workers=1)) as pymw:
        made = Dispatcher(pymw=pymw, checker=checker, owner=owner, workers=1)
        yield made
        made.abandon()
    checker.close()


def step_until(dispatcher, condition):
    """Steps until `condition()`; the steps themselves wait for nothing."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        dispatcher.step()
        dispatcher.rest(0.1)


@pytest.mark.parametrize(
    ("lie", "words"),
    [
        ("wrong_score", "score"),
        ("forged_replay", "seed"),
        ("another_job", "job"),
        ("swapped_winner", "outcome"),
        ("nonsense", "result"),
    ],
)
def test_a_forged_result_is_refused_played_again_and_at_last_undecided(machine, lie, words):
    machine(lie)
    tournament = started(enter_agents("baseline", "greedy"), length=12)
    play(workers=1)
    job = tournament.jobs.get()
    assert (job.state, job.failures, job.attempt) == (JobState.UNDECIDED, 3, 3)
    assert "refused" in job.reason
    assert words in job.reason
    assert not Match.objects.exists()
    tournament.refresh_from_db()
    assert tournament.state == TournamentState.FINISHED


def test_a_machine_that_fails_costs_no_team_a_point(machine):
    machine("failing")
    tournament = started(enter_agents("baseline", "greedy"), length=12)
    play(workers=1)
    job = tournament.jobs.get()
    assert (job.state, job.failures) == (JobState.UNDECIDED, 3)
    assert "no memory left" in job.reason
    lost = [(one.attempt, one.host) for one in job.lost_attempts.all()]
    assert lost == [(n, socket.gethostname()) for n in (1, 2, 3)]
    assert all("no memory left" in one.message for one in job.lost_attempts.all())


def test_a_machine_whose_clock_ran_away_gives_no_result_and_the_job_is_played_again(machine):
    machine("overloaded")
    tournament = started(enter_agents("baseline", "greedy"), length=12)
    play(workers=1)
    job = tournament.jobs.get()
    assert (job.state, job.failures) == (JobState.UNDECIDED, 3)
    assert "far longer than its fuel" in job.lost_attempts.first().message
    assert not Match.objects.exists()


@pytest.mark.parametrize("lie", ["other_image", "other_backend", "forged_fuel"])
def test_a_result_of_another_runtime_than_the_tournaments_is_refused(machine, lie, light_isolation):
    machine(lie)
    tournament = started(enter_agents("baseline", "greedy"), length=12)
    play(workers=1)
    job = tournament.jobs.get()
    assert (job.state, job.failures) == (JobState.UNDECIDED, 3)
    assert "refused" in job.reason
    assert not Match.objects.exists()


def test_a_job_that_failed_once_is_played_again_and_counts_once(machine, tmp_path):
    machine("lies_once")
    tournament = started(enter_agents("baseline", "greedy"), length=12)
    job = tournament.jobs.get()
    job.spec["teams"][0]["options"] = {"mark": str(tmp_path / "lied")}
    job.save()
    play(workers=1)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.reason) == (JobState.DONE, 2, "")
    assert (Match.objects.count(), Gif.objects.count()) == (3, 1)


def test_a_result_that_the_database_does_not_take_ends_its_job_and_not_the_master(monkeypatch):
    def refuse(**_):
        raise IntegrityError("no such row")

    tournament = started(enter_agents("baseline", "greedy"), length=12)
    monkeypatch.setattr(dispatch, "assimilate", refuse)
    play(workers=1)
    job = tournament.jobs.get()
    assert (job.state, job.failures) == (JobState.UNDECIDED, 3)
    assert "could not be stored" in job.reason


def test_a_full_disk_costs_only_time(monkeypatch):
    full = [OSError(28, "No space left on device")] * 2

    def assimilate_at_last(**kwargs):
        if full:
            raise full.pop()
        return assimilate(**kwargs)

    tournament = started(enter_agents("baseline", "greedy"), length=12)
    monkeypatch.setattr(dispatch, "assimilate", assimilate_at_last)
    play(workers=1)
    job = tournament.jobs.get()
    assert (job.state, job.failures, job.attempt) == (JobState.DONE, 0, 1)


def test_the_window_is_four_jobs_for_each_worker(machine, dispatcher):
    machine("endless")
    started(enter_agents("baseline", "greedy", "wanderer", "homebound"), length=12)
    dispatcher.step()
    assert dispatcher.in_flight == 4
    assert Job.objects.filter(state=JobState.RUNNING).count() == 4
    assert Job.objects.filter(state=JobState.WAITING).count() == 2


def test_progress_of_a_running_job_is_shown(machine, dispatcher):
    machine("endless")
    tournament = started(enter_agents("baseline", "greedy"), length=12)
    step_until(dispatcher, lambda: tournament.jobs.get().progress == 0.5)


def test_a_cancelled_tournaments_jobs_are_taken_back_from_the_workers(machine, dispatcher, ada):
    machine("endless")
    tournament = started(enter_agents("baseline", "greedy"), length=12)
    step_until(dispatcher, lambda: tournament.jobs.get().progress > 0)
    controls.cancel(tournament=tournament, actor=ada)
    dispatcher.step()
    assert dispatcher.in_flight == 0
    assert tournament.jobs.get().state == JobState.CANCELLED


def test_a_job_queued_again_by_hand_while_it_runs_is_started_anew(machine, dispatcher, ada):
    machine("endless")
    tournament = started(enter_agents("baseline", "greedy"), length=12)
    dispatcher.step()
    controls.requeue(job=tournament.jobs.get(), actor=ada)
    dispatcher.step()
    job = tournament.jobs.get()
    assert (job.state, job.attempt, dispatcher.in_flight) == (JobState.RUNNING, 2, 1)


def test_a_paused_tournament_finishes_what_is_being_played_and_starts_nothing(dispatcher, ada):
    tournament = started(enter_agents("baseline", "greedy", "wanderer", "homebound"), length=12)
    dispatcher.step()
    controls.pause(tournament=tournament, actor=ada)
    step_until(dispatcher, lambda: dispatcher.in_flight == 0)
    dispatcher.step()
    states = sorted(tournament.jobs.values_list("state", flat=True))
    assert states == ["done"] * 4 + ["waiting"] * 2


def test_the_jobs_of_a_dead_master_are_played_by_the_next_one_once():
    tournament = started(enter_agents("baseline", "greedy", "wanderer"), length=12)
    claims.claim_jobs(owner="host/boot/1/2/gone", limit=2)
    play(workers=2)
    jobs = tournament.jobs.all()
    assert {job.state for job in jobs} == {JobState.DONE}
    assert (Match.objects.count(), Gif.objects.count()) == (9, 3)
    assert [job.failures for job in jobs] == [0, 0, 0]


def test_a_stopped_master_gives_everything_back_and_leaves_its_seat(machine, dispatcher):
    machine("endless")
    started(enter_agents("baseline", "greedy", "wanderer"), length=12)
    dispatcher.step()
    stop = threading.Event()
    stop.set()
    dispatcher.run(stop)
    assert dispatcher.in_flight == 0
    assert {job.state for job in Job.objects.all()} == {JobState.WAITING}


def test_a_master_whose_seat_was_taken_over_stops(dispatcher):
    seat.MasterSeat.objects.update(owner="elsewhere/boot/1/2/x")
    with pytest.raises(Stopped, match="taken over"):
        dispatcher.step()


def test_without_a_way_to_run_agents_the_master_stops_instead_of_failing_every_job(
    light_isolation, monkeypatch
):
    tournament = started(enter_agents("baseline", "greedy"), length=12, backend="process")
    monkeypatch.delenv("ALLOW_LIGHT_ISOLATION")
    with pytest.raises(Exception, match="ALLOW_LIGHT_ISOLATION") as raised:
        play(workers=1)
    assert raised.value.returncode == 2
    assert [job.state for job in tournament.jobs.all()] == [JobState.WAITING]


def test_a_second_master_is_refused_with_the_place_of_the_first(dispatcher):
    with pytest.raises(Exception, match="Another master is running") as raised:
        play(workers=1)
    assert raised.value.returncode == 2
