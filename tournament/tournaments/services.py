"""Making a tournament and starting it: everything that decides results is fixed here."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from pacman_engine.job import job_spec
from pacman_engine.layout import Layout, LayoutError, load_layout
from pacman_engine.teams.limits import TimeLimits
from pymw_bridge.interpreter.errors import InterpreterError
from tournament.accounts.names import same_name_key
from tournament.agents.models import Agent, Team
from tournament.backends import standing

from .audit import record
from .estimate import MATCHES_PER_JOB, Estimate, before_start
from .field import field_of, left_out
from .models import Entry, Job, Tournament
from .pins import Pins, pins_for
from .schedule import job_count, round_robin
from .states import TournamentState
from .transitions import move, refuse_move
from .worst_case import WorstCase

MAX_JOBS = 20_000
BATCH = 200
# What start_tournament reads of the draft; it must still be so when the start is written down.
DECISIVE = ("state", "all_ready", "rules", "limits", "backend", "layouts", "length", "rounds",
            "submissions_close_at", "secret")  # fmt: skip


class CannotStart(Exception):
    """The tournament cannot start as it is; `str()` is a sentence that says what to change."""


class NotADraft(Exception):
    """The tournament has started, or was cancelled: what it plays cannot be changed any more."""


@dataclass(frozen=True)
class Plan:
    """What starting a draft now would mean."""

    agents: list[Agent]
    jobs: int
    estimate: Estimate
    worst_case: WorstCase
    left_out: int
    backend_problem: str

    @property
    def matches(self) -> int:
        return self.jobs * MATCHES_PER_JOB

    @property
    def problem(self) -> str:
        """Why it cannot start, or an empty string."""
        if len(self.agents) < 2:
            return "A tournament needs at least two teams with a ready agent."
        if self.jobs > MAX_JOBS:
            return f"That would be {self.jobs} jobs, at most {MAX_JOBS} can be. Play fewer rounds."
        return self.backend_problem


def plan_of(tournament: Tournament) -> Plan:
    """The teams, the number of jobs and the time it would take. A fixed number of queries."""
    agents = field_of(tournament)
    jobs = job_count(len(agents), tournament.rounds)
    estimate = before_start(jobs=jobs, length=tournament.length)
    missing = standing(tournament.backend).missing
    worst_case = WorstCase.of(
        teams=len(agents),
        rounds=tournament.rounds,
        length=tournament.length,
        limits={**TimeLimits().document(), **tournament.limits},
    )
    return Plan(agents, jobs, estimate, worst_case, left_out(tournament), missing)


def create_tournament(
    *,
    name: str,
    actor: AbstractBaseUser | None,
    teams: Iterable[Team] = (),
    **fields: Any,
) -> Tournament:
    """Writes a draft. Without `teams` every team that has a ready agent at the start takes part.

    Without a `backend` it is the one of this site's upload checks; without a `secret` nobody knows
    the lots before the end.
    """
    teams = list(teams)
    fields.setdefault("backend", settings.SANDBOX)
    fields.setdefault("secret", secrets.token_hex(32))
    fields["limits"] = TimeLimits.parse(fields.get("limits") or {}).document()
    tournament = Tournament(
        name=name,
        name_key=same_name_key(name),
        created_by=actor,
        all_ready=not teams,
        **fields,
    )
    with transaction.atomic():
        tournament.slug = _free_slug(name)
        tournament.full_clean()
        tournament.save()
        tournament.teams.set(teams)
        record(tournament=tournament, actor=actor, action="create", sentence=f"Created {name}.")
    return tournament


def update_draft(
    *,
    tournament: Tournament,
    actor: AbstractBaseUser | None,
    name: str,
    teams: Iterable[Team] = (),
    **fields: Any,
) -> Tournament:
    """Changes a draft; raises NotADraft once it has started."""
    teams = list(teams)
    with transaction.atomic():
        draft = Tournament.objects.select_for_update().get(pk=tournament.pk)
        if draft.state != TournamentState.DRAFT:
            raise NotADraft("Only a draft can be edited; this tournament has started.")
        for field, value in _changes(name, teams, fields).items():
            setattr(draft, field, value)
        draft.full_clean()
        draft.save()
        draft.teams.set(teams)
        record(tournament=draft, actor=actor, action="edit", sentence="Changed the draft.")
    return draft


def _changes(name: str, teams: list[Team], fields: Mapping[str, Any]) -> dict[str, Any]:
    named = {"name": name, "name_key": same_name_key(name)}
    return {**fields, **named, "all_ready": not teams}


def start_tournament(*, tournament: Tournament, actor: AbstractBaseUser | None) -> Tournament:
    """Pins one version per team and writes all jobs with their specs. All of it, or nothing.

    Raises CannotStart, or IllegalTransition when it is no draft any more.
    """
    refuse_move(tournament, TournamentState.RUNNING)
    plan = plan_of(tournament)
    if plan.problem:
        raise CannotStart(plan.problem)
    pins = _pins(tournament)
    # The specs are made before the transaction: thousands of them would hold the database's lock.
    specs = _specs(tournament, pins, plan.agents)
    with transaction.atomic():
        draft = Tournament.objects.select_for_update().get(pk=tournament.pk)
        if any(getattr(draft, name) != getattr(tournament, name) for name in DECISIVE):
            raise CannotStart("Somebody changed the tournament just now. Look at it again, please.")
        move(draft, TournamentState.RUNNING, started_at=timezone.now(), **asdict(pins))
        entries = _enter(draft, plan.agents)
        Job.objects.bulk_create(
            (
                Job(tournament=draft, key=key, round=number, spec=spec,
                    first=entries[first], second=entries[second])
                for key, number, first, second, spec in specs
            ),
            batch_size=BATCH,
        )  # fmt: skip
        sentence = f"Started with {len(plan.agents)} teams and {plan.jobs} jobs."
        record(tournament=draft, actor=actor, action="start", sentence=sentence)
    return draft


def _pins(tournament: Tournament) -> Pins:
    try:
        return pins_for(tournament.backend)
    except InterpreterError as error:
        raise CannotStart(str(error)) from error


def _enter(tournament: Tournament, agents: list[Agent]) -> list[Entry]:
    """The entries by their place in the field, one per agent."""
    Entry.objects.bulk_create(
        Entry(tournament=tournament, team=agent.team, agent=agent, number=number)
        for number, agent in enumerate(agents, 1)
    )
    # Read back: not every database tells the keys of rows that it made in bulk.
    return list(tournament.entries.order_by("number"))


def _specs(
    tournament: Tournament, pins: Pins, agents: list[Agent]
) -> list[tuple[str, int, int, int, dict[str, Any]]]:
    """(key, round, first, second, spec) of every job, in the order in which they are played."""
    layouts = _layouts(tournament)
    jobs = []
    for number in range(1, tournament.rounds + 1):
        for first, second in round_robin(len(agents), number):
            key = f"{tournament.slug}.{number}.{first + 1}-{second + 1}"
            spec = _spec(tournament, pins, key, (agents[first], agents[second]), layouts)
            jobs.append((key, number, first, second, spec))
    return jobs


def _layouts(tournament: Tournament) -> list[Layout]:
    try:
        return [load_layout(name) for name in tournament.layouts]
    except LayoutError as error:
        raise CannotStart(f"Edit the layouts of the draft: {error}") from error


def _spec(
    tournament: Tournament,
    pins: Pins,
    key: str,
    pair: tuple[Agent, Agent],
    layouts: list[Layout],
) -> dict[str, Any]:
    return job_spec(
        tournament=tournament.slug,
        job=key,
        red=_side(pair[0]),
        blue=_side(pair[1]),
        layouts=layouts,
        length=tournament.length,
        rules=tournament.rules,
        secret=tournament.secret,
        limits=tournament.limits,
        backend=tournament.backend,
        image=pins.image,
    )


def _side(agent: Agent) -> Mapping[str, Any]:
    return {"name": agent.team.name, "sha256": agent.sha256, "options": {}}


def _free_slug(name: str) -> str:
    stem = slugify(name)[:80] or "tournament"
    taken = set(Tournament.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 2, stem
    while slug in taken or slug in RESERVED_SLUGS:
        slug, number = f"{stem}-{number}", number + 1
    return slug


RESERVED_SLUGS = frozenset({"new", "live"})
