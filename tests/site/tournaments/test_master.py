"""Whole tournaments through the real path: PyMW multicore, real agents, re-simulation, rows."""

from __future__ import annotations

import json

import pytest

from pacman_engine.replay import verify
from tests.site.tournaments.contest import enter_agents, play, started
from tournament import store
from tournament.replays.models import Gif
from tournament.standings.selectors import standings
from tournament.tournaments.models import Fault, Job, MasterSeat, Match
from tournament.tournaments.states import JobState, TournamentState

pytestmark = pytest.mark.django_db(transaction=True)


def read(sha256):
    return json.loads(store.get(sha256))


def test_a_whole_tournament_is_played_and_every_number_follows_from_its_replays(ada, finish_work):
    tournament = started(enter_agents("baseline", "greedy", "crasher"), actor=ada, length=60)
    play()
    tournament.refresh_from_db()
    assert tournament.state == TournamentState.FINISHED
    assert [job.state for job in tournament.jobs.all()] == [JobState.DONE] * 3
    assert Match.objects.count() == 9
    for match in Match.objects.all():
        replay = read(match.replay_sha256)
        assert verify(replay) == []
        assert (replay["score"], replay["digest"]) == (match.score, match.digest)
    lines = standings(tournament)
    assert sum(line.tally.jobs for line in lines) == 6
    assert {line.entry.team.name for line in lines if line.faults} <= {"crasher"}
    finish_work()
    assert [gif.state for gif in Gif.objects.all()] == ["done"] * 3
    assert all(store.get(gif.sha256).startswith(b"GIF89a") for gif in Gif.objects.all())
    assert MasterSeat.objects.get().owner == ""


def test_where_an_agent_crashed_lands_in_the_logs_of_its_own_team_only():
    started(enter_agents("crasher", "baseline"), length=120)
    play()
    job = Job.objects.get()
    names = {job.first_logs: job.first.team.name, job.second_logs: job.second.team.name}
    faults = {name: [log["fault"] for log in read(sha256)] for sha256, name in names.items()}
    crashed = [fault for fault in faults["crasher"] if fault]
    assert faults["baseline"] == [None] * 3
    assert len(crashed) == Fault.objects.filter(entry__team__name="crasher").count() > 0
    assert all(fault["traceback"] for fault in crashed)


def test_an_archive_that_is_missing_from_the_store_needs_a_decision():
    teams = enter_agents("baseline", "greedy")
    gone = teams[0].agents.get()
    gone.sha256 = "0" * 64
    gone.save()
    tournament = started(teams)
    play()
    job = tournament.jobs.get()
    assert (job.state, job.failures) == (JobState.UNDECIDED, 1)
    assert "archive is missing" in job.reason


def test_an_archive_with_another_content_is_the_hosts_fault_and_costs_no_team_anything():
    teams = enter_agents("baseline", "greedy")
    tournament = started(teams)
    store.path(teams[0].agents.get().sha256).write_bytes(b"rotten")
    play()
    job = tournament.jobs.get()
    assert (job.state, job.failures) == (JobState.UNDECIDED, 3)
    assert "SHA-256" in job.reason
    assert [line.tally.jobs for line in standings(tournament)] == [0, 0]


@pytest.mark.parametrize("interface", ["generic", "inline"])
def test_every_interface_on_this_machine_plays_a_tournament(interface, settings):
    settings.PYMW_INTERFACE = interface
    tournament = started(enter_agents("baseline", "greedy", "wanderer"), length=12)
    play()
    assert [job.state for job in tournament.jobs.all()] == [JobState.DONE] * 3
