"""The teams of the demo and their agents: our own sample teams, uploaded like any other."""

from __future__ import annotations

from django.db.models import QuerySet

from pacman_engine.agents import BAD_TEAMS, team_names
from pacman_engine.teams.archive import TeamArchive, find_team
from tournament.agents.models import Agent, Check, Team
from tournament.agents.services import teams, uploads
from tournament.processes.demo import people
from tournament.work import WorkState

PATIENT = """\
\"\"\"The demo's {name}: it behaves until its check is over, so that it forfeits real matches.\"\"\"

import {name}


def createTeam(firstIndex, secondIndex, isRed):
    return {name}.createTeam(firstIndex, secondIndex, isRed, {options})
"""
OPTIONS = {"sleeper": 'after="45", seconds="1.1"'}
MOST = len(people.STUDENTS)
FOR_OTHERS = 'after="45"'
"""The first agent's 45th move is the match's 177th to 180th; a check plays 100."""


def entrant_names(number: int = MOST) -> list[str]:
    """The first `number` sample teams, one for each student of the demo at most."""
    return team_names()[:number]


def title(name: str) -> str:
    """The team's name on the site: early_returner -> Early returner."""
    return name.replace("_", " ").capitalize()


def ensure_entrants(names: list[str]) -> None:
    """Found the teams and upload the agents that are missing; each upload queues its check."""
    for number, name in enumerate(names):
        user = people.student(number)
        team = Team.objects.filter(memberships__user=user).first()
        if team is None:
            team = teams.found_team(user=user, name=title(name))
        if not team.agents.exists():
            data = archive_of(name).to_zip()
            uploads.upload(team=team, user=user, filename=f"{name}.zip", data=data)


def archive_of(name: str) -> TeamArchive:
    """A sample team as it is; of a bad one, a version that passes its check."""
    archive = find_team(name)
    if name not in BAD_TEAMS:
        return archive
    text = PATIENT.format(name=name, options=OPTIONS.get(name, FOR_OTHERS))
    files = {"myTeam.py": text.encode(), f"{name}.py": archive.files[archive.main]}
    return TeamArchive(files, "myTeam.py")


def demo_teams() -> QuerySet[Team]:
    return Team.objects.filter(memberships__user__is_demo=True).distinct()


def demo_agents() -> QuerySet[Agent]:
    return Agent.objects.filter(uploaded_by__is_demo=True).select_related("team")


def checks_left() -> tuple[int, int]:
    """(checks of demo agents that are not over yet, all of them)"""
    checks = Check.objects.filter(agent__uploaded_by__is_demo=True)
    over = checks.filter(state__in=[WorkState.DONE, WorkState.FAILED]).count()
    total = checks.count()
    return total - over, total
