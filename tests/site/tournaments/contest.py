"""Tournaments of real agents, ready to be played."""

from __future__ import annotations

from django.core.management import call_command

from pacman_engine.teams.archive import find_team
from tests.site.season import give_agent, make_teams
from tournament import store
from tournament.tournaments.services import create_tournament, start_tournament

LAYOUTS = ["glowworm", "fireflies"]


def enter_agents(*names):
    """Teams named after our own agents, each with that agent ready."""
    teams = make_teams(len(names))
    for team, name in zip(teams, names, strict=True):
        team.name = team.name_key = name
        team.save()
        team.agents.all().delete()
        give_agent(team, sha256=store.put(find_team(name).to_zip()))
    return teams


def started(teams, *, actor=None, name="Tiny cup", length=24, **fields):
    """A tournament of these teams that waits for a master."""
    fields = {"layouts": LAYOUTS, "rounds": 1, **fields}
    draft = create_tournament(name=name, actor=actor, teams=teams, length=length, **fields)
    return start_tournament(tournament=draft, actor=actor)


def play(workers=2):
    """Runs the real master until nothing waits any more."""
    call_command("master", workers=workers, until_idle=True)
