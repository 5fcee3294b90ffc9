"""Rows of teams, tournaments, jobs and matches as they stand after play, without playing."""

from __future__ import annotations

import random

from django.utils import timezone

from tournament.agents.models import Agent, Team
from tournament.replays.models import Gif
from tournament.tournaments.models import Entry, Fault, Job, Match, Tournament
from tournament.tournaments.schedule import round_robin
from tournament.tournaments.states import JobState, Outcome, TournamentState

SHA = "ab" * 32


def make_teams(number, prefix="Team"):
    """`number` teams with one ready agent each."""
    start = Team.objects.count()
    Team.objects.bulk_create(
        Team(
            name=f"{prefix} {start + n:03}",
            name_key=f"{prefix.lower()} {start + n:03}",
            slug=f"{prefix.lower()}-{start + n:03}",
        )
        for n in range(number)
    )
    teams = list(Team.objects.order_by("pk"))[start:]
    for team in teams:
        give_agent(team)
    return teams


def give_agent(team, *, state="ready", uploaded_at=None, sha256=SHA):
    """The team's next version."""
    return Agent.objects.create(
        team=team,
        version=team.agents.count() + 1,
        sha256=sha256,
        filename="agent.zip",
        size=100,
        state=state,
        uploaded_at=uploaded_at or timezone.now(),
        consent_at=timezone.now(),
    )


def make_tournament(name="Spring cup", *, state=TournamentState.DRAFT, **fields):
    started = None if state in ("draft", "cancelled") else timezone.now()
    ended = timezone.now() if state in ("finished", "cancelled") else None
    values = {
        "name_key": name.casefold(),
        "slug": name.casefold().replace(" ", "-"),
        "layouts": ["one", "two"],
        "length": 40,
        "backend": "process",
        "secret": "00" * 32,
        "started_at": started,
        "finished_at": ended,
        **fields,
    }
    return Tournament.objects.create(name=name, state=state, **values)


def enter(tournament, teams):
    """Entries and waiting jobs, as the start of the tournament makes them."""
    Entry.objects.bulk_create(
        Entry(tournament=tournament, team=team, agent=team.agents.order_by("-version")[0], number=n)
        for n, team in enumerate(teams, 1)
    )
    entries = list(tournament.entries.order_by("number"))
    Job.objects.bulk_create(
        Job(
            tournament=tournament,
            key=f"{tournament.slug}.{number}.{a + 1}-{b + 1}",
            round=number,
            first=entries[a],
            second=entries[b],
            spec={},
        )
        for number in range(1, tournament.rounds + 1)
        for a, b in round_robin(len(entries), number)
    )
    return list(tournament.jobs.select_related("first__team", "second__team"))


def finish(job, outcome=Outcome.FIRST, *, score=None, wins=None, faults=()):
    """Makes a job done: three matches, the first team red in 1 and 3; faults of its first team."""
    finish_all([(job, outcome, score, wins)])
    for kind in faults:
        Fault.objects.create(
            match=job.matches.get(number=1), entry=job.first, side="red", agent=0, move=5, kind=kind
        )
    job.refresh_from_db()
    return job


def finish_all(results):
    """The same for many jobs in a few queries; a result is (job, outcome, score, wins)."""
    now = timezone.now()
    jobs, matches = [], []
    for job, outcome, score, wins in results:
        job.state, job.outcome, job.representative = JobState.DONE, outcome, 1
        job.score = {"first": 4, "second": -4}.get(outcome, 0) if score is None else score
        job.first_wins, job.second_wins = (
            wins
            or {
                "first": (2, 1),
                "second": (1, 2),
                "draw": (1, 1),
                "void": (0, 0),
            }[outcome]
        )
        job.seconds, job.finished_at = 2.0, now
        jobs.append(job)
        matches += [_match(job, number) for number in (1, 2, 3)]
    fields = ["state", "outcome", "representative", "score", "first_wins", "second_wins"]
    Job.objects.bulk_update(jobs, [*fields, "seconds", "finished_at"], batch_size=200)
    Match.objects.bulk_create(matches, batch_size=500)


def _match(job, number):
    score = (job.score, 0, 0)[number - 1]
    return Match(
        job=job,
        number=number,
        red_is_first=number != 2,
        layout_name=("one", "one", "two")[number - 1],
        score=score,
        winner="red" if score > 0 else "blue" if score < 0 else "draw",
        end="void" if job.outcome == "void" else "length",
        moves=40,
        seconds=0.5,
        digest=SHA,
        evidence_digest=SHA,
        replay_sha256=SHA,
    )


def season(teams=4, *, state=TournamentState.FINISHED, rounds=1, seed=1, name="Spring cup"):
    """A tournament of new teams in which every job is done."""
    tournament = make_tournament(name, state=state, rounds=rounds)
    jobs = enter(tournament, make_teams(teams))
    draw = random.Random(seed)
    outcomes = [Outcome.FIRST, Outcome.SECOND, Outcome.DRAW]
    finish_all([(job, draw.choice(outcomes), None, None) for job in jobs])
    return tournament


def add_gifs(tournament):
    matches = Match.objects.filter(job__tournament=tournament, number=1)
    Gif.objects.bulk_create(
        Gif(match=match, state="done", sha256=SHA, still_sha256=SHA, finished_at=timezone.now())
        for match in matches
    )
