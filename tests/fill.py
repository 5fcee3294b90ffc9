"""Fills a site in another process, through the services that its pages use.

python -m tests.fill people               ada (instructor), bob and eve, with PASSWORD
python -m tests.fill team USER NAME TEAM  founds NAME for USER and uploads our sample TEAM,
                                          which thinks for seconds if it is called slow-TEAM
python -m tests.fill start NAME LENGTH    starts a tournament of all ready agents
"""

from __future__ import annotations

import os
import sys

import django

PASSWORD = "correct horse battery"
SLOW = """\
import time

import {name}

slow_moves = 8


def createTeam(firstIndex, secondIndex, isRed):
    agents = {name}.createTeam(firstIndex, secondIndex, isRed)
    for agent in agents:
        agent.chooseAction = slowed(agent.chooseAction)
    return agents


def slowed(choose):
    def choose_late(gameState):
        global slow_moves
        began = time.time()
        while slow_moves > 0 and time.time() - began < 0.3:
            sum(range(10_000))
        slow_moves -= 1
        return choose(gameState)

    return choose_late
"""


def people() -> None:
    from tournament.accounts import services

    for name in ("ada", "bob", "eve", "kim"):
        services.sign_up(username=name, email=f"{name}@uni.example", password=PASSWORD)
    services.make_instructor(name="ada")


def team(user: str, name: str, sample: str) -> None:
    from tournament.accounts.models import User
    from tournament.agents.services import teams, uploads

    member = User.objects.get(username=user)
    founded = teams.found_team(user=member, name=name)
    uploads.upload(team=founded, user=member, filename=f"{sample}.zip", data=archive(sample))


def archive(sample: str) -> bytes:
    from pacman_engine.teams.archive import TeamArchive, find_team

    if not sample.startswith("slow-"):
        return find_team(sample).to_zip()
    name = sample.removeprefix("slow-")
    inner = find_team(name)
    files = {"myTeam.py": SLOW.format(name=name).encode(), f"{name}.py": inner.files[inner.main]}
    return TeamArchive(files, "myTeam.py").to_zip()


def start(name: str, length: str) -> None:
    from pacman_engine.layout import layout_names
    from tournament.accounts.models import User
    from tournament.tournaments import services

    ada = User.objects.get(username="ada")
    made = services.create_tournament(
        name=name, actor=ada, layouts=layout_names()[:3], length=int(length)
    )
    services.start_tournament(tournament=made, actor=ada)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tournament.settings")
    django.setup()
    {"people": people, "team": team, "start": start}[sys.argv[1]](*sys.argv[2:])
