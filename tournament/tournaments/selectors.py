"""Reading tournaments, jobs and how far they are; fixed numbers of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from tournament.agents.models import Team

from .estimate import MATCHES_PER_JOB, Estimate, remaining
from .models import AuditEvent, Entry, Job, Match, Tournament
from .seat import current_master
from .states import OPEN_JOB_STATES, JobState, TournamentState
from .words import about

# A job may wait for a machine, but not without anybody noticing that none comes.
PATIENCE = timedelta(seconds=30)
# The events that pause a tournament or end that: by a person, or by the site itself.
HELD = "hold"
PAUSES = ("pause", "resume", HELD)


@dataclass(frozen=True)
class Progress:
    """How far a tournament is, in jobs; `share` runs from 0 to 1 and counts half-played jobs."""

    done: int = 0
    running: int = 0
    waiting: int = 0
    undecided: int = 0
    cancelled: int = 0
    share: float = 0.0
    estimate: Estimate | None = None

    @property
    def total(self) -> int:
        """All jobs that were or will be played."""
        return self.done + self.running + self.waiting + self.undecided

    @property
    def matches(self) -> int:
        return self.done * MATCHES_PER_JOB

    @property
    def all_matches(self) -> int:
        return self.total * MATCHES_PER_JOB

    @property
    def words(self) -> str:
        return f"{self.matches} of {self.all_matches} matches"

    @property
    def eta(self) -> str:
        return about(self.estimate)


def progress(tournament: Tournament) -> Progress:
    """How far the tournament is and how long the rest will take. At most three queries."""
    rows = tournament.jobs.order_by().values("state").annotate(n=Count("pk"), part=Sum("progress"))
    counts = {row["state"]: row["n"] for row in rows}
    under_way = sum(row["part"] for row in rows if row["state"] == JobState.RUNNING)
    open_jobs = sum(counts.get(state, 0) for state in OPEN_JOB_STATES)
    over = counts.get(JobState.DONE, 0) + counts.get(JobState.UNDECIDED, 0)
    live = tournament.state == TournamentState.RUNNING and open_jobs
    return Progress(
        **{state.value: counts.get(state, 0) for state in JobState},
        share=(over + under_way) / (over + open_jobs) if over + open_jobs else 0.0,
        estimate=remaining(tournament, open_jobs=open_jobs) if live else None,
    )


def visible_tournaments(*, drafts: bool) -> QuerySet[Tournament]:
    """Tournaments with their number of teams and jobs, the latest first; drafts for instructors."""
    found = Tournament.objects.annotate(
        team_count=Count("entries", distinct=True),
    ).order_by("-created_at", "-pk")
    if drafts:
        return found
    return found.exclude(state=TournamentState.DRAFT).exclude(started_at__isnull=True)


def jobs_of(tournament: Tournament, *, state: str = "", team: str = "") -> QuerySet[Job]:
    """The jobs for a list, without their specs; of one state and one team (its slug) if given."""
    jobs = (
        tournament.jobs.select_related("first__team", "second__team").defer("spec").order_by("pk")
    )
    if state:
        jobs = jobs.filter(state=state)
    if team:
        jobs = jobs.filter(Q(first__team__slug=team) | Q(second__team__slug=team))
    return jobs


def job_with_matches(pk: int) -> Job | None:
    """One job with everything that its page shows, also faults and lost attempts. Four queries."""
    return (
        Job.objects.select_related("tournament", "first__team", "second__team")
        .select_related("first__agent", "second__agent")
        .prefetch_related("matches__faults", "lost_attempts")
        .filter(pk=pk)
        .first()
    )


def events_of(tournament: Tournament) -> QuerySet[AuditEvent]:
    return tournament.events.select_related("actor", "job")


def recent_jobs(team: Team, limit: int = 10) -> list[Job]:
    """The team's latest done jobs. One query."""
    jobs = Job.objects.filter(Q(first__team=team) | Q(second__team=team), state=JobState.DONE)
    jobs = jobs.select_related("tournament", "first__team", "second__team").defer("spec")
    return list(jobs.order_by("-finished_at", "-pk")[:limit])


@dataclass(frozen=True)
class Strip:
    """What the live strip says about the tournament that runs; numbers are matches."""

    name: str
    url: str
    done: int
    total: int
    eta: str


