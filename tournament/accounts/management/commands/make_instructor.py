from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tournament.accounts.services import UnknownPerson, make_instructor


class Command(BaseCommand):
    help = "Make people who have signed up instructors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="+", help="a user name or an e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in options["name"]:
            try:
                user = make_instructor(name=name)
            except UnknownPerson as error:
                raise CommandError(
                    f"Nobody here is called {name}. They must sign up first.", returncode=2
                ) from error
            self.stdout.write(f"{user.username} is an instructor now.")
