from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from .states import (
    ENTRY_TRANSITIONS,
    FINAL_JOB_STATES,
    JOB_TRANSITIONS,
    TOURNAMENT_TRANSITIONS,
    EntryState,
    JobState,
    Outcome,
    TournamentState,
)

MIN_LENGTH, MAX_LENGTH = 4, 6000
MAX_ROUNDS = 10
MAX_NAME = 60


class Backend(models.TextChoices):
    """Where agents run; the results of one tournament all come from the same backend."""

    WASM = "wasm", "Sandbox"
    NATIVE = "native", "Native"
    PROCESS = "process", "Light isolation"


class RulesName(models.TextChoices):
    MODERN = "modern", "Modern"
    CLASSIC = "classic", "Classic"


class Tournament(models.Model):
    """A round robin between teams; everything that decides its results is fixed when it starts."""

    TRANSITIONS = TOURNAMENT_TRANSITIONS

    name = models.CharField(max_length=MAX_NAME)
    # Names that people would take for the same are the same (see accounts.names).
    name_key = models.CharField(max_length=160, unique=True, editable=False)
    slug = models.SlugField(max_length=90, unique=True)
    state = models.CharField(
        max_length=10, choices=TournamentState.choices, default=TournamentState.DRAFT
    )
    all_ready = models.BooleanField(default=True)
    teams = models.ManyToManyField("agents.Team", blank=True, related_name="+")
    counts = models.BooleanField(default=True)
    rules = models.CharField(max_length=10, choices=RulesName.choices, default=RulesName.MODERN)
    limits = models.JSONField(default=dict, blank=True)
    backend = models.CharField(max_length=10, choices=Backend.choices)
    # What else decides a result, pinned at the start; empty where the backend has no such thing.
    image = models.CharField(max_length=64, blank=True, default="", editable=False)
    wasmtime = models.CharField(max_length=20, blank=True, default="", editable=False)
    engine_version = models.CharField(max_length=20, blank=True, default="", editable=False)
    rules_version = models.CharField(max_length=20, blank=True, default="", editable=False)
    layouts = models.JSONField(default=list)
    length = models.PositiveIntegerField(
        default=1200, validators=[MinValueValidator(MIN_LENGTH), MaxValueValidator(MAX_LENGTH)]
    )
    rounds = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_ROUNDS)]
    )
    submissions_close_at = models.DateTimeField(null=True, blank=True)
    # The key of every match's seed: unknown until the end, so that nobody plays a match ahead.
    secret = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "finished_at"], name="tournament_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(length__gte=MIN_LENGTH, length__lte=MAX_LENGTH),
                name="tournament_length_is_bounded",
            ),
            models.CheckConstraint(
                condition=Q(rounds__gte=1, rounds__lte=MAX_ROUNDS),
                name="tournament_rounds_are_bounded",
            ),
            models.CheckConstraint(
                condition=Q(state__in=TournamentState.values), name="tournament_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(started_at__isnull=False),
                name="tournament_under_way_has_started",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tournaments:detail", args=[self.slug])

    @property
    def is_live(self) -> bool:
        return self.state in (TournamentState.RUNNING, TournamentState.PAUSED)

    @property
    def has_ended(self) -> bool:
        return self.state in (TournamentState.FINISHED, TournamentState.CANCELLED)


class Entry(models.Model):
    """A team's place in a tournament; it pins one version of the team's agent."""

    TRANSITIONS = ENTRY_TRANSITIONS

    tournament = models.ForeignKey(Tournament, on_delete=models.CASCADE, related_name="entries")
    team = models.ForeignKey("agents.Team", on_delete=models.PROTECT, related_name="entries")
    agent = models.ForeignKey("agents.Agent", on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=EntryState.choices, default=EntryState.ACTIVE)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["tournament", "number"]
        constraints = [
            models.UniqueConstraint(fields=["tournament", "team"], name="team_enters_once"),
            models.UniqueConstraint(fields=["tournament", "number"], name="entry_number_is_unique"),
            models.CheckConstraint(
                condition=Q(state__in=EntryState.values), name="entry_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} in {self.tournament}"

    @property
    def is_active(self) -> bool:
        return self.state == EntryState.ACTIVE


class Job(models.Model):
    """One pairing of one round: three matches, played by one machine in one go.

    `outcome`, the wins and `score` are seen from the first team; they are empty until the job is
    done. The matches' first team is not always red: each match says which side it had.
    """

    TRANSITIONS = JOB_TRANSITIONS

    tournament = models.ForeignKey(Tournament, on_delete=models.CASCADE, related_name="jobs")
    key = models.CharField(max_length=120, unique=True)
    round = models.PositiveSmallIntegerField()
    first = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="jobs_as_first")
    second = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="jobs_as_second")
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    spec = models.JSONField()
    # How often a machine got the job, and how often the machine or the engine failed it since
    # somebody last decided that it should be played.
    attempt = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=500, blank=True, default="")
    owner = models.CharField(max_length=200, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    progress = models.FloatField(default=0.0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)
    outcome = models.CharField(max_length=6, choices=Outcome.choices, blank=True, default="")
    first_wins = models.PositiveSmallIntegerField(default=0)
    second_wins = models.PositiveSmallIntegerField(default=0)
    score = models.IntegerField(default=0)
    representative = models.PositiveSmallIntegerField(null=True)
    # What each team's agent printed and where it failed: private, in the store.
    first_logs = models.CharField(max_length=64, blank=True, default="")
    second_logs = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["state", "id"], name="job_queue"),
            models.Index(fields=["tournament", "state"], name="job_by_tournament"),
            models.Index(fields=["state", "finished_at"], name="job_latest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tournament", "round", "first", "second"], name="pairing_once_per_round"
            ),
            models.CheckConstraint(condition=~Q(first=F("second")), name="job_has_two_teams"),
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="job_state_is_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=JobState.DONE, outcome__in=Outcome.values, representative__in=[1, 2, 3])
                    | (~Q(state=JobState.DONE) & Q(outcome="", representative__isnull=True))
                ),
                name="job_has_an_outcome_exactly_when_done",
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease_until__isnull=False)
                | ~Q(state=JobState.RUNNING),
                name="running_job_has_a_deadline",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("tournaments:job", args=[self.pk])

    @property
    def is_final(self) -> bool:
        return self.state in FINAL_JOB_STATES

    @property
    def counts(self) -> bool:
        """False if a team of it was taken out; needs `first` and `second`."""
        return self.first.is_active and self.second.is_active


