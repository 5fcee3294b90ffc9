"""`manage.py demo`: a whole tournament with sample teams, then the site to look at."""

from __future__ import annotations

import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from pacman_engine.replay import MAX_LENGTH
from tournament import environment
from tournament.processes.bind import add_bind_arguments, is_loopback
from tournament.processes.demo import contest, entrants, people, proof, report, watch
from tournament.processes.demo.stack import Stack, StackEnded, running
from tournament.processes.sandbox import prepare
from tournament.tournaments.models import Tournament
from tournament.tournaments.states import TournamentState


class Command(BaseCommand):
    help = "Plays a sample tournament through the real site, then serves it until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_bind_arguments(parser)
        parser.add_argument("--again", action="store_true", help="play one more tournament")
        parser.add_argument("--length", type=int, default=contest.LENGTH, help="moves of a match")
        parser.add_argument(
            "--teams", type=int, default=entrants.MOST, help="sample teams that take part"
        )
        parser.add_argument(
            "--no-serve",
            action="store_true",
            default=not environment.flag("SERVE", default=True),
            help="stop after the standings (or set SERVE=0)",
        )
        parser.add_argument(
            "--new-passwords", action="store_true", help="give the demo accounts new passwords"
        )
        parser.add_argument(
            "--close-accounts", action="store_true", help="close the demo accounts, do nothing else"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        if options["close_accounts"]:
            return self._say(f"Closed {people.close_accounts()} demo accounts.")
        self._check_place(options["host"])
        self._check_numbers(options)
        if not options["no_serve"]:
            self._check_port(options["host"], options["port"])
        prepare(self._say)
        try:
            self._run(options)
        except (StackEnded, watch.Stuck, people.NameTaken) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self._say("\nStopped. The same command goes on where this one was.")

    def _run(self, options: dict[str, Any]) -> None:
        if options["new_passwords"]:
            self._say(report.logins(people.new_passwords()))
        if not options["again"] and self._show_finished() and options["no_serve"]:
            return
        serve = not options["no_serve"]
        address = ("--host", options["host"], "--port", str(options["port"]))
        with running(*(address if serve else ("--no-web",))) as stack:
            if options["again"] or not self._is_finished():
                self._play(stack, options)
            if serve:
                self._say(f"\nThe site: http://{options['host']}:{options['port']}/")
                self._say(f"Its log, with the e-mails it sends: {stack.log}. Ctrl-C ends it.")
                stack.run_on()

    def _play(self, stack: Stack, options: dict[str, Any]) -> None:
        self.stdout.write("Filling in people, teams and agents ...")
        names = entrants.entrant_names(options["teams"])
        made = people.ensure_people(students=len(names))
        if made:
            self._say(report.logins(made))
        entrants.ensure_entrants(names)
        watch.checks(stack, self.stdout)
        self._say(report.verdicts(entrants.demo_agents()))
        tournament = contest.ensure_started(again=options["again"], length=options["length"])
        watch.matches(stack, self.stdout, tournament)
        watch.pictures(stack, self.stdout, tournament)
        self._show(tournament)

    def _show_finished(self) -> bool:
        if not self._is_finished():
            return False
        tournament = contest.latest()
        assert tournament is not None  # noqa: S101 - it is finished
        self._say("The demo has been played here already; --again plays one more.")
        self._show(tournament)
        return True

    def _is_finished(self) -> bool:
        tournament = contest.latest()
        return tournament is not None and tournament.state == TournamentState.FINISHED

    def _show(self, tournament: Tournament) -> None:
        self._say("", report.table(tournament), report.pace(tournament))
        self._say("", *proof.lines(tournament))

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()

    def _check_place(self, host: str) -> None:
        if not settings.DEBUG or not is_loopback(host):
            raise CommandError(
                "The demo makes accounts for everybody to try, so it runs on 127.0.0.1 with "
                "DEBUG=1 only: make demo",
                returncode=2,
            )

    def _check_numbers(self, options: dict[str, Any]) -> None:
        for name, least, most in (("length", 1, MAX_LENGTH), ("teams", 2, entrants.MOST)):
            if not least <= options[name] <= most:
                raise CommandError(f"--{name} must be {least} to {most}.", returncode=2)

    def _check_port(self, host: str, port: int) -> None:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} cannot be used ({error.strerror}). Choose another one: "
                    f"WEB_PORT={port + 1} make demo",
                    returncode=2,
                ) from error
