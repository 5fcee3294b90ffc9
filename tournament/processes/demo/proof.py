"""What the demo says of how its results can be proved."""

from __future__ import annotations

import hashlib
import shlex
import sys

from pacman_engine.agents import good_team_names
from tournament import store
from tournament.processes.demo import entrants
from tournament.tournaments.models import Backend, Match, Tournament


def lines(tournament: Tournament) -> list[str]:
    """Where the matches were played, their fingerprint, and a command that proves one of them."""
    if tournament.backend != Backend.WASM:
        return [f"Played in {tournament.backend}: another run may end otherwise."]
    played = [
        f"Played in the sandbox, runtime image {tournament.image[:12]}. Every demo of this version",
        "with this image comes to the same results, on any machine, however busy it is.",
        f"Fingerprint of all matches, moves and fuel: {fingerprint(tournament)}",
    ]
    match = _example(tournament)
    return played if match is None else [*played, "Prove one of them:", f"  {_command(match)}"]


def fingerprint(tournament: Tournament) -> str:
    """SHA-256 over the digests and evidence digests of all matches, in the order of the jobs."""
    matches = Match.objects.filter(job__tournament=tournament).order_by("job__pk", "number")
    rows = matches.values_list("job__key", "number", "digest", "evidence_digest")
    text = "".join(f"{key} {number} {digest} {proof}\n" for key, number, digest, proof in rows)
    return hashlib.sha256(text.encode()).hexdigest()


def _example(tournament: Tournament) -> Match | None:
    """A match of two sample teams as they are: the command line has their archives."""
    ours = [entrants.archive_of(name).sha256 for name in good_team_names()]
    matches = Match.objects.filter(
        job__tournament=tournament,
        job__first__agent__sha256__in=ours,
        job__second__agent__sha256__in=ours,
    )
    return matches.order_by("job__pk", "number").first()


def _command(match: Match) -> str:
    replay = store.path(match.replay_sha256)
    words = [sys.executable, "-m", "pacman_engine", "verify", "--replay-agents", str(replay)]
    return shlex.join(words)
