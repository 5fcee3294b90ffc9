"""Fills a site in another process, through the services that its pages use.

python -m tests.fill people               ada (instructor), bob and eve, with PASSWORD
python -m tests.fill team USER NAME TEAM  founds NAME for USER and uploads our sample TEAM
python -m tests.fill start NAME LENGTH    starts a tournament of all ready agents
"""

from __future__ import annotations

import os
import sys

import django

PASSWORD = "correct horse battery"


def people() -> None:
    from tournament.accounts import services

    for name in ("ada", "bob", "eve", "kim"):
        services.sign_up(username=name, email=f"{name}@uni.example", password=PASSWORD)
    services.make_instructor(name="ada")


def team(user: str, name: str, sample: str) -> None:
    from pacman_engine.teams.archive import find_team
    from tournament.accounts.models import User
    from tournament.agents.services import teams, uploads

    member = User.objects.get(username=user)
    founded = teams.found_team(user=member, name=name)
    data = find_team(sample).to_zip()
    uploads.upload(team=founded, user=member, filename=f"{sample}.zip", data=data)


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
