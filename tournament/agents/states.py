"""The states of agents and invitations, and which change may follow which."""

from __future__ import annotations

from django.db import models


class AgentState(models.TextChoices):
    CHECKING = "checking", "Checking"
    READY = "ready", "Ready"
    REJECTED = "rejected", "Rejected"


class InvitationState(models.TextChoices):
    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    REVOKED = "revoked", "Revoked"


AGENT_TRANSITIONS: dict[str, frozenset[str]] = {
    AgentState.CHECKING: frozenset({AgentState.READY, AgentState.REJECTED}),
    AgentState.READY: frozenset(),
    AgentState.REJECTED: frozenset(),
}

INVITATION_TRANSITIONS: dict[str, frozenset[str]] = {
    InvitationState.OPEN: frozenset(
        {InvitationState.ACCEPTED, InvitationState.DECLINED, InvitationState.REVOKED}
    ),
    InvitationState.ACCEPTED: frozenset(),
    InvitationState.DECLINED: frozenset(),
    InvitationState.REVOKED: frozenset(),
}
