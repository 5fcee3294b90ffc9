from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.site.season import enter, finish, give_agent, make_teams, make_tournament
from tournament.tournaments import estimate, services
from tournament.tournaments.models import Entry, Job, Match
from tournament.tournaments.schedule import round_robin
from tournament.tournaments.services import CannotStart, create_tournament, plan_of
from tournament.tournaments.states import TournamentState
from tournament.tournaments.transitions import IllegalTransition

pytestmark = pytest.mark.django_db
LAYOUTS = ["glowworm", "fireflies", "meadow"]


def draft(teams=(), **fields):
    return create_tournament(
        name="Cup", actor=None, teams=teams, **{"layouts": LAYOUTS, "length": 40, **fields}
    )


def start(tournament):
    return services.start_tournament(tournament=tournament, actor=None)


def test_a_start_pins_each_teams_latest_ready_version_for_ever():
    teams = make_teams(3)
    give_agent(teams[0])
    give_agent(teams[1], state="rejected")
    give_agent(teams[2], state="checking")
    tournament = start(draft(teams))
    give_agent(teams[0])
    pinned = [entry.agent.version for entry in tournament.entries.order_by("team_id")]
    assert pinned == [2, 1, 1]


def test_a_version_uploaded_after_the_close_does_not_take_part():
    early, late, both = make_teams(3)
    now = timezone.now()
    close = now - timedelta(hours=1)
    for team in (early, both):
        team.agents.update(uploaded_at=close - timedelta(minutes=1))
    late.agents.update(uploaded_at=close + timedelta(minutes=1))
    give_agent(both)
    plan = plan_of(draft([early, late, both], submissions_close_at=close))
    assert [(agent.team, agent.version) for agent in plan.agents] == [(early, 1), (both, 1)]


def test_all_ready_agents_are_those_of_teams_with_members(bobs_team, eves_team):
    for team in (bobs_team, eves_team):
        give_agent(team)
    make_teams(1)
    assert {agent.team for agent in plan_of(draft()).agents} == {bobs_team, eves_team}


def test_every_pairing_of_every_round_becomes_one_job_with_a_spec_of_its_own():
    tournament = start(draft(make_teams(5), rounds=2))
    jobs = list(tournament.jobs.all())
    wanted = [(number, a + 1, b + 1) for number in (1, 2) for a, b in round_robin(5, number)]
    assert [(j.round, j.first.number, j.second.number) for j in jobs] == wanted
    assert [j.spec["job"] for j in jobs] == [j.key for j in jobs]
    seeds = [match["seed"] for job in jobs for match in job.spec["matches"]]
    assert len(set(seeds)) == len(seeds) == 60


def test_a_spec_names_the_pinned_archives_boards_and_limits():
    teams = make_teams(2)
    shas = {}
    for number, team in enumerate(teams):
        shas[team] = f"{number:064x}"
        team.agents.update(sha256=shas[team])
    tournament = start(draft(teams, limits={"move": 2.0}, rules="classic"))
    job = tournament.jobs.get()
    spec = job.spec
    assert [t["sha256"] for t in spec["teams"]] == [shas[job.first.team], shas[job.second.team]]
    assert (spec["rules"], spec["length"], spec["limits"]["move"]) == ("classic", 40, 2.0)
    assert spec["limits"]["startup"] == 15.0
    one, two, three = (match["layout_name"] for match in spec["matches"])
    assert one == two != three
    assert {one, three} <= set(LAYOUTS)
    assert [match["red"] for match in spec["matches"]][:2] == [0, 1]


def test_the_seeds_depend_on_the_secret_that_each_tournament_draws_anew():
    teams = make_teams(2)
    first = create_tournament(name="A", actor=None, teams=teams, layouts=LAYOUTS)
    second = create_tournament(name="B", actor=None, teams=teams, layouts=LAYOUTS)
    assert first.secret != second.secret
    assert len(first.secret) == 64


def test_a_tournament_starts_once():
    tournament = start(draft(make_teams(2)))
    with pytest.raises(IllegalTransition):
        start(tournament)
    assert (Entry.objects.count(), Job.objects.count()) == (2, 1)


def test_a_start_of_what_was_changed_meanwhile_is_refused_and_writes_nothing():
    tournament = draft(make_teams(2))
    type(tournament).objects.update(length=80)
    with pytest.raises(CannotStart, match="changed the tournament just now"):
        start(tournament)
    assert not Job.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("teams", [0, 1])
def test_fewer_than_two_teams_cannot_start(teams):
    tournament = draft(make_teams(2))
    tournament.teams.set(tournament.teams.all()[:teams])
    with pytest.raises(CannotStart, match="at least two teams"):
        start(tournament)


def test_too_many_jobs_cannot_start(monkeypatch):
    monkeypatch.setattr(services, "MAX_JOBS", 2)
    with pytest.raises(CannotStart, match="at most 2"):
        start(draft(make_teams(3)))


def test_a_hundred_teams_start_in_a_bounded_number_of_queries(django_assert_max_num_queries):
    tournament = draft(make_teams(100))
    with django_assert_max_num_queries(150):
        start(tournament)
    assert Job.objects.count() == 4950


def test_the_plan_counts_jobs_and_matches_before_anything_starts(django_assert_max_num_queries):
    tournament = draft(make_teams(6), rounds=3)
    with django_assert_max_num_queries(6):
        plan = plan_of(tournament)
    assert (plan.jobs, plan.matches, plan.problem) == (45, 135, "")
    assert plan.estimate.seconds > 0
    assert not Job.objects.exists()


# --- Estimates --------------------------------------------------------------------------------


def test_an_estimate_grows_with_the_jobs_and_shrinks_with_the_workers():
    def seconds(**changes):
        values = {"jobs": 40, "mean": 2.0, "deviation": 0.5, "measured": 20, "side_by_side": 2}
        return estimate.estimate_jobs(**{**values, **changes})

    assert seconds().seconds == 40.0
    assert seconds(side_by_side=4).seconds == 20.0
    assert seconds(jobs=1, side_by_side=8).seconds == 2.0
    assert seconds(jobs=0).seconds == seconds(jobs=0).spread == 0.0
    assert seconds(measured=1).spread > seconds(measured=1000).spread > 0
    assert seconds(deviation=0).spread == 0.0


def test_the_estimate_before_the_start_learns_from_matches_played_here():
    before = estimate.before_start(jobs=10, length=100)
    tournament = make_tournament(state=TournamentState.FINISHED)
    finish(enter(tournament, make_teams(2))[0])
    Match.objects.update(seconds=4.0, moves=40)
    after = estimate.before_start(jobs=10, length=100)
    assert after.seconds > 10 * before.seconds
    assert after.seconds * estimate.workers() == pytest.approx(10 * (0.3 + 3 * 100 * 0.1))


def test_the_remaining_time_is_unknown_until_a_job_is_done():
    tournament = make_tournament(state=TournamentState.RUNNING)
    jobs = enter(tournament, make_teams(3))
    assert estimate.remaining(tournament, open_jobs=3) is None
    finish(jobs[0])
    found = estimate.remaining(tournament, open_jobs=2)
    assert found.seconds == pytest.approx(2 * 2.0 / min(2, estimate.workers()))
