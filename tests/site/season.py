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
    Agent.objects.bulk_create(_agent(team, 1) for team in teams)
    return teams


def give_agent(team, *, state="ready", uploaded_at=None, sha256=SHA):
    """The team's next version."""
    agent = _agent(team, team.agents.count() + 1)
    agent.state, agent.sha256 = state, sha256
    agent.uploaded_at = uploaded_at or agent.uploaded_at
    agent.save()
    return agent


def _agent(team, version):
    return Agent(
        team=team,
        version=version,
        sha256=SHA,
        filename="agent.zip",
        size=100,
        state="ready",
        uploaded_at=timezone.now(),
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
        "backend": "wasm",
        "secret": "00" * 32,
        "started_at": started,
        "finished_at": ended,
        **fields,
    }
    return Tournament.objects.create(name=name, state=state, **values)


def enter(tournament, teams):
    """Entries and waiting jobs, as the start of the tournament makes them."""
    Job.objects.bulk_create(_jobs(tournament, _entries(tournament, teams)), batch_size=500)
    return list(tournament.jobs.select_related("first__team", "second__team"))


def _entries(tournament, teams):
    latest = {agent.team_id: agent for agent in Agent.objects.order_by("version")}
    Entry.objects.bulk_create(
        Entry(tournament=tournament, team=team, agent=latest[team.pk], number=n)
        for n, team in enumerate(teams, 1)
    )
    return list(tournament.entries.order_by("number"))


def _jobs(tournament, entries):
    return [
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
    ]


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
    """The same for many jobs; a result is (job, outcome, score, wins)."""
    for job, outcome, score, wins in results:
        _end(job, outcome, score, wins)
        job.save()
    _add_matches([job for job, *_ in results])


def _end(job, outcome, score=None, wins=None):
    job.state, job.outcome, job.representative = JobState.DONE, outcome, 1
    job.score = {"first": 4, "second": -4}.get(outcome, 0) if score is None else score
    job.first_wins, job.second_wins = wins or WINS[outcome]
    job.seconds, job.finished_at = 2.0, timezone.now()


WINS = {"first": (2, 1), "second": (1, 2), "draw": (1, 1), "void": (0, 0)}


def _add_matches(jobs):
    Match.objects.bulk_create(
        (_match(job, number) for job in jobs for number in (1, 2, 3)), batch_size=500
    )


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
    jobs = _jobs(tournament, _entries(tournament, make_teams(teams)))
    draw = random.Random(seed)
    for job in jobs:
        _end(job, draw.choice([Outcome.FIRST, Outcome.SECOND, Outcome.DRAW]))
    Job.objects.bulk_create(jobs, batch_size=500)
    _add_matches(list(tournament.jobs.all()))
    return tournament


def add_gifs(tournament):
    matches = Match.objects.filter(job__tournament=tournament, number=1)
    Gif.objects.bulk_create(
        Gif(match=match, state="done", sha256=SHA, still_sha256=SHA, finished_at=timezone.now())
        for match in matches
    )