class Side(models.TextChoices):
    RED = "red", "Red"
    BLUE = "blue", "Blue"


class Winner(models.TextChoices):
    RED = "red", "Red"
    BLUE = "blue", "Blue"
    DRAW = "draw", "Draw"


class Match(models.Model):
    """One match of a done job. `score` is red's view, with forfeits already counted in."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="matches")
    number = models.PositiveSmallIntegerField()
    red_is_first = models.BooleanField()
    layout_name = models.CharField(max_length=80)
    score = models.IntegerField()
    winner = models.CharField(max_length=4, choices=Winner.choices)
    end = models.CharField(max_length=12)
    moves = models.PositiveIntegerField()
    seconds = models.FloatField(default=0.0)
    digest = models.CharField(max_length=64)
    evidence_digest = models.CharField(max_length=64)
    replay_sha256 = models.CharField(max_length=64)
    # By side: {"total", "largest", "largest_move"}; None where time is not counted in fuel.
    fuel = models.JSONField(null=True, default=None)

    class Meta:
        verbose_name_plural = "matches"
        ordering = ["job", "number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="match_number_once_per_job"),
            models.CheckConstraint(condition=Q(number__in=[1, 2, 3]), name="job_has_three_matches"),
            models.CheckConstraint(
                condition=Q(winner__in=Winner.values), name="match_winner_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job} match {self.number}"

    @property
    def red(self) -> Entry:
        return self.job.first if self.red_is_first else self.job.second

    @property
    def blue(self) -> Entry:
        return self.job.second if self.red_is_first else self.job.first


class Fault(models.Model):
    """An agent's fault in a match: what the referee decided, never what the agent printed."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="faults")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="faults")
    side = models.CharField(max_length=4, choices=Side.choices)
    agent = models.PositiveSmallIntegerField()
    move = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, db_index=True)

    class Meta:
        ordering = ["match", "move"]

    def __str__(self) -> str:
        return f"{self.kind} at move {self.move}"


class Failure(models.Model):
    """An attempt at a job that brought no result, through no agent's fault."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lost_attempts")
    attempt = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now, editable=False)
    host = models.CharField(max_length=100)
    message = models.CharField(max_length=500)

    class Meta:
        ordering = ["job", "attempt"]

    def __str__(self) -> str:
        return f"attempt {self.attempt} on {self.host}"


class AuditEvent(models.Model):
    """Who did what, when; rows are only ever added. No actor = the site itself."""

    tournament = models.ForeignKey(Tournament, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(max_length=20)
    sentence = models.CharField(max_length=500)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["tournament", "-at"], name="audit_by_tournament")]

    def __str__(self) -> str:
        return self.sentence


class MasterSeat(models.Model):
    """The one chair a master process sits in: whoever holds its lease dispatches jobs."""

    THE_SEAT = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_SEAT)
    owner = models.CharField(max_length=200, blank=True, default="")
    interface = models.CharField(max_length=40, blank=True, default="")
    workers = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="there_is_one_master_seat"),
        ]

    def __str__(self) -> str:
        return f"master {self.owner or 'none'}"

    @classmethod
    def row(cls, *, lock: bool = False) -> MasterSeat:
        rows: Any = cls.objects.select_for_update() if lock else cls.objects
        seat, _ = rows.get_or_create(pk=cls.THE_SEAT)
        return seat
