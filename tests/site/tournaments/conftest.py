from __future__ import annotations

import json

import pytest

from tests.site.season import enter, finish, give_agent, make_teams, make_tournament
from tournament import store
from tournament.tournaments.states import TournamentState

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _image(runtime_image):
    """Whatever starts a tournament pins the image of the sandbox."""


@pytest.fixture
def tournament(bobs_team, eves_team):
    tournament = make_tournament(state=TournamentState.RUNNING)
    for team in (bobs_team, eves_team):
        give_agent(team)
    enter(tournament, [bobs_team, eves_team, *make_teams(2)])
    return tournament


@pytest.fixture
def job(tournament, bobs_team, eves_team):
    """A done job between bob's and eve's team with logs of both."""
    teams = {bobs_team, eves_team}
    job = next(j for j in tournament.jobs.all() if {j.first.team, j.second.team} == teams)
    finish(job, faults=["crash"])
    for side in ("first", "second"):
        words = f"secret of {getattr(job, side).team.name} {HOSTILE}"
        log = {"stdout": words, "stderr": "", "truncated": False, "fault": None, "warnings": []}
        setattr(job, f"{side}_logs", store.put(json.dumps([log] * 3).encode()))
    job.save()
    return job