def live_strip() -> Strip | None:
    """The tournament that is being played, the oldest of several. At most four queries."""
    running = Tournament.objects.filter(state=TournamentState.RUNNING).order_by("started_at", "pk")
    tournament = running.first()
    if tournament is None:
        return None
    found = progress(tournament)
    return Strip(
        name=tournament.name,
        url=tournament.get_absolute_url(),
        done=found.matches,
        total=found.all_matches,
        eta=found.eta,
    )


@dataclass(frozen=True)
class Need:
    """Something that waits for an instructor: a sentence, and where to go (may be empty)."""

    sentence: str
    url: str = ""


NO_MASTER = Need("Jobs wait, but no master is running. Start one with: python manage.py master")


def needs_of(tournament: Tournament, found: Progress) -> list[Need]:
    """What the tournament needs from an instructor. At most two queries."""
    needs = _undecided(tournament, found.undecided)
    if tournament.state == TournamentState.PAUSED:
        held = _held(Tournament.objects.filter(pk=tournament.pk))
        needs += [Need(sentence) for _, sentence in held]
    if tournament.state == TournamentState.RUNNING and found.waiting and _nobody_plays():
        needs.append(NO_MASTER)
    return needs


def _undecided(tournament: Tournament, jobs: int) -> list[Need]:
    if not jobs:
        return []
    words = "1 job needs" if jobs == 1 else f"{jobs} jobs need"
    url = f"{tournament.get_absolute_url()}jobs/?state={JobState.UNDECIDED}"
    return [Need(f"{words} your decision", url)]


def _held(tournaments: QuerySet[Tournament] | None = None) -> list[tuple[Tournament, str]]:
    """The tournaments that the site itself has paused, with its reasons. One query."""
    found = Tournament.objects.all() if tournaments is None else tournaments
    events = AuditEvent.objects.filter(tournament=OuterRef("pk")).order_by("-pk")
    last = {
        "last_action": Subquery(events.filter(action__in=PAUSES).values("action")[:1]),
        "last_sentence": Subquery(events.filter(action__in=PAUSES).values("sentence")[:1]),
    }
    paused = found.filter(state=TournamentState.PAUSED).annotate(**last)
    return [(t, t.last_sentence) for t in paused.filter(last_action=HELD)]


def attention() -> list[Need]:
    """What all tournaments together need from an instructor. A fixed number of queries."""
    undecided = Q(jobs__state=JobState.UNDECIDED)
    waiting = Job.objects.filter(tournament=OuterRef("pk"), state=JobState.WAITING)
    found = (
        Tournament.objects.exclude(state=TournamentState.CANCELLED)
        .annotate(undecided=Count("jobs", filter=undecided), waits=Exists(waiting))
        .filter(Q(undecided__gt=0) | Q(state=TournamentState.RUNNING, waits=True))
        .order_by("-started_at")
    )
    needs = [
        Need(f"{t.name}: {need.sentence}", need.url)
        for t in found
        for need in _undecided(t, t.undecided)
    ]
    needs += [Need(f"{t.name}: {sentence}", t.get_absolute_url()) for t, sentence in _held()]
    stuck = any(t.state == TournamentState.RUNNING and t.waits for t in found)
    if stuck and _nobody_plays():
        needs.append(NO_MASTER)
    return needs


def _nobody_plays() -> bool:
    if current_master() is not None:
        return False
    started = Tournament.objects.filter(state=TournamentState.RUNNING)
    return started.filter(started_at__lt=timezone.now() - PATIENCE).exists()


def completed_tournaments() -> list[Tournament]:
    """Live tournaments without an open job: the master finishes them. One query."""
    open_jobs = Job.objects.filter(tournament=OuterRef("pk"), state__in=OPEN_JOB_STATES)
    live = [TournamentState.RUNNING, TournamentState.PAUSED]
    return list(Tournament.objects.filter(~Exists(open_jobs), state__in=live))


def matches_of(tournament: Tournament) -> QuerySet[Match]:
    """All matches of done jobs with their teams and faults, for exports. Two queries."""
    return (
        Match.objects.filter(job__tournament=tournament, job__state=JobState.DONE)
        .select_related("job__first__team", "job__second__team")
        .defer("job__spec")
        .prefetch_related("faults")
        .order_by("job_id", "number")
    )


def pinned_images() -> defaultdict[str, list[str]]:
    """The names of the tournaments by the image they are pinned to. One query."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    rows = Tournament.objects.exclude(image="").order_by("-started_at")
    for image, name in rows.values_list("image", "name"):
        found[image].append(name)
    return found


def entry_of(tournament: Tournament, number: int) -> Entry | None:
    return tournament.entries.select_related("team").filter(number=number).first()
