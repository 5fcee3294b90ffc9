from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone

from tournament.accounts.names import same_name_key
from tournament.work import Work

from .states import AgentState, InvitationState

MAX_TEAM_NAME = 40
INVITATION_LIFE = timedelta(days=14)
LINK_SALT = "tournament.agents.invitation"


class Team(models.Model):
    """Students who hand in together. A team is never deleted: its results stay."""

    name = models.CharField(max_length=MAX_TEAM_NAME)
    name_key = models.CharField(max_length=160, unique=True, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="teams"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = same_name_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("agents:team", args=[self.slug])


class Membership(models.Model):
    """One person in one team; everybody is in one team at most. The lead may remove others."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership"
    )
    is_lead = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["joined_at", "pk"]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class Invitation(models.Model):
    """An invitation into a team, for a known person or for whoever has the link."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    invitee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
    )
    email = models.EmailField(blank=True, default="")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["team", "state"])]

    def __str__(self) -> str:
        return f"{self.invitee or self.email} into {self.team}"

    @property
    def is_open(self) -> bool:
        return self.state == InvitationState.OPEN and self.expires_at > timezone.now()

    @property
    def link(self) -> str:
        """The address that accepts the invitation, for whoever has it; always the same one."""
        token = signing.Signer(salt=LINK_SALT).sign(self.pk)
        return settings.SITE_URL + reverse("agents:invitation", args=[token])

    @staticmethod
    def of_link(token: str) -> int | None:
        """The key of the invitation that a link means; None if the link is not one of ours."""
        try:
            return int(signing.Signer(salt=LINK_SALT).unsign(token))
        except signing.BadSignature:
            return None


class Agent(models.Model):
    """An upload: one version of a team's agent, kept for ever under its SHA-256 in the store."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="agents")
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    filename = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes of the archive in the store.")
    state = models.CharField(max_length=10, choices=AgentState, default=AgentState.CHECKING)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    # It needs a module that the sandbox lacks, and so can play in native tournaments only.
    native_only = models.BooleanField(default=False)
    consent_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["team", "version"], name="agent_version_once")
        ]
        indexes = [
            models.Index(fields=["team", "state", "version"], name="agent_by_state"),
            models.Index(fields=["team", "uploaded_at"], name="agent_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.team} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("agents:agent", args=[self.pk])


class Check(Work):
    """The check of one agent as background work; its report grows while it runs."""

    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, related_name="check_row")
    report = models.JSONField(default=dict)
    gif_sha256 = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"check of {self.agent}"
